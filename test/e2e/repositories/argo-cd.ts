// A repository that Argo CD drives: an ApplicationSet over stages, a chart with `$values`, an app of apps, and what only a Git host or the cluster knows.

const REPO = 'https://git.example.org/plumb/shop.git';

export const ARGO_CD: Readonly<Record<string, string>> = {
  'argocd/shop.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop, namespace: argocd}
spec:
  goTemplate: true
  generators:
  - list:
      elements:
      - {stage: staging, replicas: "2"}
      - {stage: production, replicas: "5"}
  template:
    metadata:
      name: 'shop-{{.stage}}'
    spec:
      project: default
      source:
        repoURL: ${REPO}
        path: 'apps/shop/overlays/{{.stage}}'
        kustomize:
          replicas:
          - {name: shop, count: '{{.replicas}}'}
      destination: {name: '{{.stage}}', namespace: shop}
`,
  'argocd/previews.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: previews, namespace: argocd}
spec:
  generators:
  - pullRequest:
      github: {owner: plumb, repo: shop}
  template:
    metadata: {name: 'preview-{{number}}'}
    spec:
      project: default
      source: {repoURL: ${REPO}, path: apps/shop/overlays/staging}
      destination: {name: staging, namespace: 'preview-{{number}}'}
`,
  'argocd/edge.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: edge, namespace: argocd}
spec:
  goTemplate: true
  generators:
  - clusters:
      selector: {matchLabels: {tier: edge}}
  template:
    metadata: {name: 'edge-{{.name}}'}
    spec:
      project: default
      source: {repoURL: ${REPO}, path: apps/edge}
      destination: {name: '{{.name}}', namespace: edge}
`,
  'apps/edge/cache.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cache}\n',
  // The cluster that Argo CD runs in, as dumped.
  'snapshots/management/clusters.yaml': ['paris', 'tokyo'].map(dumpedCluster).join('---\n'),
  '.vscode/settings.json': '{"plumbline.snapshots": ["snapshots/*"]}\n',
  'argocd/gateway.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gateway, namespace: argocd}
spec:
  project: default
  sources:
  - repoURL: ${REPO}
    path: charts/gateway
    helm:
      valueFiles: [$values/values/production.yaml]
      parameters:
      - {name: port, value: "8443"}
  - {repoURL: ${REPO}, ref: values}
  destination: {name: production, namespace: gateway}
`,
  'apps/shop/base/kustomization.yaml': 'resources: [deployment.yaml, migrate.yaml]\n',
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
  'apps/shop/base/migrate.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations:
    argocd.argoproj.io/hook: PreSync
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: migrate, image: registry.example.org/shop}
`,
  ...overlay('staging', '2.1.0'),
  ...overlay('production', '2.0.0'),
  'charts/gateway/Chart.yaml': 'apiVersion: v2\nname: gateway\nversion: 1.4.0\n',
  'charts/gateway/values.yaml': 'port: 80\nhost: localhost\n',
  'charts/gateway/templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  annotations: {host: {{ .Values.host }}}
spec:
  ports:
  - port: {{ .Values.port }}
`,
  'values/production.yaml': 'host: shop.example.org\nprot: 8080\n',
};

function overlay(stage: string, tag: string): Record<string, string> {
  return {
    [`apps/shop/overlays/${stage}/kustomization.yaml`]: `resources: [../../base]
images:
- name: registry.example.org/shop
  newTag: ${tag}
`,
  };
}

/** The Secret by which Argo CD knows a cluster, as the API server has it. */
function dumpedCluster(city: string): string {
  return `apiVersion: v1
kind: Secret
metadata:
  name: cluster-${city}
  namespace: argocd
  uid: 7f0c${city}
  labels: {argocd.argoproj.io/secret-type: cluster, tier: edge}
data:
  name: ${btoa(`qa-${city}`)}
  server: ${btoa(`https://${city}.example.org`)}
  config: ${btoa('{"bearerToken":"correct-horse-battery"}')}
`;
}
