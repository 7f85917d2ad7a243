// Random trees as repositories write them: files with comments and anchors, layered generators, components, selectors, cluster-wide objects.
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { rarely } from './random-further-fields';
import { SCALARS } from './random-scalars';
import { type Edits, edits, edited } from './random-repository-edits';
import type { Tree } from './random-trees';

const name = fc.constantFrom('web', 'api', 'worker');
const settings = fc.constantFrom('settings', 'flags', 'web');
const namespace = fc.constantFrom('shop', 'tools', 'default');
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const scalar = fc.constantFrom(...SCALARS);
/** A line of YAML, or none. */
const line = (text: string) => fc.constantFrom('', `${text}\n`);

const meta = fc
  .record({ name, namespace: maybe(namespace), label: maybe(fc.constantFrom('web', 'api', '"1"', 'true-ish')), note: maybe(scalar) })
  .map(({ name, namespace, label, note }) =>
    [
      `metadata:\n  name: ${name} # the name`,
      ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
      ...(label === undefined ? [] : [`  labels: {app: ${label}}`]),
      ...(note === undefined ? [] : [`  annotations:\n    # why\n    example.com/note: ${indented(note, 4)}`]),
    ].join('\n'),
  );

const container = fc
  .record({ name, image: image(), value: scalar, config: settings, anchored: fc.boolean(), probe: line('  livenessProbe: *probe') })
  .map(
    ({ name, image, value, config, anchored, probe }) =>
      `- name: ${name}\n  image: ${image}\n${
        anchored ? `  readinessProbe: &probe\n    httpGet: {path: /, port: http}\n${probe}` : ''
      }  env:\n  - name: VALUE\n    value: ${indented(value, 4)}\n  - name: REF\n    valueFrom:\n      configMapKeyRef: {name: ${config}, key: a}\n  envFrom:\n  - secretRef:\n      name: ${config}\n`,
  );

const podSpec = fc
  .record({ container, volume: settings, account: maybe(name), pull: maybe(settings) })
  .map(
    ({ container, volume, account, pull }) =>
      `${account === undefined ? '' : `serviceAccountName: ${account}\n`}${pull === undefined ? '' : `imagePullSecrets:\n- name: ${pull}\n`}containers:\n${container}volumes:\n- name: config\n  projected:\n    sources:\n    - configMap:\n        name: ${volume}\n    - secret: {name: ${volume}}\n`,
  );

const workload = fc
  .record({
    kind: fc.constantFrom('Deployment', 'StatefulSet'),
    meta,
    pod: podSpec,
    replicas: line('  replicas: 2'),
    strategy: line('  strategy: {type: Recreate}'),
  })
  .map(
    ({ kind, meta, pod, replicas, strategy }) =>
      `apiVersion: apps/v1\nkind: ${kind}\n${meta}\nspec:\n${replicas}${strategy}  selector:\n    matchLabels: &labels\n      app: web\n  template:\n    metadata:\n      labels:\n        <<: *labels\n        tier: "1"\n    spec:\n      ${indented(pod, 6)}`,
  );

const cronJob = fc
  .record({ meta, pod: podSpec, schedule: fc.constantFrom('"*/5 * * * *"', "'@daily'", '0 3 * * *') })
  .map(
    ({ meta, pod, schedule }) =>
      `apiVersion: batch/v1\nkind: CronJob\n${meta}\nspec:\n  schedule: ${schedule}\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          ${indented(pod, 10)}`,
  );

