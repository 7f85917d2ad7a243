// Loading charts from folders: what goes where, what .helmignore leaves out, and what is no chart.
import { describe, expect, test } from 'vitest';
import type { Files } from '../../../../../src/engine/ports';
import { loadChart } from '../../../../../src/engine/render/helm/chart/load';
import { createReads } from '../../../../../src/engine/render/helm/chart/reads';
import { memoryFiles } from '../../../../support/memory-files';
import { tgz } from '../../../../support/tar';

const DEFINITION = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';

function load(files: Files, helm: 3 | 4 = 4) {
  const reads = createReads();
  return { ...loadChart('web', files, helm, new Map(), reads), reads };
}

function loadTree(tree: Readonly<Record<string, string | Uint8Array>>, helm: 3 | 4 = 4) {
  return load(memoryFiles(Object.fromEntries(Object.entries(tree).map(([path, content]) => [`web/${path}`, content]))), helm);
}

describe('what goes where', () => {
  test('templates, files, values, schema, and charts in folders and archives, nested', () => {
    const inner = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`;
    const { chart, failures } = loadTree({
      'Chart.yaml': DEFINITION,
      'values.yaml': 'a: 1\n',
      'values.schema.json': '{}',
      'templates/b.yaml': 'b',
      'templates/_a.tpl': 'a',
      'crds/c.yaml': 'c',
      'charts/one/Chart.yaml': inner('one'),
      'charts/one/charts/two/Chart.yaml': inner('two'),
      'charts/three-1.0.0.tgz': tgz([{ name: 'three/Chart.yaml', content: inner('three') }]),
      'charts/_draft/notes.txt': 'left out',
    });
    expect(failures).toEqual([]);
    expect(chart?.templates.map(({ name }) => name)).toEqual(['templates/_a.tpl', 'templates/b.yaml']);
    expect(chart?.files.map(({ name }) => name)).toEqual(['crds/c.yaml']);
    expect(chart?.schema?.text).toBe('{}');
    expect(chart?.values[0]?.entries[0]?.value.origin).toEqual({ file: 'web/values.yaml', line: 1, column: 4, step: 'values' });
    expect(chart?.dependencies.map(({ metadata, path }) => [metadata.name, path])).toEqual([
      ['one', 'web/charts/one'],
      ['three', 'web/charts/three-1.0.0.tgz'],
    ]);
    expect(chart?.dependencies[0]?.dependencies[0]?.metadata.name).toBe('two');
  });

  test('a chart of the first version keeps requirements.yaml among its files, and takes its dependencies from it', () => {
    const { chart } = loadTree({
      'Chart.yaml': 'apiVersion: v1\nname: web\nversion: 1.0.0\n',
      'requirements.yaml': 'dependencies:\n  - name: one\n    version: 1.0.0\n',
    });
    expect(chart?.metadata.dependencies?.map(({ name }) => name)).toEqual(['one']);
    expect(chart?.files.map(({ name }) => name)).toEqual(['requirements.yaml']);
  });

  test('numbers where texts are wanted lose their form, as Helm has it', () => {
    const { chart } = loadTree({ 'Chart.yaml': 'name: web\nversion: 1.20.0\nappVersion: 1.10\ndescription: yes\n' });
    expect(chart?.metadata).toMatchObject({ apiVersion: 'v1', version: '1.20.0', appVersion: '1.1', description: 'true' });
  });

  test('Helm 4 reads every document of values.yaml, Helm 3 the first one, whatever stands behind it', () => {
    const tree = { 'Chart.yaml': DEFINITION, 'values.yaml': 'a: 1\n---\n{ broken\n' };
    expect(loadTree(tree, 3).chart?.values).toHaveLength(1);
    expect(loadTree(tree, 4).failures).toMatchObject([{ code: 'notYaml', file: 'web/values.yaml' }]);
    expect(loadTree({ ...tree, 'values.yaml': 'a: 1\n---\nb: 2\n' }, 4).chart?.values).toHaveLength(2);
  });
});

describe('.helmignore', () => {
  const names = (ignore: string) =>
    loadTree({ 'Chart.yaml': DEFINITION, '.helmignore': ignore, 'ci/a.yaml': '', 'docs/ci/b.md': '', 'a.tmp': '', 'docs/a.tmp': '' })
      .chart?.files.map(({ name }) => name)
      .filter((name) => name !== '.helmignore');

  test.each([
    ['names anywhere', '*.tmp\n', ['ci/a.yaml', 'docs/ci/b.md']],
    ['a folder anywhere', 'ci/\n', ['a.tmp', 'docs/a.tmp']],
    ['a folder at the top', '/ci\n', ['a.tmp', 'docs/a.tmp', 'docs/ci/b.md']],
    ['a set of characters, ! among them', '[!d]*\n', ['a.tmp', 'ci/a.yaml']],
    ['all characters but some', 'ci/[^b]*\n', ['a.tmp', 'docs/a.tmp', 'docs/ci/b.md']],
    ['a set that runs backwards, which is empty', '[b-a]*\n', ['a.tmp', 'ci/a.yaml', 'docs/a.tmp', 'docs/ci/b.md']],
    ['a path', 'docs/*.tmp # no comment\n# a comment\ndocs/*.tmp\n', ['a.tmp', 'ci/a.yaml', 'docs/ci/b.md']],
  ])('%s', (_what, ignore, left) => {
    expect(names(ignore)).toEqual(left);
  });

  test('a negated rule leaves out everything else, down to Chart.yaml', () => {
    expect(loadTree({ 'Chart.yaml': DEFINITION, '.helmignore': '!a.tmp\n', 'a.tmp': '' }).failures).toMatchObject([
      { code: 'chartInvalid', detail: 'it has no Chart.yaml' },
    ]);
  });

  test('two stars are refused where they stand', () => {
    expect(loadTree({ 'Chart.yaml': DEFINITION, '.helmignore': '\nci/**\n' }).failures).toMatchObject([
      { code: 'chartInvalid', file: 'web/.helmignore', line: 2 },
    ]);
  });
});

describe('what is no chart', () => {
  test.each([
    ['no Chart.yaml', { 'values.yaml': '' }, { code: 'chartInvalid', file: 'web' }],
    ['no name', { 'Chart.yaml': 'version: 1.0.0\n' }, { code: 'chartInvalid', file: 'web/Chart.yaml' }],
    ['no version', { 'Chart.yaml': 'name: web\n' }, { code: 'chartInvalid' }],
    ['a version that is none', { 'Chart.yaml': 'name: web\nversion: latest\n' }, { code: 'chartInvalid', line: 2, column: 10 }],
    ['a type that is none', { 'Chart.yaml': `${DEFINITION}type: app\n` }, { code: 'chartInvalid', line: 4 }],
    ['a text where a list belongs', { 'Chart.yaml': `${DEFINITION}keywords: web\n` }, { code: 'chartInvalid', line: 4, column: 11 }],
    [
      'a list where a text belongs, in a dependency',
      { 'Chart.yaml': `${DEFINITION}dependencies:\n  - name: [a]\n` },
      { code: 'chartInvalid', line: 5, detail: 'name is no text' },
    ],
    ['an odd alias', { 'Chart.yaml': `${DEFINITION}dependencies:\n  - {name: a, alias: a.b}\n` }, { code: 'chartInvalid', line: 5 }],
    ['two dependencies of a name', { 'Chart.yaml': `${DEFINITION}dependencies: [{name: a}, {name: a}]\n` }, { code: 'chartInvalid' }],
    ['values that are a list', { 'Chart.yaml': DEFINITION, 'values.yaml': '# list\n- a\n' }, { code: 'valuesInvalid', line: 2, column: 1 }],
    [
      'values that JSON has no word for',
      { 'Chart.yaml': DEFINITION, 'values.yaml': 'a: {\n' },
      { code: 'notYaml', file: 'web/values.yaml' },
    ],
    [
      'a file among the charts',
      { 'Chart.yaml': DEFINITION, 'charts/README.md': '' },
      { code: 'chartInvalid', file: 'web/charts/README.md' },
    ],
    [
      'a broken archive among them',
      { 'Chart.yaml': DEFINITION, 'charts/a.tgz': 'x' },
      { code: 'archiveInvalid', file: 'web/charts/a.tgz' },
    ],
  ])('%s', (_what, tree, failure) => {
    const { chart, failures } = loadTree(tree as Record<string, string>);
    expect(chart).toBeUndefined();
    expect(failures).toMatchObject([failure]);
  });

  test('charts within charts end somewhere', () => {
    let archive = tgz([{ name: 'c/Chart.yaml', content: 'name: c\nversion: 1.0.0\n' }]);
    for (let depth = 0; depth < 22; depth++) {
      archive = tgz([
        { name: 'c/Chart.yaml', content: 'name: c\nversion: 1.0.0\n' },
        { name: 'c/charts/c.tgz', content: archive },
      ]);
    }
    expect(loadTree({ 'Chart.yaml': DEFINITION, 'charts/c.tgz': archive }).failures).toMatchObject([{ code: 'tooLarge' }]);
  });

  test('a file that Helm 3 would not read', () => {
    const tree = { 'Chart.yaml': DEFINITION, 'big.txt': 'x'.repeat(5 * 1024 * 1024 + 1) };
    expect(loadTree(tree, 3).failures).toMatchObject([{ code: 'tooLarge', file: 'web/big.txt' }]);
    expect(loadTree(tree, 4).failures).toEqual([]);
    const inner = tgz([
      { name: 'one/Chart.yaml', content: DEFINITION.replace('web', 'one') },
      { name: 'one/big.txt', content: tree['big.txt'] },
    ]);
    const packed = { 'Chart.yaml': DEFINITION, 'charts/one.tgz': inner };
    expect(loadTree(packed, 3).failures).toMatchObject([{ code: 'tooLarge', file: 'web/charts/one.tgz/one/big.txt', subject: '5 MB' }]);
    expect(loadTree(packed, 4).failures).toEqual([]);
  });
});

describe('what is read', () => {
  test('what is not gathered yet is asked for, and there is no chart until it is there', () => {
    const files = memoryFiles({ 'web/Chart.yaml': DEFINITION, 'web/templates/a.yaml': 'a' });
    const missing: Files = { ...files, read: (path) => (path.endsWith('a.yaml') ? { kind: 'unread' } : files.read(path)) };
    const { chart, failures, reads } = load(missing);
    expect([chart, failures]).toEqual([undefined, []]);
    expect(reads.needs).toEqual([{ kind: 'file', path: 'web/templates/a.yaml' }]);
  });

  test('a chart is kept until one of its files or folders changes', () => {
    const tree: Record<string, string> = { 'web/Chart.yaml': DEFINITION, 'web/templates/a.yaml': 'a' };
    const cache = new Map();
    const now = () => loadChart('web', memoryFiles(tree), 4, cache, createReads()).chart;
    const first = now();
    expect(now()).toBe(first);
    tree['web/templates/a.yaml'] = 'b';
    const second = now();
    expect(second).not.toBe(first);
    tree['web/templates/b.yaml'] = 'b';
    expect(now()?.templates).toHaveLength(2);
  });
});
