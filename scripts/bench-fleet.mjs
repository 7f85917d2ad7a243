// Writes fleets of any size for the bench: apps with a base and three overlays each, the same for the same size every time.
// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {Readonly<Record<string, string>>} Tree path to content */

export const STAGES = /** @type {const} */ (['dev', 'staging', 'production']);

/** The folders of the overlays, in the order in which they are built. @param {number} apps @returns {string[]} */
export function overlaysOf(apps) {
  return range(apps).flatMap((app) => STAGES.map((stage) => `apps/${nameOf(app)}/overlays/${stage}`));
}

/** @param {number} apps @returns {Tree} */
export function fleet(apps) {
  return Object.assign({}, component(), ...range(apps).map(appTree));
}

/** The same fleet, with a Flux Kustomization for each overlay and one for each cluster above them. @param {number} apps @returns {Tree} */
export function fluxFleet(apps) {
  const files = STAGES.flatMap((stage) => {
    const folder = `clusters/${stage}`;
    const source = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: ssh://git@example.com/fleet\n`;
    const sync = `${source}---\n${fluxKustomization('flux-system', `./${folder}`)}`;
    const each = range(apps).map((app) => [
      `${folder}/${nameOf(app)}.yaml`,
      fluxKustomization(nameOf(app), `./apps/${nameOf(app)}/overlays/${stage}`),
    ]);
    return [[`${folder}/flux-system/gotk-sync.yaml`, sync], ...each];
  });
  return { ...fleet(apps), ...Object.fromEntries(files) };
}

/** @param {string} name @param {string} path */
function fluxKustomization(name, path) {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  wait: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;
}

/** @param {string} folder @param {Tree} tree */
export function writeTree(folder, tree) {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** @param {number} app */
export function nameOf(app) {
  return `app-${String(app).padStart(4, '0')}`;
}

/** @param {number} count */
function range(count) {
  return Array.from({ length: count }, (_, index) => index);
}

/** @param {number} app @returns {Tree} */
function appTree(app) {
  const name = nameOf(app);
  const folder = `apps/${name}`;
  return {
    [`${folder}/base/kustomization.yaml`]: baseKustomization(name, app),
    [`${folder}/base/deployment.yaml`]: deployment(name, app),
    [`${folder}/base/service.yaml`]: service(name),
    [`${folder}/base/rbac.yaml`]: rbac(name),
    [`${folder}/base/app.properties`]: `app=${name}\nthreads=${4 + (app % 5)}\ntimeout=30s\n`,
    ...Object.assign({}, ...STAGES.map((stage, rank) => overlay(`${folder}/overlays/${stage}`, name, app, stage, rank))),
  };
}

/** @param {string} folder @param {string} name @param {number} app @param {string} stage @param {number} rank @returns {Tree} */
function overlay(folder, name, app, stage, rank) {
  return {
    [`${folder}/kustomization.yaml`]: overlayKustomization(name, app, stage, rank),
    [`${folder}/deployment-patch.yaml`]: strategicPatch(name, app, stage, rank),
    [`${folder}/service-patch.yaml`]: `- op: replace\n  path: /spec/ports/0/port\n  value: ${8000 + rank}\n`,
  };
}

/** @returns {Tree} */
function component() {
  return {
    'components/hardened/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target:
      kind: Deployment
    patch: |-
      - op: add
        path: /spec/template/spec/securityContext
        value:
          runAsNonRoot: true
`,
  };
}

/** @param {string} name @param {number} app */
function baseKustomization(name, app) {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
  - rbac.yaml
labels:
  - pairs:
      app.kubernetes.io/name: ${name}
      app.kubernetes.io/part-of: team-${app % 12}
    includeSelectors: true
configMapGenerator:
  - name: ${name}-settings
    files:
      - app.properties
    literals:
      - LOG_LEVEL=info
      - REGION=eu-central-${1 + (app % 3)}
`;
}

/** @param {string} name @param {number} app @param {string} stage @param {number} rank */
function overlayKustomization(name, app, stage, rank) {
  const hardened = rank === 2 && app % 3 === 0 ? 'components:\n  - ../../../../components/hardened\n' : '';
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${stage}
nameSuffix: -${stage}
resources:
  - ../../base
${hardened}patches:
  - path: deployment-patch.yaml
  - path: service-patch.yaml
    target:
      kind: Service
      name: ${name}
images:
  - name: registry.example.com/shop/${name}
    newTag: 1.${app % 20}.${rank}
configMapGenerator:
  - name: ${name}-settings
    behavior: merge
    literals:
      - LOG_LEVEL=${rank === 2 ? 'warn' : 'debug'}
      - STAGE=${stage}
secretGenerator:
  - name: ${name}-token
    literals:
      - token=not-a-secret-${app}-${rank}
labels:
  - pairs:
      stage: ${stage}
commonAnnotations:
  example.com/owner: team-${app % 12}
`;
}

/** @param {string} name @param {number} app @param {string} stage @param {number} rank */
function strategicPatch(name, app, stage, rank) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: ${1 + rank * 2}
  template:
    spec:
      containers:
        - name: web
          env:
            - name: STAGE
              value: ${stage}
          resources:
            requests:
              cpu: ${100 * (rank + 1)}m
              memory: ${128 * (rank + 1 + (app % 2))}Mi
`;
}

/** @param {string} name @param {number} app */
function deployment(name, app) {
  return `# The web server of ${name}, and the proxy in front of it.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  annotations:
    description: "Serves ${name}: requests come in through the proxy"
spec:
  replicas: 1
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      serviceAccountName: ${name}
      containers:
        - name: web
          image: registry.example.com/shop/${name}:1.0.0 # set by the overlays
          args: ["--listen", ":8080", "--verbose=false"]
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: TOKEN
              valueFrom:
                secretKeyRef:
                  name: ${name}-token
                  key: token
            - name: POOL
              value: "${5 + (app % 7)}"
          envFrom:
            - configMapRef:
                name: ${name}-settings
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 5
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
            limits:
              memory: 512Mi
          volumeMounts:
            - name: settings
              mountPath: /etc/${name}
        - name: proxy
          image: registry.example.com/mesh/proxy:2.4.1
          command:
            - /bin/sh
            - -c
            - |
              set -e
              exec proxy --upstream 127.0.0.1:8080 --name ${name}
      volumes:
        - name: settings
          configMap:
            name: ${name}-settings
`;
}

/** @param {string} name */
function service(name) {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}

/** @param {string} name */
function rbac(name) {
  return `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: ${name}
rules:
  - apiGroups: [""]
    resources: [configmaps]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${name}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: ${name}
subjects:
  - kind: ServiceAccount
    name: ${name}
`;
}
