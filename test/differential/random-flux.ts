// Random Flux Kustomizations over small repositories: every field of spec that shapes objects, over folders of odd kinds.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import * as fc from 'fast-check';

export interface FluxCase {
  /** What is odd about the folder. */
  readonly folder: string;
  readonly tree: Readonly<Record<string, string>>;
  readonly spec: Readonly<Record<string, unknown>>;
  /** `spec.ignore` of the source. */
  readonly ignore: string;
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - {name: web, image: 'ghcr.io/org/web:1.0.0', env: [{name: REGION, value: '\${region}'}]}
        - {name: proxy, image: envoy}
`;
const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {host: '\${host:=localhost}', literal: '$\${host}', port: '\${port}', nested: '\${missing:-\${region}}'}
`;
const switched = (where: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: off-${where}\n  ${where}: {kustomize.toolkit.fluxcd.io/substitute: disabled}\ndata: {host: '\${host}'}\n`;
const ROLE = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader}\nrules: []\n';
const SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: token, namespace: other}\nstringData: {token: '${token}'}\n";

const kustomization = (...lines: string[]) => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${lines.join('\n')}\n`;
const component = (...lines: string[]) => `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${lines.join('\n')}\n`;

const MANIFESTS = { 'web.yaml': DEPLOYMENT, 'settings.yml': CONFIG, 'role.yaml': ROLE, 'secret.yaml': SECRET };
const SWITCHES = { 'labels.yaml': switched('labels'), 'annotations.yaml': switched('annotations') };

/** What `app` holds, by what is odd about it. */
const FOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: { ...MANIFESTS, ...SWITCHES },
  nested: { 'web.yaml': DEPLOYMENT, 'a/settings.yml': CONFIG, 'a/b/role.yaml': ROLE, 'README.md': 'text', 'a/notes.txt': '${x}' },
  'a folder with a kustomization': {
    'web.yaml': DEPLOYMENT,
    'sub/kustomization.yml': kustomization('namePrefix: sub-', 'resources: [settings.yml]'),
    'sub/settings.yml': CONFIG,
    'sub/unlisted.yaml': ROLE,
    'z/Kustomization': kustomization('resources: [role.yaml]'),
    'z/role.yaml': ROLE,
  },
  'its own kustomization': { ...MANIFESTS, 'kustomization.yaml': kustomization('resources: [web.yaml, settings.yml, role.yaml]') },
  'fields of its own': {
    ...MANIFESTS,
    'kustomization.yaml': kustomization(
      'resources: [web.yaml, settings.yml, secret.yaml]',
      'namespace: own',
      'namePrefix: own-',
      'images: [{name: ghcr.io/org/web, newTag: "1.1.0"}, {name: envoy, newName: ghcr.io/envoy, digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"}]',
      'patches: [{target: {kind: Deployment}, patch: "- {op: replace, path: /spec/replicas, value: 3}"}]',
      'components: [../parts]',
    ),
  },
  'generators alone': { 'kustomization.yaml': kustomization('configMapGenerator: [{name: made, literals: ["host=${host}"]}]') },
  'a component alone': { 'kustomization.yaml': kustomization('components: [../parts]') },
  nothing: { 'README.md': 'empty' },
  'a list': {
    'list.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${CONFIG.replaceAll('\n', '\n  ').trimEnd()}\n`,
    'empty.yaml': '# nothing\n',
  },
  'a broken manifest': { 'web.yaml': DEPLOYMENT, 'broken.yaml': 'a: [\n' },
  'no object': { 'web.yaml': DEPLOYMENT, 'values.yaml': 'replicas: 3\n' },
};

/** What Flux refuses whatever the spec says. */
const REFUSED: ReadonlySet<string> = new Set(['a broken manifest', 'no object']);

const PARTS = {
  'parts/kustomization.yaml': component('resources: [extra.yaml]', 'commonAnnotations: {part: "yes"}'),
  'parts/extra.yaml': CONFIG.replace('settings', 'extra'),
  'more/kustomization.yaml': component('patches: [{target: {name: web}, patch: "- {op: add, path: /metadata/labels/more, value: m}"}]'),
};

const target = fc.constantFrom(
  undefined,
  { kind: 'Deployment' },
  { kind: 'Deploy.*', name: 'we.' },
  { group: 'apps', version: 'v1', kind: 'Deployment', name: 'web', namespace: '.*' },
  { labelSelector: 'app=web' },
  { annotationSelector: 'part=yes' },
  { kind: 'ConfigMap', name: 'none' },
);
const patch = fc.oneof(
  fc.record({
    patch: fc.constantFrom(
      '- {op: add, path: /metadata/annotations, value: {patched: "1"}}',
      '[{"op": "add", "path": "/metadata/labels/patched", "value": "yes"}]',
      '- {op: remove, path: /spec/replicas}',
    ),
    target: target.filter((one) => one !== undefined),
  }),
  fc.record(
    {
      patch: fc.constantFrom(
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: ${replicas:=2}\n',
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: proxy, $patch: delete}]}}}\n',
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n$patch: delete\n',
      ),
      target: target.filter((one) => one === undefined || 'name' in one || one.kind === 'Deployment'),
    },
    { requiredKeys: ['patch'] },
  ),
);
const image = fc.record(
  {
    name: fc.constantFrom('ghcr.io/org/web', 'envoy', 'absent'),
    newName: fc.constantFrom('ghcr.io/other/web', ''),
    newTag: fc.constantFrom('2.0.0', '', 'v3'),
    digest: fc.constantFrom('', 'sha256:1111111111111111111111111111111111111111111111111111111111111111'),
  },
  { requiredKeys: ['name'] },
);
const variables = fc.dictionary(
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom('host', 'region', 'port', 'token', 'replicas') },
    { weight: 1, arbitrary: fc.constant('bad-name') },
  ),
  fc.constantFrom('eu', '8080', 'true', '', 'a: b', '"quoted"', 'line\nbreak', '{}', '007'),
  { maxKeys: 4 },
);
const pairs = fc.dictionary(fc.constantFrom('team', 'app', 'part'), fc.constantFrom('shop', '1', ''), { maxKeys: 2 });

