// Patches and replacements as repositories write them: by selectors of labels and annotations, with directives, with several targets and options.
import * as fc from 'fast-check';
import { rarely } from './random-further-fields';

const kind = fc.constantFrom('Deployment', 'StatefulSet', 'CronJob', 'ConfigMap', 'Service', 'Ingress', 'Widget', 'ServiceAccount');
const name = fc.constantFrom('web', 'api', 'worker', 'settings');

const target = fc.record(
  {
    kind,
    name: fc.constantFrom('web', 'w.*', 'web|api', '.*'),
    namespace: fc.constantFrom('shop', 'default'),
    labelSelector: fc.constantFrom('app', 'app=web', 'app!=web', 'app in (web,api)', '!app', 'app notin (x), app'),
    annotationSelector: fc.constantFrom('example.com/note', 'example.com/note=plain', 'a=b'),
  },
  { requiredKeys: ['kind'] },
);

const body = fc.constantFrom(
  'spec:\n  replicas: null\n',
  'spec:\n  replicas: 3 # three\n',
  'spec:\n  replicas: ~\n  strategy: null\n',
  '$patch: delete\n',
  '$patch: replace\nspec: {replicas: 1}\n',
  '$patch: merge\nspec: {replicas: 1}\n',
  'spec:\n  $patch: replace\n  template: {spec: {containers: [{name: web, image: x}]}}\n',
  'spec:\n  template:\n    spec:\n      containers:\n      - name: web\n        image: patched\n        env: [{name: VALUE, value: "0777"}, {name: NEW, value: yes-no}]\n',
  'spec:\n  template:\n    spec:\n      containers:\n      - name: web\n        $patch: delete\n      - name: sidecar\n        image: s\n',
  'spec:\n  template:\n    spec:\n      volumes:\n      - name: config\n        projected: null\n        emptyDir: {}\n',
  'spec:\n  template:\n    metadata:\n      annotations: {p: "1", q: "true"}\n    spec:\n      tolerations: [{key: a}]\n      nodeSelector: null\n',
  'metadata:\n  labels: {patched: "true", app: null}\n',
  'metadata:\n  annotations:\n    example.com/note: null\n    x: |\n      block\n',
  'data:\n  key0: null\n  key1: patched\n  new: |+\n    kept\n\n',
  'spec: null\n',
  'spec: {}\n',
  'spec:\n  rules: null\n',
  'spec:\n  ports:\n  - port: 80\n    name: http\n  - {port: 443, name: https}\n',
);

const operations = fc.constantFrom(
  '- op: replace\n  path: /spec/replicas\n  value: 4\n',
  '- {op: remove, path: /spec/replicas}\n',
  '- op: add\n  path: /metadata/labels/new\n  value: "1"\n',
  '- op: add\n  path: /metadata/annotations\n  value: {fresh: "yes"}\n',
  '- op: test\n  path: /metadata/name\n  value: web\n- op: add\n  path: /spec/x\n  value: |\n    block\n',
  '- op: add\n  path: /spec/template/spec/containers/0/args\n  value: ["--a", "--b=0777"]\n',
  '- op: add\n  path: /spec/template/spec/containers/-\n  value: {name: last, image: nginx}\n',
  '[{"op": "replace", "path": "/metadata/name", "value": "renamed"}]',
);

const path = fc.constantFrom(
  'metadata.name',
  'metadata.namespace',
  'metadata.labels.app',
  'metadata.annotations.[example.com/note]',
  'metadata.annotations.example\\.com/note',
  'spec.template.spec.containers.[name=web].image',
  'spec.template.spec.containers.*.env.[name=VALUE].value',
  'spec.template.spec.containers.0.env.0.value',
  'spec.rules.0.host',
  'spec.rules.*.http.paths.*.backend.service.name',
  'spec.replicas',
  'data.key0',
  'data.a',
  'webhooks.*.clientConfig.service.namespace',
);
const options = fc.record(
  { create: fc.boolean(), delimiter: fc.constantFrom('/', ':', '.', '-', ' '), index: fc.integer({ min: -1, max: 3 }) },
  { requiredKeys: [] },
);

/** Of an object that is there, chosen by its place among them. */
const named = fc.record({ at: fc.nat(), body });

/** What a layer changes, before it is known which objects there are. */
export const edits = fc.record({
  patches: fc.array(
    fc.oneof(
      { weight: 1, arbitrary: fc.record({ target, operations }) },
      { weight: 4, arbitrary: fc.record({ target, body }) },
      { weight: 2, arbitrary: fc.record({ named: fc.array(named, { minLength: 1, maxLength: 2 }) }) },
    ),
    { maxLength: 1 },
  ),
  replacement: rarely(replacements(), 12),
});
type Drawn<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
export type Edits = Drawn<typeof edits>;

/** The `patches` and `replacements` of a layer over objects that are written `Deployment web`. */
export function edited({ patches, replacement }: Edits, there: readonly string[]): object {
  return {
    patches: patches.map((patch) => {
      if ('operations' in patch) return { target: patch.target, patch: patch.operations };
      if ('body' in patch) return { target: patch.target, patch: patchOf(patch.target.kind, 'any', patch.body) };
      const texts = patch.named.map(({ at, body }) => {
        const [kind = '', name = '', namespace] = there[at % there.length]?.split(' ') ?? [];
        return patchOf(kind, namespace === undefined ? name : `${name}, namespace: ${namespace}`, body);
      });
      return { patch: texts.join('---\n') };
    }),
    ...(replacement === undefined ? {} : { replacements: [sourced(replacement, there)] }),
  };
}

function sourced({ at, source, targets }: Drawn<ReturnType<typeof replacements>>, there: readonly string[]): object {
  const [kind, name] = there[at % there.length]?.split(' ') ?? [];
  return { source: { kind, name, ...source }, targets };
}

const VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  CronJob: 'batch/v1',
  Ingress: 'networking.k8s.io/v1',
  Widget: 'example.com/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  ValidatingWebhookConfiguration: 'admissionregistration.k8s.io/v1',
  APIService: 'apiregistration.k8s.io/v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
};

function patchOf(kind: string, name: string, body: string): string {
  const head = `apiVersion: ${VERSIONS[kind] ?? 'v1'}\nkind: ${kind}\n`;
  return body.startsWith('metadata:\n')
    ? `${head}${body.replace('\n', `\n  name: ${name.replace(', ', '\n  ')}\n`)}`
    : `${head}metadata: {name: ${name}}\n${body}`;
}

function replacements() {
  return fc.record({
    at: fc.nat(),
    source: fc.record(
      { fieldPath: path, options: fc.record({ delimiter: fc.constantFrom('/', ':'), index: fc.constantFrom(0, 1) }) },
      { requiredKeys: [] },
    ),
    targets: fc.array(
      fc.record(
        {
          select: fc.record({ kind, name, labelSelector: fc.constantFrom('app=web', '!app') }, { requiredKeys: ['kind'] }),
          reject: fc.array(fc.record({ name }), { minLength: 1, maxLength: 1 }),
          fieldPaths: fc.array(path, { minLength: 1, maxLength: 2 }),
          options,
        },
        { requiredKeys: ['select', 'fieldPaths'] },
      ),
      { minLength: 1, maxLength: 2 },
    ),
  });
}