const ingress = fc
  .record({ meta, service: name, secret: settings })
  .map(
    ({ meta, service, secret }) =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\n${meta}\nspec:\n  tls:\n  - hosts: [a.example]\n    secretName: ${secret}\n  rules:\n  - host: a.example\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service: {name: ${service}, port: {name: http}}\n`,
  );

const small = fc
  .tuple(
    meta,
    name,
    fc.constantFrom(
      (meta: string, to: string) => `apiVersion: v1\nkind: Service\n${meta}\nspec:\n  selector: {app: ${to}}\n  ports: [{port: 80}]\n`,
      (meta: string, to: string) =>
        `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n${meta}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${to}}\n  maxReplicas: 3\n`,
      (meta: string) => `apiVersion: v1\nkind: ServiceAccount\n${meta}\n`,
      (meta: string, to: string) =>
        `apiVersion: policy/v1\nkind: PodDisruptionBudget\n${meta}\nspec:\n  minAvailable: 50%\n  selector:\n    matchLabels: {app: ${to}}\n`,
      (meta: string) => `apiVersion: v1\nkind: PersistentVolumeClaim\n${meta}\nspec:\n  resources: {requests: {storage: 1Gi}}\n`,
      (meta: string, to: string) =>
        `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n${meta}\nspec:\n  podSelector: {matchLabels: {app: ${to}}}\n  ingress:\n  - from:\n    - podSelector:\n        matchLabels: {app: x}\n`,
    ),
  )
  .map(([meta, to, write]) => write(meta, to));

/** Objects of the whole cluster, and bindings, whose fields name other objects and namespaces. */
const wide = fc
  .tuple(
    meta,
    fc.record({
      name: fc.oneof(name, fc.constant('default')),
      namespace: maybe(namespace),
      kind: fc.constantFrom('ServiceAccount', 'User'),
    }),
    fc.constantFrom(
      (meta: string, subject: string) => rbac('RoleBinding', meta, 'Role', subject),
      (meta: string, subject: string) => rbac('ClusterRoleBinding', meta, 'ClusterRole', subject),
      (meta: string) =>
        `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n${meta}\nrules:\n- apiGroups: [""]\n  resources: [secrets]\n  resourceNames: [settings, web]\n  verbs: [get]\n`,
      (meta: string) => `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n${meta}\nrules: []\n`,
      (meta: string) =>
        `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\n${meta}\nwebhooks:\n- name: a.example.com\n  clientConfig:\n    service: {name: web, namespace: tools, path: /v}\n`,
      (meta: string) =>
        `apiVersion: apiregistration.k8s.io/v1\nkind: APIService\n${meta}\nspec:\n  group: example.com\n  service:\n    name: web\n    namespace: shop\n`,
      (meta: string) =>
        `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n${meta}\nspec:\n  group: example.com\n  conversion:\n    strategy: Webhook\n    webhook:\n      clientConfig:\n        service: {name: web, namespace: shop}\n`,
      (meta: string) =>
        `apiVersion: example.com/v1\nkind: Widget\n${meta}\nspec:\n  size: 1_000\n  image: nginx:1\n  template: {metadata: {labels: {a: b}}}\n`,
    ),
  )
  .map(([meta, { name, namespace, kind }, write]) =>
    write(meta, `{kind: ${kind}, name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`}}`),
  );

const config = fc
  .record({ meta, kind: fc.constantFrom('ConfigMap', 'Secret'), values: fc.array(scalar, { minLength: 1, maxLength: 4 }) })
  .map(
    ({ meta, kind, values }) =>
      `apiVersion: v1\nkind: ${kind}\n${meta}\n${kind === 'Secret' ? 'stringData' : 'data'}:\n${values.map((one, i) => `  key${i}: ${indented(one, 2)}\n`).join('')}`,
  );

const object = fc.oneof(
  { weight: 3, arbitrary: workload },
  { weight: 3, arbitrary: wide },
  { weight: 3, arbitrary: small },
  { weight: 1, arbitrary: cronJob },
  { weight: 1, arbitrary: ingress },
  { weight: 2, arbitrary: config },
);

/** How documents are put into one file, and what stands around them. */
const framing = fc.constantFrom<(documents: readonly string[]) => string>(
  (documents) => documents.join('---\n'),
  (documents) => `---\n${documents.join('---\n')}`,
  (documents) => documents.join('\n---\n# nothing\n---\n\n'),
  (documents) => `# head\n\n${documents.join('--- # next\n')}---\n`,
  (documents) => documents.join('...\n---\n'),
  (documents) => documents.join('---\n').replaceAll('\n', '\r\n'),
  (documents) => documents.join('---   \n').replace(/\n$/, ''),
);

const envFile = fc.constantFrom<string | Uint8Array>(
  'a2=1\nb2=two words\n',
  '# comment\n\n  lead=x\nquoted="q"\nexport X=1\nempty=\nequals=a=b=c\n',
  '\ufeffbom=1\r\ncr=2\r\n',
  'unicode=é😀\ntrail=x  \n',
  'no_newline=at end',
  '',
);
const dataFile = fc.constantFrom<string | Uint8Array>(
  'bad line\n',
  Uint8Array.of(0xff, 0xfe, 0, 1, 2),
  'a\0b',
  '',
  '  indented\n\ttab\n\n\n',
  `${'0123456789'.repeat(15)}\n`,
  'trailing space \nline\n',
);

const generator = fc.record(
  {
    name: settings,
    behavior: fc.constantFrom('merge', 'replace'),
    files: fc.constantFrom(['data.bin'], ['renamed.ini=data.bin'], ['data.bin', 'other=data.env']),
    envs: fc.constant(['data.env']),
    literals: fc.constantFrom(['a=1'], ['a=x=y', 'b="q"'], ["c='s'", 'd='], ['e=yes', 'f=0777', 'g=line\\nbreak']),
    options: fc.constantFrom({ disableNameSuffixHash: true }, { labels: { made: '1' }, annotations: { a: 'true' } }, { immutable: true }),
    type: fc.constantFrom('Opaque', 'kubernetes.io/tls'),
  },
  { requiredKeys: ['name'] },
);

const image_ = fc.record(
  {
    name: fc.constantFrom('nginx', 'ghcr.io/org/app'),
    newName: fc.constantFrom('mirror/nginx'),
    newTag: fc.constantFrom('1.27', '2', '1e3'),
    digest: fc.constant('sha256:abc'),
  },
  { requiredKeys: ['name'] },
);

