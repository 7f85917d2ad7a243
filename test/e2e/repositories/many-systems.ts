// A repository in which Fleet, image automation, Terraform and others stand side by side, with a `.plumbline.yaml` that has a mistake.

export const MANY_SYSTEMS: Readonly<Record<string, string>> = {
  '.plumbline.yaml': 'environments:\n- name: staging\n  order: 1\n- name: production\n  order: second\n',
  '.vscode/settings.json': '{}\n',
  'apps/shop/base/kustomization.yaml': 'resources: [deployment.yaml, login.yaml]\n',
  'apps/shop/base/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 1
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
      - name: shop
        image: registry.example.org/shop
`,
  'apps/shop/overlays/staging/kustomization.yaml': `resources: [../../base]
images:
- name: registry.example.org/shop
  newTag: 2.1.0 # {"$imagepolicy": "flux-system:shop:tag"}
`,
  'apps/shop/overlays/production/kustomization.yaml': `resources: [../../base]
images:
- name: registry.example.org/shop
  newTag: 2.0.0 # {"$imagepolicy": "flux-system:payments:tag"}
`,
  'automation/shop.yaml': `apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: {name: shop, namespace: flux-system}
spec: {image: registry.example.org/shop, interval: 5m}
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: {name: shop, namespace: flux-system}
spec:
  imageRepositoryRef: {name: shop}
  policy:
    semver: {range: 2.x}
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: {name: shop, namespace: flux-system}
spec:
  sourceRef: {kind: GitRepository, name: flux-system}
  interval: 30m
  git:
    commit:
      author: {name: bot, email: bot@example.org}
  update: {path: ./apps/shop/overlays/staging, strategy: Setters}
`,
  'rancher/gitrepo.yaml': `apiVersion: fleet.cattle.io/v1alpha1
kind: GitRepo
metadata: {name: shop, namespace: fleet-default}
spec:
  repo: https://git.example.org/plumb/shop.git
  paths: [bundles/gateway]
  targets:
  - name: edge
    clusterSelector: {matchLabels: {env: edge}}
`,
  'rancher/cluster.yaml': `apiVersion: fleet.cattle.io/v1alpha1
kind: Cluster
metadata: {name: edge-1, namespace: fleet-default, labels: {env: edge}}
`,
  'bundles/gateway/fleet.yaml': `defaultNamespace: gateway
helm:
  releaseName: gateway
  values:
    port: 8443
targetCustomizations:
- name: edge
  clusterSelector: {matchLabels: {env: edge}}
  helm:
    values: {host: edge.example.org}
`,
  'bundles/gateway/Chart.yaml': 'apiVersion: v2\nname: gateway\nversion: 1.4.0\n',
  'bundles/gateway/values.yaml': 'port: 80\nhost: localhost\n',
  'bundles/gateway/templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  annotations: {host: {{ .Values.host }}}
spec:
  ports:
  - port: {{ .Values.port }}
`,
  'infra/network.yaml': `apiVersion: infra.contrib.fluxcd.io/v1alpha2
kind: Terraform
metadata: {name: network-production, namespace: flux-system}
spec:
  interval: 1h
  path: ./infra/network
  sourceRef: {kind: GitRepository, name: flux-system}
  vars:
  - {name: region, value: eu-west-1}
`,
  'infra/network/main.tf': 'variable "region" {}\n',
  ...terraform('staging', '5.2.0'),
  ...terraform('production', '5.1.0'),
  'apps/shop/base/login.yaml': `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: login
spec:
  data:
  - secretKey: password
    remoteRef: {key: shop}
`,
  'atlantis.yaml': `version: 3
projects:
- {name: network-staging, dir: infra/network, workspace: staging}
- {name: accounts, dir: infra/network}
`,
};

function terraform(stage: string, version: string): Record<string, string> {
  return {
    [`infra/envs/${stage}/main.tf`]: `provider "aws" {}\n\nmodule "vpc" {\n  source  = "acme/vpc"\n  version = "${version}" # who decides: platform\n}\n`,
  };
}

/** What the branches `env/live` and `env/canary` hold: manifests as a promoter writes them. */
export const LIVE_BRANCH = hydrated(7, '1.9.0');
export const CANARY_BRANCH = hydrated(1, '2.0.0');

function hydrated(replicas: number, tag: string): Record<string, string> {
  return {
    'shop.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: ${replicas}
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
      - name: shop
        image: registry.example.org/shop:${tag}
`,
  };
}
