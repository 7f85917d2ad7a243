// ApplicationSets: each generator over a small tree, both template languages, and what is not known.
import { describe, expect, test } from 'vitest';
import { ownerRule } from '../../../src/engine/compare/owners';
import { clustersAmong } from '../../../src/engine/discover/application-set/live-clusters';
import { createDiscoveryCache, discover } from '../../../src/engine/discover/discover';
import type { App, Environment, Json, JsonObject, MapNode } from '../../../src/engine/model';
import { answerText, argoClustersPath } from '../../../src/engine/model/cluster-question';
import { discoverFleet, renderApp, walkFleet } from '../../../src/engine/pipeline';
import type { FileAnswer, Files } from '../../../src/engine/ports';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { at } from '../../../src/engine/yaml/access';
import { toJson } from '../../../src/engine/yaml/json';
import { memoryFiles } from '../../support/memory-files';
import { kustomization } from './trees';

interface Options {
  readonly name?: string;
  readonly path?: string;
  readonly destination?: string;
  /** More lines of `spec`. */
  readonly more?: string;
}

/** @param generators the lines below `spec.generators`, without indentation. */
function applicationSet(
  generators: string,
  { name = '{{path.basename}}', path = '{{path}}', destination = '{name: in-cluster}', more = '' }: Options = {},
): string {
  const indented = generators.replace(/^(?=.)/gm, '    ');
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: set
  namespace: argocd
spec:
  generators:
${indented}
  template:
    metadata:
      name: '${name}'
    spec:
      project: default
      source:
        repoURL: https://example.com/fleet
        targetRevision: main
        path: '${path}'
      destination: ${destination}
${more.replace(/^(?=.)/gm, '  ')}
`;
}

const GO = 'goTemplate: true\ngoTemplateOptions: ["missingkey=error"]';

/** With the engine for Go templates, as the front ends discover. */
function discovered(files: Files, cache = createDiscoveryCache()): ReturnType<typeof discoverFleet> {
  return discoverFleet(files, cache, walkFleet(files));
}

function environments(tree: Record<string, string>): readonly Environment[] {
  const { environments: found, failures } = discovered(memoryFiles(tree));
  expect(failures).toEqual([]);
  return found;
}

function apps(tree: Record<string, string>): readonly App[] {
  return environments(tree).flatMap((environment) => environment.apps);
}

function pathsOf(tree: Record<string, string>): string[] {
  return apps(tree).map(({ app, path, kind }) => (kind === 'argoApplication' ? `${app} ${path}` : kind));
}

const FOLDERS = {
  'addons/dns/a.yaml': '',
  'addons/logs/a.yaml': '',
  'addons/logs/deep/a.yaml': '',
  'addons/old/a.yaml': '',
  'addons/.hidden/a.yaml': '',
};

describe('the list generator', () => {
  const list =
    '- list:\n    elements:\n    - cluster: engineering-dev\n      url: https://1.2.3.4\n    - cluster: engineering-prod\n      url: https://5.6.7.8';

  test.each([
    ['plain', '{{cluster}}-shop', 'apps/{{ cluster }}', ''],
    ['Go', '{{.cluster}}-shop', 'apps/{{ .cluster }}{{- /* none */ -}}', GO],
    ['Go', '{{ .cluster }}-{{ "shop" }}', 'apps/{{ .cluster -}}  ', GO],
  ])('fills %s templates, and an environment is what a part of the parameter says', (_, name, path, more) => {
    const tree = { 'set.yaml': applicationSet(list, { name, path, more }), 'apps/engineering-dev/kustomization.yaml': kustomization('') };
    const [dev, prod] = environments(tree);
    expect(dev).toMatchObject({
      name: 'engineering-dev',
      reason: 'parameter cluster of Argo CD Application engineering-dev-shop of ApplicationSet set (set.yaml:10)',
      apps: [
        {
          app: 'engineering-dev-shop',
          kind: 'argoApplication',
          path: 'apps/engineering-dev',
          owner: { kind: 'Application', namespace: 'argocd', name: 'engineering-dev-shop' },
          source: { file: 'set.yaml', line: 10 },
          unresolved: [],
        },
      ],
    });
    expect(prod?.apps[0]?.unresolved).toMatchObject([
      { code: 'unresolvedSource', detail: expect.stringContaining('apps/engineering-prod is no folder of this repository') },
    ]);
  });

  test('takes literal elementsYaml; a template in it is not known', () => {
    const literal = '- list:\n    elementsYaml: |\n      - name: a\n      - name: b';
    expect(pathsOf({ 'set.yaml': applicationSet(literal, { name: '{{name}}', path: 'x' }) })).toEqual(['a x', 'b x']);
    const template = literal.replace('- name: a', '{{ .x | toJson }}');
    expect(apps({ 'set.yaml': applicationSet(template, { more: GO }) })).toMatchObject([
      { kind: 'argoApplicationSet', unresolved: [{ code: 'unsupported', subject: 'elementsYaml', line: 9 }] },
    ]);
  });

  test('of a plain template holds texts, as Argo CD insists', () => {
    const set = applicationSet('- list:\n    elements:\n    - replicas: 3', { name: 'a', path: 'b' });
    expect(apps({ 'set.yaml': set })).toMatchObject([{ kind: 'argoApplicationSet', unresolved: [{ code: 'generatorInvalid', line: 10 }] }]);
  });

  test('a version that is a parameter stands at the element, where promotion can set it', () => {
    const set = applicationSet('- list:\n    elements:\n    - {env: dev, version: 1.2.3}\n    - {env: prod, version: 1.2.0}', {
      more: GO,
      name: 'x-{{.env}}',
    })
      .replace("path: '{{path}}'", 'chart: shop')
      .replace('targetRevision: main', "targetRevision: '{{.version}}'");
    expect(environments({ 'set.yaml': set }).map(({ name, apps: [app] }) => [name, app?.versions])).toMatchObject([
      ['dev', [{ chart: 'shop', tag: '1.2.3', line: 10, column: 31 }]],
      ['prod', [{ chart: 'shop', tag: '1.2.0', line: 11 }]],
    ]);
    const part = set.replace("'{{.version}}'", "'{{.version}}-rc'");
    expect(apps({ 'set.yaml': part }).flatMap(({ versions }) => versions)).toEqual([]);
  });
});

describe('the git generator', () => {
  const directories =
    '- git:\n    repoURL: https://example.com/fleet\n    directories:\n    - path: addons/*\n    - path: addons/old\n      exclude: true';

  test('makes an Application of each folder, hidden and excluded ones left out', () => {
    expect(pathsOf({ ...FOLDERS, 'set.yaml': applicationSet(directories) })).toEqual(['dns addons/dns', 'logs addons/logs']);
    const go = { name: '{{.path.basename}}-{{ index .path.segments 0 }}', path: '{{.path.path}}', more: GO };
    expect(pathsOf({ ...FOLDERS, 'set.yaml': applicationSet(directories, go) })).toEqual([
      'dns-addons addons/dns',
      'logs-addons addons/logs',
    ]);
  });

  test('has a prefix for its path, segments, a normalised name and values', () => {
    const prefixed = `${directories}\n    pathParamPrefix: own\n    values:\n      full: '{{own.path[0]}}-x'`;
    const plain = { name: '{{values.full}}', path: '{{own.path}}' };
    expect(pathsOf({ 'addons/My_App/a.yaml': '', 'set.yaml': applicationSet(prefixed, plain) })).toEqual(['addons-x addons/My_App']);
    const go = { name: '{{.values.full}}-{{.own.path.basenameNormalized}}', path: '{{.own.path.path}}', more: GO };
    const set = applicationSet(prefixed.replace('own.path[0]', '.own.path.basename'), go);
    expect(pathsOf({ 'addons/My_App/a.yaml': '', 'set.yaml': set })).toEqual(['My_App-x-my-app addons/My_App']);
  });

  test('reads parameters from files, YAML and JSON, maps and lists', () => {
    const files =
      '- git:\n    repoURL: https://example.com/fleet\n    files:\n    - path: config/**/*.json\n    - path: config/list.yaml\n    - path: config/off/*\n      exclude: true';
    const tree = {
      'config/a/dev.json': '{"cluster": {"name": "engineering-dev", "nodes": 1000000}, "enabled": true}',
      'config/off/x.json': '{"cluster": {"name": "off"}}',
      'config/list.yaml':
        '- cluster: {name: staging-eu, nodes: 3}\n  enabled: yes\n- cluster: {name: staging-us, nodes: 4}\n  enabled: false\n',
    };
    const plain = { name: '{{cluster.name}}', path: '{{path}}/{{cluster.nodes}}/{{enabled}}/{{path.filename}}' };
    const expected = [
      'engineering-dev config/a/1e+06/true/dev.json',
      'staging-eu config/3/true/list.yaml',
      'staging-us config/4/false/list.yaml',
    ];
    expect(pathsOf({ ...tree, 'set.yaml': applicationSet(files, plain) })).toEqual(expected);
    const go = { name: '{{.cluster.name}}', path: '{{.path.path}}/{{.cluster.nodes}}/{{.enabled}}/{{.path.filename}}', more: GO };
    expect(pathsOf({ ...tree, 'set.yaml': applicationSet(files, go) })).toEqual(expected);
    expect(environments({ ...tree, 'set.yaml': applicationSet(files, go) })[0]?.reason).toMatch(/^parameter cluster\.name of /);
  });

  test('matches files as Git does: through folders, below a folder, with sets of characters', () => {
    const tree = { 'c/a/x.json': '{}', 'c/b/y.json': '{}', 'c/z.yaml': '{}', 'c/q.json': 'n: .inf' };
    const listed = (pattern: string): string[] => {
      const files = `- git:\n    repoURL: x\n    files:\n    - path: '${pattern}'\n    - {path: c/q.json, exclude: true}`;
      return pathsOf({ ...tree, 'set.yaml': applicationSet(files, { name: '{{path.filename}}' }) });
    };
    expect(listed('c/*.json')).toEqual(['x.json c/a', 'y.json c/b']);
    expect(listed('./c//./a')).toEqual(['x.json c/a']);
    expect(listed('c/[!a]*')).toEqual(['y.json c/b', 'z.yaml c']);
    expect(listed('c/?/[x-y].json')).toEqual(['x.json c/a', 'y.json c/b']);
    expect(listed(':(glob)c/*')).toEqual(['argoApplicationSet']);
    const infinite = applicationSet('- git: {repoURL: x, files: [{path: c/q.json}]}');
    expect(apps({ ...tree, 'set.yaml': infinite })[0]?.unresolved).toMatchObject([{ code: 'notYaml', file: 'c/q.json', line: 1 }]);
  });

  test('reads a file again when it has changed, and not before', () => {
    const files = '- git:\n    repoURL: x\n    files:\n    - path: config.json';
    const tree = { 'set.yaml': applicationSet(files, { name: '{{a}}', path: 'p' }), 'config.json': '{"a": "one"}' };
    const cache = createDiscoveryCache();
    discovered(memoryFiles(tree), cache);
    const held = cache.parameters.get('config.json');
    discovered(memoryFiles(tree), cache);
    expect(cache.parameters.get('config.json')).toBe(held);
    const changed = discovered(memoryFiles({ ...tree, 'config.json': '{"a": "two"}' }), cache);
    expect(changed.environments[0]?.apps.map(({ app }) => app)).toEqual(['two']);
    discovered(memoryFiles({ 'a.yaml': '' }), cache);
    expect([...cache.parameters.keys()]).toEqual([]);
  });

  test('of another repository, or over a file that is no YAML, is a row that says so', () => {
    const [elsewhere] = apps({ 'set.yaml': applicationSet(directories) });
    expect(elsewhere).toMatchObject({
      kind: 'argoApplicationSet',
      unresolved: [
        { code: 'unresolvedSource', subject: 'https://example.com/fleet', detail: 'nothing in this repository matches addons/*', line: 8 },
      ],
    });
    const files = '- git:\n    repoURL: x\n    files:\n    - path: config.json';
    expect(apps({ 'set.yaml': applicationSet(files), 'config.json': '{"a": ' })).toMatchObject([
      { kind: 'argoApplicationSet', unresolved: [{ code: 'notYaml', file: 'config.json' }] },
    ]);
  });
});

describe('combinations', () => {
  const matrix = (first: string, second: string): string =>
    `- matrix:\n    generators:\n${`${first}\n${second}`.replace(/^(?=.)/gm, '    ')}`;
  const clusters = '- list:\n    elements:\n    - {cluster: dev, size: s}\n    - {cluster: prod, size: l}';
  const git = '- git:\n    repoURL: x\n    directories:\n    - path: addons/*';

  test('a matrix is each with each, and its second generator may use the first one', () => {
    const both = { ...FOLDERS, 'set.yaml': applicationSet(matrix(git, clusters), { name: '{{path.basename}}-{{cluster}}' }) };
    expect(environments(both).map(({ name, apps: found }) => `${name}: ${found.map(({ app }) => app)}`)).toEqual([
      'dev: dns-dev,logs-dev,old-dev',
      'prod: dns-prod,logs-prod,old-prod',
    ]);
    const nested = matrix(clusters, git.replace('addons/*', "'{{.cluster}}/*'"));
    const tree = { 'dev/a/x.yaml': '', 'prod/a/x.yaml': '', 'prod/b/x.yaml': '' };
    const go = { name: '{{.cluster}}-{{.path.basename}}', path: '{{.path.path}}', more: GO };
    expect(pathsOf({ ...tree, 'set.yaml': applicationSet(nested, go) })).toEqual(['dev-a dev/a', 'prod-a prod/a', 'prod-b prod/b']);
  });

  test('a merge lays values over those with the same keys, and nests once', () => {
    const merge =
      '- merge:\n    mergeKeys: [cluster]\n    generators:\n    - list: {elements: [{cluster: dev, size: s}, {cluster: prod, size: l}]}\n    - list: {elements: [{cluster: prod, size: xl}, {cluster: test, size: m}]}';
    const set = (generators: string) => ({ 'set.yaml': applicationSet(generators, { name: '{{cluster}}-{{size}}', path: 'x' }) });
    expect(pathsOf(set(merge))).toEqual(['dev-s x', 'prod-xl x']);
    expect(pathsOf(set(matrix(merge, '- list: {elements: [{a: b}]}')))).toEqual(['dev-s x', 'prod-xl x']);
    const deep = matrix(matrix(merge, clusters), clusters);
    expect(apps(set(deep))).toMatchObject([{ kind: 'argoApplicationSet', unresolved: [{ code: 'generatorInvalid' }] }]);
    const twice = merge.replace('cluster: test', 'cluster: prod');
    expect(apps(set(twice))[0]?.unresolved).toMatchObject([{ detail: 'two of its sets of parameters have the same cluster' }]);
  });

  test('values of a git generator take no others on top, as in Argo CD', () => {
    const [values, own] = ['- list: {elements: [{values: {x: "1"}}]}', `${git}\n    values: {k: v}`];
    const go = { name: '{{.path.basename}}-{{.values.x}}{{.values.k}}', path: '{{.path.path}}', more: GO };
    expect(apps({ ...FOLDERS, 'set.yaml': applicationSet(matrix(values, own), go) })[0]?.unresolved).toMatchObject([
      { code: 'generatorInvalid' },
    ]);
    expect(pathsOf({ ...FOLDERS, 'set.yaml': applicationSet(matrix(own, values), go) })[0]).toBe('dns-1v addons/dns');
  });

  test('nested values of Go templates are merged; plain ones must agree', () => {
    const [a, b] = ['- list: {elements: [{values: {x: "1"}}]}', '- list: {elements: [{values: {y: "2"}}]}'];
    const go = { name: 'n-{{.values.x}}{{.values.y}}', path: 'p', more: GO };
    expect(pathsOf({ 'set.yaml': applicationSet(matrix(a, b), go) })).toEqual(['n-12 p']);
    const clash = applicationSet(matrix(a, b.replace('y:', 'x:')), { name: 'a', path: 'p' });
    expect(apps({ 'set.yaml': clash })[0]?.unresolved).toMatchObject([{ code: 'generatorInvalid' }]);
  });
});

test('Argo CD makes none of several Applications with one name', () => {
  const list = '- list: {elements: [{name: a, path: x}, {name: a, path: y}, {name: b, path: x}]}';
  const found = apps({ 'x/a.yaml': '', 'y/a.yaml': '', 'set.yaml': applicationSet(list, { name: '{{name}}', path: '{{path}}' }) });
  const codes = found.map(({ owner, unresolved }) => [owner?.name, unresolved.map(({ code }) => code)]);
  expect(codes).toEqual([
    ['a', ['duplicateObject']],
    ['a', ['duplicateObject']],
    ['b', []],
  ]);
});

test('a selector filters, and a generator fills its own template from that of the set', () => {
  const list = `- list:
    elements: [{env: dev, tier: a}, {env: qa, tier: b}, {env: prod, tier: b}]
    template:
      metadata: {}
      spec:
        source: {path: 'own/{{env}}'}
        destination: {name: in-cluster}
  selector:
    matchLabels: {tier: b}
    matchExpressions: [{key: env, operator: NotIn, values: [qa]}, {key: tier, operator: Exists}]`;
  const tree = { 'set.yaml': applicationSet(list, { name: 'x-{{env}}', destination: "{name: in-cluster, namespace: 'ns-{{env}}'}" }) };
  expect(apps(tree)).toMatchObject([{ app: 'x-prod', path: 'own/prod', namespace: 'ns-prod' }]);
});

describe('what is not known', () => {
  const list = (element: string): string => `- list:\n    elements: [${element}]`;

  test('a text that Argo CD refuses, or nobody can know, leaves its field open, with file and line, and nothing is rendered', () => {
    const set = applicationSet(list('{cluster: prod-eu}'), { name: 'x-{{ randAlpha 4 }}', path: 'apps/{{ .nothing }}', more: GO });
    const [environment] = environments({ 'set.yaml': set });
    expect(environment).toMatchObject({ name: 'prod-eu', apps: [{ app: 'x-{{ randAlpha 4 }}', path: '.' }] });
    const [app] = environment?.apps ?? [];
    expect(app?.unresolved).toMatchObject([
      { code: 'controllerOnly', subject: 'x-{{ randAlpha 4 }}', detail: expect.stringContaining('randAlpha'), file: 'set.yaml', line: 12 },
      { code: 'templateFailed', subject: 'apps/{{ .nothing }}', detail: expect.stringContaining('no entry for key "nothing"'), line: 18 },
    ]);
    expect(renderApp(app as App, memoryFiles({ 'set.yaml': set }), createBuildCache()).objects).toEqual([]);
    const broken = applicationSet(list('{a: b}'), { name: 'x-{{ if }}', path: 'p', more: GO });
    expect(apps({ 'set.yaml': broken })[0]?.unresolved.at(-1)).toMatchObject({ code: 'templateInvalid', line: 12 });
    const [unread] = discover(
      memoryFiles({ 'set.yaml': applicationSet(list('{a: b}'), { name: '{{ .a }}', path: 'p', more: GO }) }),
    ).environments;
    expect(unread?.apps[0]?.unresolved.at(-1)).toMatchObject({ code: 'unsupported', subject: '{{ .a }}' });
  });

  test('a destination that is not worked out is listed with the cluster of Argo CD, and says so', () => {
    const set = applicationSet(list('{a: b}'), { name: 'x', path: 'p', destination: "{name: '{{ fail .a }}'}", more: GO });
    expect(environments({ 'set.yaml': set })).toMatchObject([
      { name: 'in-cluster', reason: expect.stringContaining('whose destination is not known') },
    ]);
  });

  test('a broken templatePatch, other template options and an empty list are named', () => {
    const patched = applicationSet(list('{env: dev}'), { name: 'x', path: 'p', more: `${GO}\ntemplatePatch: |\n  spec: [` });
    expect(apps({ 'set.yaml': patched })[0]?.unresolved.at(-1)).toMatchObject({
      code: 'patchInvalid',
      subject: 'spec.templatePatch',
      line: 22,
    });
    const odd = applicationSet(list('{env: dev}'), { name: 'x', path: 'p', more: 'goTemplate: true\ngoTemplateOptions: [other]' });
    expect(apps({ 'set.yaml': odd })).toMatchObject([
      { kind: 'argoApplicationSet', unresolved: [{ subject: 'The goTemplateOptions other' }] },
    ]);
    expect(apps({ 'set.yaml': applicationSet('- list: {elements: []}') })).toMatchObject([
      { kind: 'argoApplicationSet', unresolved: [{ code: 'generatorInvalid', detail: 'its generators give no Application' }] },
    ]);
  });

  test('generators that need a cluster or a Git host are a row beside what the others give; it renders and compares nothing', () => {
    const generators = '- clusters: {}\n- pullRequest: {github: {owner: a, repo: b}}\n- list: {elements: [{env: dev}]}';
    const tree = { 'sets/set.yaml': applicationSet(generators, { name: 'set', path: 'p', destination: '{name: staging}' }) };
    const [staging] = environments(tree);
    expect(staging).toMatchObject({
      name: 'staging',
      apps: [
        {
          app: 'applicationset/set',
          kind: 'argoApplicationSet',
          path: 'sets',
          owner: { kind: 'ApplicationSet', namespace: 'argocd', name: 'set' },
        },
        { app: 'set', kind: 'argoApplication' },
      ],
    });
    const [row] = staging?.apps ?? [];
    expect(row?.unresolved).toMatchObject([
      { subject: 'What the generator clusters gives', file: 'sets/set.yaml', line: 8 },
      { subject: 'What the generator pullRequest gives', line: 9 },
    ]);
    expect(renderApp(row as App, memoryFiles(tree), createBuildCache())).toMatchObject({ objects: [], failures: row?.unresolved });
    expect(ownerRule(row as App)).toEqual({ kind: 'unsupported' });
  });
});

describe('what an Application is given', () => {
  const list = '- list:\n    elements:\n    - {env: dev, size: 2}\n    - {env: prod, size: 5}';

  test('functions, pipelines and conditions of Go templates, with the parameters as what went into a text', () => {
    const name = 'shop-{{ .env | upper | lower }}{{ if eq .env "prod" }}-live{{ end }}';
    const [dev, prod] = apps({ 'set.yaml': applicationSet(list, { name, path: 'p', more: GO }) });
    expect([dev?.owner?.name, prod?.owner?.name]).toEqual(['shop-dev', 'shop-prod-live']);
    const origin = at(prod?.definition, ['metadata', 'name'])?.origin;
    expect(origin).toMatchObject({ file: 'set.yaml', line: 14, step: 'template', from: [{ file: 'set.yaml', line: 11 }] });
    expect(at(prod?.definition, ['metadata', 'finalizers', 0])).toMatchObject({ text: 'resources-finalizer.argocd.argoproj.io' });
  });

  test('its patch, which moves it to no other project', () => {
    const more = `${GO}\ntemplatePatch: |\n  metadata: {labels: {size: "{{ .size }}"}}\n  spec: {project: other, source: {targetRevision: null}}`;
    const [dev] = apps({ 'set.yaml': applicationSet(list, { name: '{{ .env }}', path: 'p', more }) });
    expect(dev?.unresolved.map(({ code }) => code)).toEqual(['unresolvedSource']);
    expect(toJson(dev?.definition as MapNode)).toMatchObject({
      metadata: { name: 'dev', namespace: 'argocd', labels: { size: '2' } },
      spec: { project: 'default', source: { repoURL: 'https://example.com/fleet', path: 'p' } },
    });
    expect(at(dev?.definition, ['spec', 'source', 'targetRevision'])).toBeUndefined();
    expect(at(dev?.definition, ['metadata', 'labels', 'size'])?.origin).toMatchObject({ step: 'patch', line: 25, from: [{ line: 10 }] });
  });

  test('its patch, whose values lead to the line of the template that wrote them and to the parameters of that line', () => {
    const list = `- list:
    elements:
    - env: dev
      files:
      - one.yaml
      - two.yaml
      prune: true`;
    const patch = [
      'spec:',
      '  source:',
      '    helm:',
      '      valueFiles:',
      '      {{- range .files }}',
      '      - {{ . }}',
      '      {{- end }}',
      '  syncPolicy:',
      '    automated: {prune: {{ .prune }}}',
    ];
    const more = `${GO}\ntemplatePatch: |\n  ${patch.join('\n  ')}`;
    const set = applicationSet(list, { name: '{{ .env }}', path: 'p', more });
    const [dev] = apps({ 'set.yaml': set });
    const lineOf = (text: string): number => set.split('\n').findIndex((line) => line.includes(text)) + 1;
    const origin = (...path: (string | number)[]) => at(dev?.definition, ['spec', ...path])?.origin;
    const [first, second] = [0, 1].map((index) => origin('source', 'helm', 'valueFiles', index));
    expect(first).toMatchObject({ file: 'set.yaml', line: lineOf('- {{ . }}'), approximate: true });
    expect(second).toMatchObject({ line: lineOf('- {{ . }}') });
    expect(second?.from).toContainEqual(expect.objectContaining({ line: lineOf('two.yaml') }));
    expect(second?.from).not.toContainEqual(expect.objectContaining({ line: lineOf('one.yaml') }));
    expect(origin('syncPolicy', 'automated', 'prune')).toMatchObject({
      line: lineOf('automated:'),
      from: [{ line: lineOf('prune: true') }],
    });
  });

  test('its patch in a plain template, whose lines stay where they are', () => {
    const list = '- list: {elements: [{env: dev}]}';
    const more = 'templatePatch: |\n  metadata:\n    labels:\n      stage: "{{env}}"';
    const set = applicationSet(list, { name: '{{env}}', path: 'p', more });
    const [dev] = apps({ 'set.yaml': set });
    const line = set.split('\n').findIndex((text) => text.includes('stage:')) + 1;
    expect(at(dev?.definition, ['metadata', 'labels', 'stage'])).toMatchObject({ text: 'dev', origin: { line, step: 'patch' } });
  });
});

describe('the cluster generator', () => {
  const secret = (name: string, fields: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, labels: {argocd.argoproj.io/secret-type: cluster, stage: ${name}}}\nstringData: {${fields}}\n`;
  const tree = {
    'clusters/eu.yaml': secret('prod', 'name: prod-eu, server: "https://eu.example.test"'),
    'clusters/dev.yaml': secret('dev', 'name: dev, server: "https://dev.example.test"'),
  };
  const options = { name: 'x-{{nameNormalized}}', path: '{{metadata.labels.stage}}', destination: "{server: '{{server}}'}" };

  test('takes the clusters whose Secrets are in the repository, and the one of Argo CD', () => {
    expect(pathsOf({ ...tree, 'set.yaml': applicationSet('- clusters: {}', options) }).sort()).toEqual([
      'x-dev dev',
      'x-in-cluster .',
      'x-prod-eu prod',
    ]);
    const selected = applicationSet('- clusters: {selector: {matchLabels: {stage: prod}}}', options);
    const [only, ...others] = apps({ ...tree, 'set.yaml': selected });
    expect(others).toEqual([]);
    expect(only).toMatchObject({ app: 'x-prod-eu', source: { file: 'clusters/eu.yaml' } });
    expect(at(only?.definition, ['spec', 'destination', 'server'])?.origin).toMatchObject({ file: 'clusters/eu.yaml', line: 4 });
  });

  test.each([
    [`config: '{"bearerToken": "correct-horse'`, true],
    ["config: 'ENC[AES256_GCM]'", false],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Flux.
    ["config: '${CONFIG}'", false],
    ["config: '<path:secret/data/eu#config>'", false],
  ])('gives nothing where Argo CD cannot read one of them, unless something fills it in: %s', (config, isRefused) => {
    const set = applicationSet('- clusters: {selector: {matchLabels: {stage: dev}}}', options);
    const broken = secret('prod', `name: prod-eu, server: "https://eu.example.test", ${config}`);
    const found = apps({ ...tree, 'clusters/eu.yaml': broken, 'set.yaml': set });
    expect(JSON.stringify(found)).not.toContain('correct-horse');
    const failure = { code: 'objectInvalid', subject: 'config of the Secret prod', file: 'clusters/eu.yaml', line: 4 };
    expect(found.map(({ app }) => app)).toEqual([isRefused ? 'set' : 'x-dev']);
    if (isRefused) expect(found[0]?.unresolved).toMatchObject([failure]);
  });

  describe('where the cluster of Argo CD was asked', () => {
    const question = argoClustersPath('argocd');
    const set = applicationSet('- clusters: {}', options);
    const encoded = (fields: Record<string, string>) =>
      Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
    const live = (name: string, labels: Record<string, string>, fields: Record<string, string>) => ({
      metadata: {
        name,
        namespace: 'argocd',
        labels,
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"stringData":{"config":"correct-horse"}}', owner: 'web' },
      },
      data: encoded({ ...fields, config: '{"bearerToken":"correct-horse"}' }),
    });
    const ofCluster = { 'argocd.argoproj.io/secret-type': 'cluster' };
    const asked = (more: Record<string, string>, answer: FileAnswer) => {
      const files = memoryFiles({ 'set.yaml': set, ...more });
      return discovered({ ...files, read: (path) => (path === question ? answer : files.read(path)) });
    };
    const answered = (more: Record<string, string>, ...items: object[]) => {
      const text = answerText(clustersAmong(items as JsonObject[]) as unknown as Json);
      return asked(more, { kind: 'file', text, version: text });
    };
    const rows = ({ environments: all }: ReturnType<typeof discovered>) =>
      all.flatMap((environment) => environment.apps.map(({ app, path }) => `${app} ${path}`)).sort();
    const us = live('us', { ...ofCluster, stage: 'prod' }, { name: 'prod-us', server: 'https://us.example.test' });

    test('takes the clusters that it has, and no other Secret, nor what is secret of them', () => {
      const found = answered({}, us, live('other', {}, { name: 'x', server: 'y' }));
      expect(rows(found)).toEqual(['x-in-cluster .', 'x-prod-us prod']);
      expect(JSON.stringify(found.environments)).not.toMatch(/correct-horse|Y29ycmVjdC1ob3JzZ/);
    });

    test('is refused as a whole where Argo CD cannot read how it signs in to one of them', () => {
      const broken = { ...us, data: { ...us.data, config: Buffer.from('{"bearerToken":"correct-horse"').toString('base64') } };
      const text = answerText(clustersAmong([broken as unknown as JsonObject], true) as unknown as Json);
      expect(text).not.toMatch(/correct-horse|Y29ycmVjdC1ob3JzZ/);
      const found = asked({}, { kind: 'file', text, version: text });
      expect(JSON.stringify(found.environments)).toContain('config of the Secret us');
      expect(rows(answered({}, broken))).toEqual(['x-in-cluster .', 'x-prod-us prod']);
    });

    test('gives its annotations, but for the one that repeats the Secret', () => {
      const flat = applicationSet('- clusters: {flatList: true, selector: {matchLabels: {stage: prod}}}', {
        name: 'all',
        path: '{{ range .clusters }}{{ range $key, $value := .metadata.annotations }}{{ $key }}-{{ $value }}{{ end }}{{ end }}',
        more: GO,
      });
      expect(rows(answered({ 'set.yaml': flat }, us))).toEqual(['all owner-web']);
    });

    test('takes what is asked before a file of the same name, beside the other files', () => {
      const moved = live('prod', { ...ofCluster, stage: 'live' }, { name: 'prod-eu', server: 'https://eu.example.test' });
      expect(rows(answered(tree, moved, us))).toEqual(['x-dev dev', 'x-in-cluster .', 'x-prod-eu live', 'x-prod-us prod']);
    });

    test('knows that there is only the one that it runs in', () => {
      expect(rows(answered({}))).toEqual(['x-in-cluster .']);
    });

    test('says what it refuses, and what it was not asked yet', () => {
      const unresolved = (answer: FileAnswer) =>
        asked({}, answer).environments.flatMap(({ apps: all }) => all.flatMap((app) => app.unresolved));
      const reason = { code: 'forbidden', subject: 'Secret', detail: 'list is forbidden' } as const;
      expect(unresolved({ kind: 'failed', reason })).toMatchObject([
        { code: 'controllerOnly', detail: expect.stringContaining('list is forbidden') },
      ]);
      expect(unresolved({ kind: 'unread' })).toMatchObject([{ code: 'notAsked', file: 'set.yaml' }]);
    });
  });

  test('gives them as one parameter, and knows none that are encrypted or declared elsewhere', () => {
    const flat = applicationSet('- clusters: {flatList: true}', { name: 'all-{{ len .clusters }}', path: 'p', more: GO });
    expect(pathsOf({ ...tree, 'set.yaml': flat })).toEqual(['all-3 p']);
    const encrypted = {
      'a.yaml': secret('a', 'name: "ENC[AES256_GCM,data:x]", server: y'),
      'set.yaml': applicationSet('- clusters: {}', options),
    };
    expect(apps(encrypted)[0]?.unresolved).toMatchObject([{ code: 'unresolvedSource', subject: 'Secret/a' }]);
  });
});