const fields = fc.record({
  namespace: rarely(namespace, 4),
  namePrefix: rarely(fc.constant('p-'), 4),
  nameSuffix: rarely(fc.constant('-s'), 4),
  labels: rarely(
    fc
      .record({
        pairs: fc.constantFrom({ team: 'a' }, { app: 'x', tier: '1' }),
        includeSelectors: fc.boolean(),
        includeTemplates: fc.boolean(),
      })
      .map((one) => [one]),
    3,
  ),
  commonAnnotations: rarely(fc.constantFrom({ a: 'b' }, { 'example.com/on': 'true' }), 3),
  images: rarely(fc.array(image_, { minLength: 1, maxLength: 2 }), 2),
  replicas: rarely(fc.constant([{ name: 'web', count: 5 }]), 12),
  configMapGenerator: rarely(
    generator.map(({ type: _, ...rest }) => [rest]),
    2,
  ),
  secretGenerator: rarely(
    generator.map((one) => [one]),
    3,
  ),
  generatorOptions: rarely(fc.constantFrom({ disableNameSuffixHash: true }, { labels: { g: 'x' } }), 4),
});

const layer = fc.record({
  fields,
  edits,
  env: fc.oneof({ weight: 9, arbitrary: envFile }, { weight: 1, arbitrary: dataFile }),
  bin: dataFile,
});
const base = fc.record({ objects: fc.array(object, { minLength: 1, maxLength: 4 }), framing, layer });

/** A base, a layer over it, components in both (one of them names another), and an overlay over all. */
export const repository: fc.Arbitrary<Tree> = fc
  .record({ base, middle: maybe(layer), component: maybe(layer), inner: maybe(layer), overlay: layer, extra: maybe(base) })
  .map(({ base, middle, component, inner, overlay, extra }) => {
    const files: Record<string, string | Uint8Array> = {};
    const there = new Map<string, string>();
    const addObjects = (path: string, { objects, framing }: typeof base) => {
      const added = objects.filter((one) => !there.has(idOf(one)) && there.set(idOf(one), one));
      files[path] = framing(added);
    };
    const add = (folder: string, { fields, edits, env, bin }: typeof overlay, more: object) => {
      const { configMapGenerator, secretGenerator, ...others } = fields;
      const generators = {
        configMapGenerator: configMapGenerator?.map((one) => behaving(one, 'ConfigMap', there)),
        secretGenerator: secretGenerator?.map((one) => behaving(one, 'Secret', there)),
      };
      const all = { ...more, ...others, ...generators, ...edited(edits as Edits, [...there.keys()]) };
      files[`${folder}/kustomization.yaml`] = stringify(JSON.parse(JSON.stringify(all)));
      files[`${folder}/data.env`] = env;
      files[`${folder}/data.bin`] = bin;
    };
    addObjects('base/all.yaml', base);
    add('base', base.layer, { resources: ['all.yaml'] });
    const kind = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' };
    if (inner !== undefined) add('parts/inner', inner, kind);
    if (middle !== undefined) add('middle', middle, { resources: ['../base'], ...(inner && { components: ['../parts/inner'] }) });
    if (extra !== undefined) addObjects('overlay/extra.yaml', extra);
    if (component !== undefined) {
      add('parts/outer', component, { ...kind, ...(inner && middle === undefined && { components: ['../inner'] }) });
    }
    add('overlay', overlay, {
      resources: [middle === undefined ? '../base' : '../middle', ...(extra === undefined ? [] : ['extra.yaml'])],
      ...(component && { components: ['../parts/outer'] }),
    });
    return files;
  });

/** `Deployment web`, as a file has it, with its namespace where it has one. */
function idOf(object: string): string {
  const [kind, name, namespace] = [/^kind: (\w+)/m, /^ {2}name: (\S+)/m, /^ {2}namespace: (\S+)/m].map((one) => one.exec(object)?.[1]);
  return `${kind} ${name}${namespace === undefined ? '' : ` ${namespace}`}`;
}

/** A generator merges into or replaces what is there, and else creates. */
function behaving<T extends { name: string; behavior?: string }>(entry: T, kind: string, there: Map<string, string>): T {
  const id = `${kind} ${entry.name}`;
  if (there.has(id)) return { behavior: 'merge', ...entry };
  there.set(id, '');
  return { ...entry, behavior: 'create' };
}

function image(): fc.Arbitrary<string> {
  return fc.constantFrom('nginx', '"nginx:1.2"', 'ghcr.io/org/app:v1@sha256:00', "'nginx@sha256:11'", 'ghcr.io/org/app');
}

function rbac(kind: string, meta: string, role: string, subject: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\n${meta}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${role}, name: web}\nsubjects:\n- ${subject}\n`;
}

/** A text of several lines, put under a key that stands at a depth. */
function indented(text: string, depth: number): string {
  return text.replaceAll(/\n(?=.)/g, `\n${' '.repeat(depth)}`);
}
