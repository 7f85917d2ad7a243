// Random trees of kustomizations: bases, overlays and every field that this renderer carries out, in odd combinations.
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { breakage, furtherFields, ODD_NUMBERS, ODD_TEXTS, rarely } from './random-further-fields';

/** Path to content; `overlay` is the folder to build. */
export type Tree = Readonly<Record<string, string | Uint8Array>>;

/** Marks a text that is written without quotes. */
const RAW = 'RAW-';

const word = fc.constantFrom('web', 'api', 'cache', 'db', 'queue', 'a1', 'x-y');
const label = fc.constantFrom('app', 'tier', 'team', 'app.kubernetes.io/name', 'x');
const text = fc.constantFrom(
  'web',
  'true',
  '1',
  'no',
  'a b',
  'null',
  '1.10',
  '2020-01-01',
  'é',
  'long '.repeat(30).trim(),
  'two\nlines\n',
  '',
  ...ODD_TEXTS,
);
const value = fc.oneof(
  text,
  fc.integer({ min: -3, max: 9 }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(1.5),
  fc.constantFrom(...ODD_NUMBERS.map((one) => `${RAW}${one}`)),
);
const namespace = fc.option(fc.constantFrom('shop', 'default', 'tools'), { nil: undefined });
const image = fc.constantFrom('nginx', 'nginx:1.2', 'registry.example:5000/a/nginx:1@sha256:aa', 'redis@sha256:bb', 'redis:7');
const pairs = fc.dictionary(label, fc.constantFrom('web', '1', 'true', 'x'), { maxKeys: 2 });

const env = fc.array(
  fc.oneof(
    fc.record({ name: word, value: fc.constantFrom('1', 'x') }),
    fc.record({ name: word, valueFrom: fc.record({ configMapKeyRef: fc.record({ name: word, key: word }) }) }),
    fc.record({ name: word, valueFrom: fc.record({ secretKeyRef: fc.record({ name: word, key: word }) }) }),
  ),
  { maxLength: 3 },
);
const container = fc.record(
  {
    name: word,
    image,
    env,
    args: fc.array(text, { maxLength: 2 }),
    ports: fc.uniqueArray(fc.record({ containerPort: fc.constantFrom(80, 443, 8080) }), { maxLength: 2, selector: (p) => p.containerPort }),
    envFrom: fc.array(fc.record({ configMapRef: fc.record({ name: word }) }), { maxLength: 1 }),
  },
  { requiredKeys: ['name', 'image'] },
);
const containers = fc.uniqueArray(container, { minLength: 1, maxLength: 2, selector: ({ name }) => name });
const podSpec = fc.record(
  {
    containers,
    initContainers: containers,
    serviceAccountName: word,
    volumes: fc.uniqueArray(
      fc.oneof(
        fc.record({ name: word, configMap: fc.record({ name: word }) }),
        fc.record({ name: word, secret: fc.record({ secretName: word }) }),
      ),
      { maxLength: 2, selector: ({ name }) => name },
    ),
  },
  { requiredKeys: ['containers'] },
);

const metadata = fc.record(
  { name: word, namespace, labels: pairs, annotations: fc.dictionary(label, value, { maxKeys: 2 }) },
  { requiredKeys: ['name'] },
);

const workload = fc.record({
  apiVersion: fc.constant('apps/v1'),
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'),
  metadata,
  spec: fc.record(
    {
      replicas: fc.integer({ min: 0, max: 5 }),
      selector: fc.record({ matchLabels: pairs }),
      template: fc.record({ metadata: fc.record({ labels: pairs }), spec: podSpec }),
    },
    { requiredKeys: ['template'] },
  ),
});
const others = fc.oneof(
  fc.record({ apiVersion: fc.constant('v1'), kind: fc.constant('ConfigMap'), metadata, data: fc.dictionary(word, text, { maxKeys: 3 }) }),
  fc.record({ apiVersion: fc.constant('v1'), kind: fc.constant('ServiceAccount'), metadata }),
  fc.record({
    apiVersion: fc.constant('v1'),
    kind: fc.constant('Namespace'),
    metadata: fc.record({ name: fc.constantFrom('shop', 'tools') }),
  }),
  fc.record({
    apiVersion: fc.constant('v1'),
    kind: fc.constant('Service'),
    metadata,
    spec: fc.record({ selector: pairs, ports: fc.array(fc.record({ port: fc.constantFrom(80, 443) }), { maxLength: 1 }) }),
  }),
  fc.record({
    apiVersion: fc.constant('rbac.authorization.k8s.io/v1'),
    kind: fc.constantFrom('RoleBinding', 'ClusterRoleBinding'),
    metadata,
    roleRef: fc.record({ apiGroup: fc.constant('rbac.authorization.k8s.io'), kind: fc.constant('ClusterRole'), name: word }),
    subjects: fc.array(
      fc.record({
        kind: fc.constant('ServiceAccount'),
        name: fc.oneof(word, fc.constant('default')),
        namespace: fc.constantFrom('shop', 'x'),
      }),
      {
        maxLength: 2,
      },
    ),
  }),
  fc.record({
    apiVersion: fc.constant('autoscaling/v2'),
    kind: fc.constant('HorizontalPodAutoscaler'),
    metadata,
    spec: fc.record({ scaleTargetRef: fc.record({ kind: fc.constantFrom('Deployment', 'StatefulSet'), name: word }) }),
  }),
  fc.record({
    apiVersion: fc.constant('example.com/v1'),
    kind: fc.constant('Thing'),
    metadata,
    spec: fc.dictionary(word, value, { maxKeys: 3 }),
  }),
);
const object = fc.oneof({ weight: 2, arbitrary: workload }, { weight: 3, arbitrary: others });

const generator = fc.record(
  {
    name: word,
    literals: fc.uniqueArray(
      fc.tuple(
        word,
        text.filter((one) => !one.includes('\n')),
      ),
      { minLength: 1, maxLength: 3, selector: ([key]) => key },
    ),
    namespace,
    options: fc.record({ labels: pairs, disableNameSuffixHash: fc.boolean(), immutable: fc.boolean() }, { requiredKeys: [] }),
  },
  { requiredKeys: ['name', 'literals'] },
);

const target = fc.record(
  {
    kind: fc.constantFrom('Deployment', 'Deploy.*', 'ConfigMap', 'Service|Thing', 'StatefulSet'),
    name: fc.constantFrom('web', 'w.*', 'api|db', '.*'),
    labelSelector: fc.constantFrom('app', 'app=web', 'tier!=x', 'team in (web, x)', '!x'),
  },
  { requiredKeys: ['kind'] },
);
const patch = fc.oneof(
  fc.record({
    target,
    patch: fc.constantFrom(
      '- op: replace\n  path: /metadata/name\n  value: renamed\n',
      '- op: add\n  path: /metadata/labels\n  value: {patched: "yes"}\n',
      '- op: add\n  path: /metadata/annotations\n  value:\n    a: b\n',
      '- op: add\n  path: /extra\n  value: [1, 2.5, true, null, {b: 1, a: x}]\n',
    ),
  }),
  fc.record({
    target,
    patch: fc
      .record({
        metadata: fc.record({ name: fc.constant('any'), labels: fc.dictionary(label, fc.constantFrom('p', null), { maxKeys: 2 }) }),
        spec: fc.record(
          {
            replicas: fc.constantFrom(3, null),
            template: fc.record({ spec: fc.record({ containers: fc.array(fc.record({ name: word, image }), { maxLength: 2 }) }) }),
          },
          { requiredKeys: [] },
        ),
      })
      .map((body) => stringify({ apiVersion: 'apps/v1', kind: 'Deployment', ...body })),
  }),
);

const fieldPath = fc.constantFrom(
  'metadata.labels.app',
  'metadata.annotations.[a.b/c]',
  'metadata.name',
  'spec.replicas',
  'spec.template.spec.containers.*.image',
  'spec.template.spec.containers.[name=web].image',
  'spec.template.spec.containers.0.name',
  'spec.template.metadata.labels',
  'data.web',
);
const fieldOptions = fc.record(
  { delimiter: fc.constantFrom(':', '-'), index: fc.integer({ min: -1, max: 2 }), create: fc.boolean() },
  { requiredKeys: [] },
);
const replacement = fc.record({
  source: fc.record(
    { kind: fc.constantFrom('Deployment', 'ConfigMap', 'Service'), name: word, fieldPath, options: fieldOptions },
    { requiredKeys: ['kind', 'name'] },
  ),
  targets: fc.array(
    fc.record(
      { select: target, fieldPaths: fc.array(fieldPath, { minLength: 1, maxLength: 2 }), options: fieldOptions },
      { requiredKeys: ['select', 'fieldPaths'] },
    ),
    {
      minLength: 1,
      maxLength: 2,
    },
  ),
});

const layer = fc.record(
  {
    namePrefix: fc.constantFrom('p-', 'x1-'),
    nameSuffix: fc.constantFrom('-s', '-2'),
    namespace: fc.constantFrom('shop', 'tools', 'prod'),
    labels: fc.array(
      fc.record(
        {
          pairs,
          includeSelectors: fc.boolean(),
          includeTemplates: fc.boolean(),
          fields: fc.constant([{ path: 'spec/zone', kind: 'Thing', create: true }]),
        },
        { requiredKeys: ['pairs'] },
      ),
      { maxLength: 2 },
    ),
    commonLabels: pairs,
    commonAnnotations: pairs,
    images: fc.array(
      fc.record(
        {
          name: fc.constantFrom('nginx', 'redis', 'registry.example:5000/a/nginx'),
          newName: fc.constantFrom('mirror/n', 'other'),
          newTag: fc.constantFrom('2', '1.0'),
          tagSuffix: fc.constant('-x'),
          digest: fc.constant('sha256:cc'),
        },
        { requiredKeys: ['name'] },
      ),
      { maxLength: 2 },
    ),
    replicas: fc.array(fc.record({ name: word, count: fc.integer({ min: 0, max: 9 }) }), { maxLength: 1 }),
    configMapGenerator: fc.array(generator, { maxLength: 2 }),
    secretGenerator: fc.array(generator, { maxLength: 1 }),
    generatorOptions: fc.record({ labels: pairs, annotations: pairs }, { requiredKeys: [] }),
    patches: fc.array(patch, { maxLength: 2 }),
    replacements: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(replacement, { maxLength: 1 }) }),
    sortOptions: fc.constantFrom({ order: 'fifo' }, { order: 'legacy' }),
  },
  { requiredKeys: [] },
);

