// Random Argo CD Applications over the repository of test/fixtures/argo: every option of its sources, in odd combinations.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Argo CD substitutes.
import * as fc from 'fast-check';

const scalarText = fc.constantFrom(
  'web',
  '1',
  'true',
  'a b',
  '1.10',
  'null',
  '"quoted"',
  'a,b',
  '{x,y}',
  '$ARGOCD_APP_NAME',
  '$$x',
  '${ARGOCD_APP_NAMESPACE}-x',
);
const name = fc.constantFrom('app-7', 'shop', 'web-prod');

const directory = fc.record(
  {
    recurse: fc.boolean(),
    include: fc.constantFrom('*.yaml', '{deployment,list}.yaml', 'nested/*', '*', '[a-l]*.yaml', '{bad'),
    exclude: fc.constantFrom('*.json', 'nested/**', '{cluster,list}.yaml', '?luster.yaml', 'nope'),
  },
  { requiredKeys: [] },
);

const kustomize = fc.record(
  {
    namePrefix: fc.constantFrom('pre-', ''),
    nameSuffix: fc.constantFrom('-suf'),
    images: fc.uniqueArray(
      fc.constantFrom(
        'nginx:1.27',
        'registry.example/api=other.example/api:3',
        'registry.example/api:9',
        'nginx@sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3',
        'registry.example/api=*:4',
        'nothing=else:1',
        'nginx:$ARGOCD_APP_NAME',
      ),
      { maxLength: 2 },
    ),
    replicas: fc.constantFrom([{ name: 'api', count: 4 }], [{ name: 'api', count: '5' }]),
    commonLabels: fc.dictionary(
      fc.constantFrom('team', 'tier', 'app.kubernetes.io/part-of'),
      fc.constantFrom('shop', 'a1', '$ARGOCD_APP_NAME', 'x_y'),
      { maxKeys: 2 },
    ),
    commonAnnotations: fc.dictionary(fc.constantFrom('owner', 'note'), scalarText, { maxKeys: 2 }),
    commonAnnotationsEnvsubst: fc.boolean(),
    forceCommonLabels: fc.boolean(),
    forceCommonAnnotations: fc.boolean(),
    labelWithoutSelector: fc.constantFrom(true, true, false),
    labelIncludeTemplates: fc.boolean(),
    namespace: fc.constantFrom('from-kustomize'),
    patches: fc.constantFrom(
      [{ target: { kind: 'Deployment' }, patch: '- op: replace\n  path: /spec/replicas\n  value: 8\n' }],
      [
        {
          patch: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {paused: true}\n',
          options: { allowNameChange: true },
        },
      ],
      [{ target: { kind: 'Nothing' }, patch: '- op: remove\n  path: /spec\n' }],
    ),
    components: fc.constantFrom(['../component'], ['../component', '../absent']),
    ignoreMissingComponents: fc.boolean(),
  },
  { requiredKeys: [] },
);

const helm = fc.record(
  {
    releaseName: fc.constantFrom('named', 'shop-release'),
    namespace: fc.constantFrom('from-helm'),
    valueFiles: fc.constantFrom(
      ['values-production.yaml'],
      ['values-production.yaml', '/values/shop/values.yaml'],
      ['absent.yaml', 'values-production.yaml'],
      ['../values/shop/values.yaml'],
      ['../../outside.yaml'],
      ['$unknown/values.yaml'],
      ['/values/${ARGOCD_APP_NAME}/values.yaml'],
    ),
    ignoreMissingValueFiles: fc.boolean(),
    parameters: fc.uniqueArray(
      fc.record(
        {
          name: fc.constantFrom('replicas', 'image.tag', 'extra.a\\.b', 'list[0]', 'config', 'flag', 'extra.deep.value'),
          value: fc.oneof(scalarText, fc.constantFrom('2', '3')),
          forceString: fc.boolean(),
        },
        { requiredKeys: ['name', 'value'] },
      ),
      { maxLength: 3, selector: (parameter) => parameter.name },
    ),
    fileParameters: fc.constantFrom(
      [{ name: 'config', path: 'files/config.txt' }],
      [{ name: 'extra.file', path: '/chart/files/config.txt' }],
    ),
    values: fc.constantFrom(
      'replicas: 6\n',
      'extra:\n  text: |\n    two\n    lines\n',
      '# nothing\n',
      'not a map',
      'flag: yes\nconfig: null\n',
    ),
    valuesObject: fc.constantFrom({ replicas: 9 }, { extra: { list: [1, 'two', null, 1.5] }, list: null }, {}),
    skipCrds: fc.boolean(),
    skipTests: fc.boolean(),
    skipSchemaValidation: fc.boolean(),
    passCredentials: fc.boolean(),
    kubeVersion: fc.constantFrom('1.30.0', 'v1.29'),
    apiVersions: fc.constantFrom(['monitoring.coreos.com/v1/ServiceMonitor'], []),
    version: fc.constantFrom('v3', 'v3', 'v3', 'v3', 'v2'),
  },
  { requiredKeys: [] },
);

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });

/** A source without its repository. */
const source = fc.oneof(
  fc.record({ path: fc.constantFrom('plain', 'json', 'broken', 'overlay', './plain/nested'), directory: optional(directory) }),
  { weight: 2, arbitrary: fc.record({ path: fc.constantFrom('plain'), directory }) },
  {
    weight: 4,
    arbitrary: fc.record({ path: fc.constantFrom('overlay', 'overlay', 'base', 'both', 'plain'), kustomize: optional(kustomize) }),
  },
  { weight: 4, arbitrary: fc.record({ path: fc.constantFrom('chart', 'chart', 'named-chart', 'plain'), helm: optional(helm) }) },
  { weight: 4, arbitrary: fc.record({ path: fc.constant('chart'), helm }) },
  fc.record({ path: fc.constant('chart'), helm, kustomize: optional(kustomize) }),
);

const reference = fc.constantFrom({ ref: 'values' }, { ref: 'values', path: 'base' });

const several = fc.tuple(fc.array(source, { minLength: 1, maxLength: 2 }), reference, fc.boolean()).map(([sources, ref, first]) => {
  const referring = {
    path: 'chart',
    helm: {
      valueFiles: ['$values/values/shop/values.yaml', '$values/absent.yaml'],
      ignoreMissingValueFiles: true,
      fileParameters: [{ name: 'config', path: '$values/chart/files/config.txt' }],
    },
  };
  return first ? [ref, referring, ...sources] : [...sources, referring, ref];
});

const spec = fc.oneof(
  { weight: 5, arbitrary: source.map((one) => ({ source: one })) },
  { weight: 1, arbitrary: several.map((sources) => ({ sources })) },
);

export type RandomApplication = { readonly name: string; readonly namespace: string; readonly spec: Record<string, unknown> };

/** Applications of one repository at `url`. */
export function randomApplication(url: string): fc.Arbitrary<RandomApplication> {
  const at = (one: object) => ({ repoURL: url, targetRevision: 'main', ...one });
  return fc
    .record({ name, namespace: fc.constantFrom('argocd', 'argocd', 'teams'), spec, target: optional(fc.constantFrom('shop', 'other')) })
    .map(({ name: own, namespace, spec: drawn, target }) => {
      const sources = 'sources' in drawn ? { sources: drawn.sources.map(at) } : { source: at(drawn.source) };
      const destination = { server: 'https://kubernetes.default.svc', ...(target === undefined ? {} : { namespace: target }) };
      return { name: own, namespace, spec: withoutUndefined({ project: 'default', ...sources, destination }) as Record<string, unknown> };
    });
}

function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
