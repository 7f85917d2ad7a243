// Random ApplicationSets over the repository of test/fixtures/argo: every generator that needs nothing but it, in both template languages.
import * as fc from 'fast-check';

const word = fc.constantFrom('dev', 'prod', 'qa', 'Web_App', 'a.b', 'x y');
const value = fc.oneof({ weight: 6, arbitrary: word }, fc.constantFrom<unknown>(3, 1.5, 1_500_000, true, null, ['p', 'q'], { deep: 'er' }));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** What templates may ask for: most of it is there for some generators. */
const GO = [
  '{{ .name }}',
  '{{.cluster}}',
  '{{ .path.basename }}',
  '{{ .path.path }}',
  '{{ index .path.segments 0 }}',
  '{{ .values.size | upper }}',
  '{{ .name | normalize }}',
  '{{ .server | default "none" | trimPrefix "https://" }}',
  '{{ slugify 6 true (printf "%s-%s-end" .name .cluster) }}',
  '{{ if eq .name "dev" }}first{{ else }}second{{ end }}',
  '{{- range $i, $one := list "a" "b" }}{{ $i }}{{ $one }}{{ end -}}',
  '{{ .metadata.labels.stage }}',
  '{{ toJson .values }}',
  '{{ .nested | toYaml | nindent 2 }}',
  '{{ get (dict "k" .name) "k" }}',
  '{{ .replicas | int }}',
  '{{ .nothing.at.all }}',
  '{{ unknown .name }}',
  '{{ .big }}',
  '{{ len .clusters }}',
  '{{ fail "no" }}',
  '{{ dig "nested" "region" "none" . }}',
  'plain',
];
const FAST = [
  '{{name}}',
  '{{ cluster }}',
  '{{path}}',
  '{{path.basename}}',
  '{{path[0]}}',
  '{{values.size}}',
  '{{metadata.labels.stage}}',
  '{{nested.region}}',
  '{{nothing}}',
  '{{server}}',
  '{{}}',
  '{{ name',
  'plain',
];

const safe = (go: boolean) =>
  go ? ['{{ .name }}', '{{ .cluster }}', '{{ .path.basename }}', 'plain'] : ['{{name}}', '{{cluster}}', '{{path.basename}}', 'plain'];

function text(go: boolean): fc.Arbitrary<string> {
  const all = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...safe(go)) },
    { weight: 2, arbitrary: fc.constantFrom(...(go ? GO : FAST)) },
  );
  return fc.oneof(
    { weight: 2, arbitrary: all },
    fc.tuple(all, all).map(([a, b]) => `x-${a}-${b}`),
  );
}

const element = (go: boolean) =>
  fc.record(
    {
      name: word,
      cluster: word,
      values: fc.dictionary(fc.constantFrom('size', 'zone'), go ? value : word, { maxKeys: 2 }),
      extra: go ? value : word,
    },
    { requiredKeys: ['name'] },
  );

const selector = fc.constantFrom(
  { matchLabels: { name: 'dev' } },
  { matchExpressions: [{ key: 'name', operator: 'NotIn', values: ['prod'] }] },
  { matchExpressions: [{ key: 'values.size', operator: 'Exists' }] },
  { matchExpressions: [{ key: 'cluster', operator: 'DoesNotExist' }] },
);

function list(go: boolean) {
  return fc.record({
    elements: fc.array(element(go), { maxLength: 3 }),
    elementsYaml: fc.option(fc.constant('- name: yaml\n  cluster: five\n- name: other\n'), { nil: undefined, freq: 4 }),
  });
}

function git(url: string, go: boolean) {
  const rest = {
    pathParamPrefix: optional(fc.constant('pre')),
    values: optional(fc.dictionary(fc.constantFrom('size', 'zone'), text(go), { maxKeys: 2 })),
  };
  const directories = fc.uniqueArray(
    fc.constantFrom<{ path: string; exclude?: boolean }>(
      { path: 'config/*' },
      { path: '*' },
      { path: 'pl*' },
      { path: 'chart/*' },
      { path: 'config/prod', exclude: true },
      { path: 'base' },
    ),
    { minLength: 1, maxLength: 2 },
  );
  const files = fc.uniqueArray(
    fc.constantFrom<{ path: string; exclude?: boolean }>(
      { path: 'config/**/config.*' },
      { path: 'config/dev/*.yaml' },
      { path: 'config' },
      { path: 'config/prod/*', exclude: true },
    ),
    {
      minLength: 1,
      maxLength: 2,
    },
  );
  const at = { repoURL: fc.constant(url), revision: fc.constant('main') };
  return fc.oneof(fc.record({ ...at, directories, ...rest }), fc.record({ ...at, files, ...rest }));
}

function clusters(go: boolean) {
  return fc.record({
    selector: optional(
      fc.constantFrom({ matchLabels: { stage: 'production' } }, { matchExpressions: [{ key: 'region', operator: 'Exists' }] }),
    ),
    values: optional(fc.dictionary(fc.constantFrom('size', 'zone'), text(go), { maxKeys: 2 })),
    flatList: fc.option(fc.constant(true), { nil: undefined, freq: 5 }),
  });
}