/** The fields of a kustomization, the further ones folded into those that they belong to. */
const wideLayer = fc.tuple(layer, furtherFields).map(([fields, { deepPatches, operations, structured, ...further }]) => {
  const patches = [...(fields.patches ?? []), ...(deepPatches ?? []), ...(operations === undefined ? [] : [operations])];
  const replacements = [...(fields.replacements ?? []), ...(structured === undefined ? [] : [structured])];
  return { ...fields, ...further, ...(patches.length > 0 ? { patches } : {}), ...(replacements.length > 0 ? { replacements } : {}) };
});

/** A tree of one or two bases, maybe a component, and an overlay over them: with the usual fields, or with the further ones as well. */
export const tree: fc.Arbitrary<Tree> = fc.oneof(treeOf(layer), treeOf(wideLayer as typeof layer));

function treeOf(fullLayer: typeof layer): fc.Arbitrary<Tree> {
  return fc
    .record({
      bases: fc.array(fc.record({ objects: fc.array(object, { minLength: 1, maxLength: 4 }), fields: fullLayer }), {
        minLength: 1,
        maxLength: 2,
      }),
      component: fc.option(fullLayer, { nil: undefined }),
      overlay: fullLayer,
      broken: rarely(fc.record({ at: fc.nat(), how: breakage }), 8),
      extra: fc.array(object, { maxLength: 2 }),
    })
    .map(({ bases, component, overlay, extra, broken }) => {
      const files: Record<string, string> = {};
      const seen = new Set<string>();
      for (const [i, { objects, fields }] of bases.entries()) {
        const kept = unseen(objects, seen);
        files[`base${i}/objects.yaml`] = kept.map(write).join('---\n');
        files[`base${i}/kustomization.yaml`] = kustomization({ resources: ['objects.yaml'], ...fields }, seen);
      }
      const added = unseen(extra, seen);
      files['overlay/extra.yaml'] = added.map(write).join('---\n');
      const overlayFile = kustomization(
        {
          resources: [...bases.map((_, i) => `../base${i}`), ...(added.length > 0 ? ['extra.yaml'] : [])],
          ...(component === undefined ? {} : { components: ['../component'] }),
          ...overlay,
        },
        seen,
      );
      if (component !== undefined) {
        const header = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' };
        files['component/kustomization.yaml'] = kustomization({ ...header, ...component }, seen);
      }
      files['overlay/kustomization.yaml'] = overlayFile;
      if (broken === undefined) return files;
      const paths = Object.keys(files);
      const path = paths[broken.at % paths.length] as string;
      return { ...files, [path]: broken.how(files[path] as string) };
    });
}