/** A patch that matches nothing is refused. */
const seldom = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(item, { maxLength: 2 }) });

const spec = fc.record(
  {
    targetNamespace: fc.constantFrom('shop', ''),
    namePrefix: fc.constantFrom('pre-', ''),
    nameSuffix: fc.constantFrom('-post', ''),
    commonMetadata: fc.record({ labels: pairs, annotations: pairs }, { requiredKeys: [] }),
    images: fc.array(image, { maxLength: 2 }),
    patches: fc.array(patch, { maxLength: 2 }),
    patchesStrategicMerge: seldom(
      fc.constantFrom(
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 7 } },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { merged: 'yes', host: null } },
      ),
    ),
    patchesJson6902: seldom(
      fc.constantFrom({
        target: { kind: 'Deployment', name: 'web', version: 'v1', group: 'apps' },
        patch: [{ op: 'add', path: '/metadata/labels/older', value: 'yes' }],
      }),
    ),
    components: fc.oneof(
      { weight: 5, arbitrary: fc.subarray(['../parts', '../more']) },
      { weight: 1, arbitrary: fc.constant(['../parts', '../missing']) },
    ),
    ignoreMissingComponents: fc.boolean(),
    buildMetadata: fc.subarray(['originAnnotations', 'transformerAnnotations', 'managedByLabel']),
    postBuild: fc.record({ substitute: variables, substituteStrategy: fc.constantFrom('Always', 'WithVariables') }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const SOUND = Object.keys(FOLDERS).filter((name) => !REFUSED.has(name));
const folder = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...SOUND) }, { weight: 1, arbitrary: fc.constantFrom(...REFUSED) });
/** Rules of what is left out of the artifact; mostly none. */
const rules = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '/*\n!/app/\n!/parts/\n!/more/\n',
      '*.yml\n',
      'a/\n',
      '**/b/*.yaml\n!role.yaml\n',
      'settings.*\r\n# comment\n\n',
      '/app/*\n!/app/web.yaml\n',
      'app/sub\n',
      'kustomization.yaml\n',
      '/app\n!/app/a/b/\n',
      'parts/**\n',
      '!secret.yaml\n',
      'role.y?ml\n[sw]e*.yaml\n',
    ),
  },
);
const drawn = fc.record({
  folder,
  spec,
  root: rules,
  below: rules,
  elsewhere: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, rules),
  ignore: rules,
});

/** The same for the same seed. */
export function drawFluxCases(seed: number, count: number): readonly FluxCase[] {
  return fc.sample(drawn, { seed, numRuns: count }).map(({ folder, spec: fields, root, below, elsewhere, ignore }) => {
    const inside = Object.entries(FOLDERS[folder] ?? {}).map(([path, text]) => [`app/${path}`, text] as const);
    const ignored = [
      ['.sourceignore', root],
      ['app/.sourceignore', below],
      ['elsewhere/.sourceignore', elsewhere],
    ].filter(([, text]) => text !== '');
    return { folder, tree: { ...PARTS, ...Object.fromEntries(inside), ...Object.fromEntries(ignored) }, spec: fields, ignore };
  });
}