function plainGenerator(url: string, go: boolean): fc.Arbitrary<Record<string, unknown>> {
  const withSelector = (kind: string, generator: fc.Arbitrary<unknown>) =>
    fc.record({ [kind]: generator, selector: fc.option(selector, { nil: undefined, freq: 4 }) });
  return fc.oneof(
    { weight: 2, arbitrary: withSelector('list', list(go)) },
    { weight: 2, arbitrary: withSelector('git', git(url, go)) },
    { weight: 1, arbitrary: withSelector('clusters', clusters(go)) },
  );
}

/** For the second part of a matrix: a template over the first. */
function dependent(url: string, go: boolean): fc.Arbitrary<Record<string, unknown>> {
  return fc.constantFrom<Record<string, unknown>>(
    { list: { elements: [{ cluster: go ? '{{ .name }}-2' : '{{name}}-2' }] } },
    { git: { repoURL: url, revision: 'main', files: [{ path: go ? 'config/{{ .name }}/*' : 'config/{{name}}/*' }] } },
    { list: { elements: [], elementsYaml: go ? '{{ list (dict "cluster" .name) | toJson }}' : '- cluster: {{name}}\n' } },
  );
}

function generator(url: string, go: boolean): fc.Arbitrary<Record<string, unknown>> {
  const plain = plainGenerator(url, go);
  const matrix = fc.tuple(plain, fc.oneof(plain, dependent(url, go))).map((generators) => ({ matrix: { generators } }));
  const merge = fc
    .tuple(fc.array(plain, { minLength: 2, maxLength: 3 }), fc.constantFrom(['name'], ['name', 'cluster'], ['path.basename']))
    .map(([generators, mergeKeys]) => ({
      merge: { mergeKeys, generators },
    }));
  return fc.oneof({ weight: 4, arbitrary: plain }, { weight: 2, arbitrary: matrix }, { weight: 2, arbitrary: merge });
}

const ownTemplate = fc.constantFrom(
  { metadata: { labels: { own: 'yes' } }, spec: { project: 'other' } },
  { spec: { destination: { namespace: 'own' } } },
);

function patch(go: boolean): fc.Arbitrary<string> {
  return fc.constantFrom(
    ...(go
      ? [
          'metadata:\n  labels: {patched: "{{ .name }}"}\n  finalizers: [other]\n',
          'spec:\n  project: taken\n  source:\n    targetRevision: null\n    helm:\n      parameters:\n{{- range $k, $v := .values }}\n      - {name: "{{ $k }}", value: "{{ $v }}"}\n{{- end }}\n',
          '{"spec": {"destination": {"$patch": "replace", "name": "there"}}}',
          'spec: [',
        ]
      : ['metadata:\n  labels: {patched: "{{name}}"}\n', 'spec:\n  syncPolicy: {automated: {prune: true}}\n']),
  );
}

export function randomApplicationSet(url: string): fc.Arbitrary<object> {
  return fc.boolean().chain((go) =>
    fc
      .record({
        generators: fc.array(fc.tuple(generator(url, go), fc.option(ownTemplate, { nil: undefined, freq: 3 })), {
          minLength: 1,
          maxLength: 2,
        }),
        goTemplateOptions: fc.option(fc.constantFrom(['missingkey=error'], ['missingkey=zero'], []), { nil: undefined }),
        name: text(go),
        path: text(go),
        label: text(go),
        key: fc.constantFrom('label', go ? '{{ .name }}-key' : '{{name}}-key'),
        values: optional(fc.record({ text: text(go), number: fc.constant(3) })),
        patch: fc.option(patch(go), { nil: undefined, freq: 3 }),
        preserve: fc.option(fc.boolean(), { nil: undefined, freq: 3 }),
      })
      .map((drawn) =>
        plain({
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'ApplicationSet',
          metadata: { name: 'set', namespace: 'argocd' },
          spec: {
            ...(go ? { goTemplate: true, goTemplateOptions: drawn.goTemplateOptions } : {}),
            generators: drawn.generators.map(([one, template]) => withTemplate(one, template)),
            ...(drawn.preserve === undefined ? {} : { syncPolicy: { preserveResourcesOnDeletion: drawn.preserve } }),
            template: {
              metadata: { name: drawn.name, namespace: 'ignored', labels: { [drawn.key]: drawn.label } },
              spec: {
                project: 'default',
                source: {
                  repoURL: url,
                  targetRevision: 'main',
                  path: drawn.path,
                  ...(drawn.values === undefined ? {} : { helm: { valuesObject: drawn.values } }),
                },
                destination: { server: 'https://kubernetes.default.svc', namespace: drawn.label },
              },
            },
            ...(drawn.patch === undefined ? {} : { templatePatch: drawn.patch }),
          },
        }),
      ),
  );
}

function withTemplate(generator: Record<string, unknown>, template: object | undefined): object {
  if (template === undefined) return generator;
  return Object.fromEntries(
    Object.entries(generator).map(([kind, one]) => [kind, kind === 'selector' ? one : { ...(one as object), template }]),
  );
}

function plain(value: unknown): object {
  return JSON.parse(JSON.stringify(value));
}