function write(object: object): string {
  return stringify(object).replaceAll(new RegExp(`["']?${RAW}([^\\s"']*)["']?`, 'g'), '$1');
}

/** Without those whose kind and name were there before: most trees should be ones that kustomize builds. */
function unseen<T extends { kind: string; metadata: { name: string } }>(objects: readonly T[], seen: Set<string>): T[] {
  return objects.filter(({ kind, metadata: { name } }) => {
    const key = `${kind} ${name}`;
    if (seen.has(key)) return false;
    return seen.add(key);
  });
}

/** Literals as text; the count of replicas only for what is there; a generator of a known name merges, if only sometimes into the right one. */
function kustomization(fields: Record<string, unknown>, seen: Set<string>): string {
  const written: Record<string, unknown> = { ...fields };
  for (const [field, kind] of [
    ['configMapGenerator', 'ConfigMap'],
    ['secretGenerator', 'Secret'],
  ] as const) {
    const entries = fields[field] as { name: string; literals: [string, string][]; namespace?: string }[] | undefined;
    written[field] = entries?.map(({ namespace: own, ...entry }) => {
      const taken = seen.has(`${kind} ${entry.name}`);
      // Merging finds nothing where a layer in between moved the object: a third of them is enough.
      const known = taken && seen.size % 3 === 0;
      const name = taken && !known ? `${entry.name}-${seen.size}` : entry.name;
      seen.add(`${kind} ${name}`);
      return {
        ...entry,
        name,
        ...(own === undefined || known ? {} : { namespace: own }),
        ...(known ? { behavior: 'merge' } : {}),
        literals: entry.literals.map(([key, one]) => `${key}=${one}`),
      };
    });
  }
  const replicas = fields.replicas as { name: string }[] | undefined;
  written.replicas = replicas?.filter(({ name }) => seen.has(`Deployment ${name}`) || seen.has(`StatefulSet ${name}`));
  return stringify(JSON.parse(JSON.stringify(written)));
}
