// Objects that the features of random trees work on, written as files write them.

const container = (name: string, image: string) =>
  `      - name: ${name}\n        image: ${image}\n        env:\n        - {name: A, value: "1"}\n`;

const workload = (kind: string, name: string, containers: string, more = '') =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}spec:\n  replicas: 2 # two\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n${containers}      volumes:\n      - name: config\n        configMap: {name: settings}\n`;

export const OBJECTS: readonly string[] = [
  workload('Deployment', 'web', container('web', 'nginx:1.2') + container('side', '"nginx"')),
  workload('Deployment', 'api', container('web', "'nginx:'") + container('b', 'nginx@sha256:aa'), '  namespace: shop\n'),
  workload('StatefulSet', 'web', container('web', 'localhost:5000/nginx:1@sha256:00') + container('n', 'null'), '  namespace: null\n'),
  workload('Deployment', 'odd', container('web', '12') + container('y', 'yes'), '  labels:\n    app: "web"\n    n: "1"\n  namespace: ~\n'),
  workload('DaemonSet', 'agent', container('web', 'ghcr.io/o/nginx:v1'), '  annotations: {a: "true", b: c}\n  namespace: ""\n'),
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: bare}\nspec:\n  template:\n    spec:\n      initContainers: [{name: i, image: "nginx:1"}]\n      containers: [{name: web, image: nginx, ports: [{containerPort: 80}, {containerPort: 80, protocol: UDP}]}, {name: none}]\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  a: "1"\n  host: web.shop.svc:80\n  json: |\n    {"a": {"b": [1, 2]}}\n  "on": x\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: tail\n  namespace: null\ndata:\n  text: |\n    line\n    ',
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\n  labels: {}\nstringData:\n  k: v\ndata:\n  b: Yg==\n',
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    # why\n    note: "0777"\nspec:\n  selector: {app: web}\n  ports:\n  - {port: 80, name: http}\n  - port: 443\n',
  'apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: thing\nspec:\n  ref: {name: web, kind: Deployment}\n  config: settings\n  image: nginx:1\n  replicas: 1\n  count: 1.50\n  when: 2020-01-01\n  list:\n  - {key: a, v: 1}\n  - {key: b, v: 2}\n  big: 12345678901234567890\n  labels: {app: web}\n  host: a.b.c\n  nothing: null\n',
  'apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: other\n  namespace: shop\nspec: {ref: {name: thing}, list: [{key: a}, {key: a}], host: "$(HOST)-$(PORT)", containers: [{image: nginx}, {image: "nginx:2"}]}\n',
  'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.com\nspec:\n  group: example.com\n  names: {kind: Thing, plural: things}\n  versions: [{name: v1, schema: {openAPIV3Schema: {properties: {containers: [{image: nginx}]}}}}]\n',
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: bind\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}\nsubjects:\n- {kind: ServiceAccount, name: default, namespace: x}\n- {kind: ServiceAccount, name: robot}\n',
  'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: robot\n',
  'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: in-list}\n  data: {x: y}\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: shop}\n',
  'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  minReplicas: 1\n',
  'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: tick\nspec:\n  schedule: "*/5 * * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - name: web\n            image: nginx:1.2\n            envFrom:\n            - configMapRef: {name: made}\n            - secretRef: {name: keys}\n',
];