describe('names and environments', () => {
  test('Applications of the same name are all listed', () => {
    const set = applicationSet('- list: {elements: [{env: dev}]}', { name: 'shop', path: 'p' });
    const tree = { 'a.yaml': set, 'b.yaml': set, 'c.yaml': set, 'd.yaml': set };
    expect(apps(tree).map(({ app }) => app)).toEqual(['application/argocd/shop', 'application/shop', 'shop', 'shop-2']);
  });

  test('the folder that names the Application is no environment; one beside its name is', () => {
    const git = '- git:\n    repoURL: x\n    directories:\n    - path: apps/*';
    const tree = { 'apps/dev-portal/a.yaml': '', 'apps/ci-runner/a.yaml': '' };
    expect(environments({ ...tree, 'set.yaml': applicationSet(git) }).map(({ name }) => name)).toEqual(['in-cluster']);
    const prefixed = { ...tree, 'set.yaml': applicationSet(git, { name: 'x-{{path.basename}}' }) };
    expect(environments(prefixed).map(({ name, reason }) => `${name} ${reason.split(' of ')[0]}`)).toEqual([
      'dev-portal last folder',
      'ci-runner last folder',
    ]);
  });

  test('a destination by name wins, and the parent of a set applies what the set gives', () => {
    const set = applicationSet('- list: {elements: [{cluster: staging-eu}]}', { name: 'shop', path: 'p', destination: '{name: prod-eu}' });
    const root = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: root}\nspec:\n  source: {repoURL: x, path: sets}\n  destination: {name: prod-eu}\n`;
    const tree = { 'sets/kustomization.yaml': kustomization('resources: [set.yaml]'), 'sets/set.yaml': set, 'root.yaml': root };
    expect(environments(tree)).toMatchObject([{ name: 'prod-eu', apps: [{ app: 'root' }, { app: 'shop', parent: 'root' }] }]);
  });

  test('an Application from elsewhere neither renders nor owns the folder that its file is in', () => {
    const set = applicationSet('- list: {elements: [{a: b}]}', { name: 'shop', path: 'not-here' });
    const tree = { 'overlays/dev/kustomization.yaml': kustomization('namespace: x'), 'overlays/dev/set.yaml': set };
    const [dev] = environments(tree);
    expect(dev?.apps.map(({ kind }) => kind).sort()).toEqual(['argoApplication', 'kustomization']);
    const shop = dev?.apps.find(({ kind }) => kind === 'argoApplication') as App;
    expect(renderApp(shop, memoryFiles(tree), createBuildCache()).objects).toEqual([]);
  });
});
