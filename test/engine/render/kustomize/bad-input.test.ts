// Bad input: every obstacle is a failure with a code at the right place, and the rest still renders.
import { describe, expect, it } from 'vitest';
import type { Failure, Rendered } from '../../../../src/engine/model';
import type { Files } from '../../../../src/engine/ports';
import { buildKustomization, createBuildCache, FLUX, KUSTOMIZE_CLI } from '../../../../src/engine/render/kustomize/build';
import { memoryFiles } from '../../../support/memory-files';

const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n`;

describe('bad input', () => {
  it('names file, line and column of what is not YAML, and the kustomizations that led there', () => {
    const rendered = build({
      'overlay/kustomization.yaml': 'resources:\n- ../base\n',
      'base/kustomization.yaml': 'resources:\n- good.yaml\n- bad.yaml\n',
      'base/good.yaml': service('good'),
      'base/bad.yaml': 'apiVersion: v1\nkind: [Service\nmetadata: {}\n',
    });
    expect(only(rendered)).toMatchObject({
      code: 'notYaml',
      file: 'base/bad.yaml',
      line: expect.any(Number),
      via: ['overlay/kustomization.yaml', 'base/kustomization.yaml'],
    });
    expect(names(rendered)).toContain('good');
  });

  it('refuses a generated key that reads as a number, at the literal that has it', () => {
    const generators = 'configMapGenerator:\n- name: years\n  literals:\n  - a=1\n  - 2024=leap\n';
    const rendered = build({ 'overlay/kustomization.yaml': generators });
    expect(only(rendered)).toMatchObject({ code: 'generatorInvalid', file: 'overlay/kustomization.yaml', line: 5, subject: '2024' });
  });

  it('points at the list item of a base that is missing, and renders the rest', () => {
    const rendered = build({ 'overlay/kustomization.yaml': 'resources:\n- web.yaml\n- ../nowhere\n', 'overlay/web.yaml': service('web') });
    expect(only(rendered)).toMatchObject({ code: 'notFound', file: 'overlay/kustomization.yaml', line: 3, column: 3, subject: 'nowhere' });
    expect(names(rendered)).toEqual(['web']);
  });

  it('blames a missing base alone, and not the patches whose objects it would have brought', () => {
    const overlay = 'resources:\n- ../base\n- ../nowhere\npatches:\n- path: patch.yaml\n';
    const base = { 'base/kustomization.yaml': 'resources: [web.yaml]\npatches:\n- path: lost.yaml\n', 'base/web.yaml': service('web') };
    const files = {
      ...base,
      'base/lost.yaml': service('lost'),
      'overlay/kustomization.yaml': overlay,
      'overlay/patch.yaml': service('other'),
    };
    const codes = (tree: Record<string, string>) => build(tree).failures.map(({ code, file }) => [code, file]);
    const lost = ['patchTargetMissing', 'base/lost.yaml'];
    expect(codes(files)).toEqual([lost, ['notFound', 'overlay/kustomization.yaml']]);
    // All of the base is there, whatever else is wrong with it: so the patch's own mistake is said.
    const complete = { ...files, 'overlay/kustomization.yaml': overlay.replace('- ../nowhere\n', '') };
    expect(codes(complete)).toEqual([lost, ['patchTargetMissing', 'overlay/patch.yaml']]);
  });

  it('ends a cycle of bases at the item that closes it', () => {
    const rendered = build({
      'overlay/kustomization.yaml': 'resources:\n- ../a\n',
      'a/kustomization.yaml': 'resources:\n- ../b\n',
      'b/kustomization.yaml': 'resources:\n- web.yaml\n- ../a\n',
      'b/web.yaml': service('web'),
    });
    expect(only(rendered)).toMatchObject({
      code: 'cycle',
      file: 'b/kustomization.yaml',
      line: 3,
      subject: 'a',
      via: ['overlay/kustomization.yaml', 'a/kustomization.yaml'],
    });
    expect(names(rendered)).toEqual(['web']);
  });

  it('finds a cycle although a part of it was built and cached on its own before', () => {
    const files = memoryFiles({
      'a/kustomization.yaml': 'resources:\n- ../b/inner\n',
      'b/kustomization.yaml': 'resources:\n- ../a\n',
      'b/inner/kustomization.yaml': 'resources:\n- web.yaml\n',
      'b/inner/web.yaml': service('web'),
      'b/inner/deep/kustomization.yaml': 'resources:\n- ../../../c\n',
      'c/kustomization.yaml': 'resources:\n- ../b/inner\n',
    });
    const cache = createBuildCache();
    expect(buildKustomization('c', files, KUSTOMIZE_CLI, cache).failures).toEqual([]);
    expect(only(buildKustomization('b/inner/deep', files, KUSTOMIZE_CLI, cache))).toMatchObject({
      code: 'cycle',
      file: 'c/kustomization.yaml',
    });
  });

  it('says that a folder has no kustomization, or several', () => {
    expect(only(build({ 'overlay/readme.md': 'x' }))).toMatchObject({ code: 'noKustomization', subject: 'overlay' });
    expect(only(build({ 'overlay/kustomization.yaml': '', 'overlay/Kustomization': '' }))).toMatchObject({ code: 'severalKustomizations' });
    const asBase = build({ 'overlay/kustomization.yaml': 'resources:\n- ../base\n', 'base/readme.md': 'x' });
    expect(only(asBase)).toMatchObject({ code: 'noKustomization', file: 'overlay/kustomization.yaml', line: 2, subject: 'base' });
  });

  it('refuses an object that is there twice', () => {
    const rendered = build({
      'overlay/kustomization.yaml': 'resources:\n- one.yaml\n- two.yaml\n',
      'overlay/one.yaml': service('web'),
      'overlay/two.yaml': service('web'),
    });
    expect(only(rendered)).toMatchObject({ code: 'duplicateObject', line: 3, subject: 'Service web' });
    expect(names(rendered)).toEqual(['web']);
  });

  it('points at a patch whose target is missing', () => {
    const rendered = build({
      'overlay/kustomization.yaml': 'resources:\n- web.yaml\npatches:\n- path: patch.yaml\n',
      'overlay/web.yaml': service('web'),
      'overlay/patch.yaml': service('other'),
    });
    expect(only(rendered)).toMatchObject({
      code: 'patchTargetMissing',
      file: 'overlay/patch.yaml',
      line: 4,
      via: ['overlay/kustomization.yaml'],
    });
  });

  it('warns of a target that selects nothing, as kustomize builds it all the same', () => {
    const rendered = build({
      'overlay/kustomization.yaml':
        'resources:\n- web.yaml\npatches:\n- target:\n    kind: Deployment\n  patch: |\n    - op: remove\n      path: /spec\n',
      'overlay/web.yaml': service('web'),
    });
    expect(rendered.failures).toEqual([]);
    expect(rendered.warnings).toMatchObject([{ code: 'targetMatchesNothing', line: 4 }]);
  });

  it('refuses files outside the root for the command, and allows them for Flux', () => {
    const tree = { 'overlay/kustomization.yaml': 'resources:\n- ../shared/web.yaml\n', 'shared/web.yaml': service('web') };
    expect(only(build(tree))).toMatchObject({ code: 'outsideRoot', line: 2, subject: 'shared/web.yaml' });
    const flux = buildKustomization('overlay', memoryFiles(tree), FLUX, createBuildCache());
    expect(flux.failures).toEqual([]);
    const outside = buildKustomization('.', memoryFiles({ 'kustomization.yaml': 'resources:\n- /etc/passwd\n' }), FLUX, createBuildCache());
    expect(only(outside)).toMatchObject({ code: 'outsideRoot' });
  });

  it('names unknown fields, wrong types and what it does not carry out, each with its position', () => {
    const rendered = build({
      'overlay/kustomization.yaml': 'resources:\n- web.yaml\nresorces: []\nnamePrefix: 5\nhelmCharts:\n- name: x\n',
      'overlay/web.yaml': service('web'),
    });
    expect(rendered.failures).toMatchObject([
      { code: 'unknownField', subject: 'resorces', line: 3 },
      { code: 'invalidField', subject: 'namePrefix', line: 4 },
      { code: 'helmNotEnabled', subject: 'helmCharts', line: 6 },
    ]);
    expect(names(rendered)).toEqual(['web']);
  });

  it('names values that kustomize refuses to write', () => {
    const rendered = build({
      'overlay/kustomization.yaml': 'resources:\n- web.yaml\n',
      'overlay/web.yaml': `${service('web')}spec:\n  x: .inf\n`,
    });
    expect(only(rendered)).toMatchObject({ file: 'overlay/web.yaml', line: 6, column: 6, via: ['overlay/kustomization.yaml'] });
    expect(names(rendered)).toEqual(['web']);
  });

  it('names remote bases that were not fetched', () => {
    for (const [base, subject] of [
      ['https://example.com/repo.git//base?ref=v1', 'https://example.com/repo.git//base?ref=v1'],
      ['github.com/owner/repo/base', 'https://github.com/owner/repo'],
      ['https://user:secret@example.com/file.yaml?token=secret', 'https://example.com/file.yaml'],
      ['git@example.com:owner/repo', 'git@example.com:owner/repo'],
    ] as const) {
      const failure = only(build({ 'overlay/kustomization.yaml': `resources:\n- ${base}\n` }));
      expect(failure).toMatchObject({ code: 'notFetched', line: 2, subject });
    }
  });

  it('warns of deprecated fields', () => {
    const rendered = build({
      'overlay/kustomization.yaml': 'bases:\n- ../base\ncommonLabels: {a: b}\n',
      'base/kustomization.yaml': 'resources: []\n',
    });
    expect(rendered.failures).toEqual([]);
    expect(rendered.warnings).toMatchObject([
      { code: 'deprecatedField', subject: 'bases', detail: 'resources', line: 1 },
      { code: 'deprecatedField', subject: 'commonLabels', detail: 'labels', line: 3 },
    ]);
  });

  it('asks for what was not gathered yet', () => {
    const files = memoryFiles({ 'overlay/kustomization.yaml': 'resources:\n- web.yaml\n' });
    const unread: Files = { ...files, read: (path) => (path === 'overlay/web.yaml' ? { kind: 'unread' } : files.read(path)) };
    const rendered = buildKustomization('overlay', unread, KUSTOMIZE_CLI, createBuildCache());
    expect(rendered.needs).toEqual([{ kind: 'file', path: 'overlay/web.yaml' }]);
    expect(only(rendered)).toMatchObject({ code: 'unread', subject: 'overlay/web.yaml' });
  });

  it('blames the line that names a file which is too large to be read', () => {
    const files = memoryFiles({ 'overlay/kustomization.yaml': 'resources:\n- web.yaml\n- big.yaml\n', 'overlay/web.yaml': service('web') });
    const reason = { code: 'fileTooLarge', file: 'overlay/big.yaml', subject: 'overlay/big.yaml', detail: 'it has 5 MB' } as const;
    const limited: Files = { ...files, read: (path) => (path === 'overlay/big.yaml' ? { kind: 'failed', reason } : files.read(path)) };
    const rendered = buildKustomization('overlay', limited, KUSTOMIZE_CLI, createBuildCache());
    expect(only(rendered)).toEqual({ ...reason, file: 'overlay/kustomization.yaml', line: 3, column: 3 });
    expect(names(rendered)).toEqual(['web']);
  });

  it('ends a chain of bases that has no end', () => {
    const tree: Record<string, string> = {};
    for (let i = 0; i < 200; i++) tree[`f${i}/kustomization.yaml`] = `resources:\n- ../f${i + 1}\n`;
    const rendered = buildKustomization('f0', memoryFiles(tree), KUSTOMIZE_CLI, createBuildCache());
    expect(only(rendered)).toMatchObject({ code: 'tooLarge' });
  });

  it('ends components that take each other in twice, which double with each level', () => {
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
    const tree: Record<string, string> = { 'overlay/kustomization.yaml': 'components: [../left0]\n' };
    for (let i = 0; i < 30; i++) {
      for (const side of ['left', 'right']) {
        tree[`${side}${i}/kustomization.yaml`] = `${component}components: [../left${i + 1}, ../right${i + 1}]\n`;
        tree[`${side}30/kustomization.yaml`] = `${component}namePrefix: a\n`;
      }
    }
    expect(only(build(tree))).toMatchObject({ code: 'tooLarge', line: 3, column: expect.any(Number), subject: '2000 components' });
  });

  it('ends bases that take each other in twice under two names, which double with each level', () => {
    const tree: Record<string, string> = { 'overlay/kustomization.yaml': 'resources: [../left0]\n' };
    for (let i = 0; i < 30; i++) {
      for (const side of ['left', 'right']) {
        tree[`${side}${i}/kustomization.yaml`] = `namePrefix: ${side.charAt(0)}\nresources: [../left${i + 1}, ../right${i + 1}]\n`;
        tree[`${side}30/kustomization.yaml`] = `namePrefix: ${side.charAt(0)}\nresources: [object.yaml]\n`;
        tree[`${side}30/object.yaml`] = service('web');
      }
    }
    const [first] = build(tree).failures;
    expect(first).toMatchObject({ code: 'tooLarge', line: 2, subject: '20000 objects' });
  });

  it('says of a text that is nested too deeply that it is, and not that it has no structure', () => {
    const files = memoryFiles({
      'kustomization.yaml': [
        'configMapGenerator: [{name: a, files: [deep.json]}]\nreplacements:\n- sourceValue: value\n',
        "  targets: [{select: {kind: ConfigMap}, fieldPaths: ['data.deep\\.json.a']}]\n",
      ].join(''),
      'deep.json': `${'{"a": '.repeat(10_000)}1${'}'.repeat(10_000)}`,
    });
    expect(only(buildKustomization('.', files, KUSTOMIZE_CLI, createBuildCache()))).toMatchObject({
      code: 'patchInvalid',
      detail: 'data.deep.json is a text whose lists and maps are nested deeper than 1000 levels',
    });
  });

  it('takes any number of objects that stand in the files', () => {
    const many = Array.from({ length: 25_000 }, (_, index) => service(`s${index}`)).join('---\n');
    const rendered = build({ 'overlay/kustomization.yaml': 'resources: [many.yaml]\n', 'overlay/many.yaml': many });
    expect([rendered.failures, rendered.objects.length]).toEqual([[], 25_000]);
  });

  it('says of a file that is not YAML nothing more than that', () => {
    const broken = 'namePrefix: {a: [b\nresources: 7\n';
    expect(codes({ 'overlay/kustomization.yaml': broken })).toEqual(new Set(['notYaml']));
    const configured = { 'overlay/kustomization.yaml': 'resources: [web.yaml]\nconfigurations: [c.yaml]\n', 'overlay/c.yaml': broken };
    expect(codes({ ...configured, 'overlay/web.yaml': service('web') })).toEqual(new Set(['notYaml']));
  });

  it('matches patterns in time linear in the text, as kustomize does', () => {
    const patch = '- target: {name: (a+)+b}\n  patch: |\n    - {op: add, path: /spec, value: {}}\n';
    const tree = {
      'overlay/kustomization.yaml': `resources: [web.yaml]\npatches:\n${patch}`,
      'overlay/web.yaml': service('a'.repeat(253)),
    };
    expect(build(tree).warnings).toMatchObject([{ code: 'targetMatchesNothing' }]);
  });
});

describe('secrets', () => {
  it('marks everything that a Secret holds', () => {
    const rendered = build({
      'overlay/kustomization.yaml': 'resources:\n- s.yaml\nsecretGenerator:\n- name: made\n  literals:\n  - a=b\n',
      'overlay/s.yaml': 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  a: eA==\nstringData:\n  b: y\n',
    });
    const scalars = JSON.stringify(
      rendered.objects.map(({ node }) => node.entries.filter(({ key }) => key === 'data' || key === 'stringData')),
    );
    expect(scalars.match(/"secret":true/g)).toHaveLength(3);
  });
});

function build(tree: Record<string, string>): Rendered {
  return buildKustomization('overlay', memoryFiles(tree), KUSTOMIZE_CLI, createBuildCache());
}

function codes(tree: Record<string, string>): ReadonlySet<string> {
  return new Set(build(tree).failures.map(({ code }) => code));
}

function only(rendered: Rendered): Failure | undefined {
  expect(rendered.failures).toHaveLength(1);
  return rendered.failures[0];
}

function names(rendered: Rendered): string[] {
  return rendered.objects.map(({ ref }) => ref.name);
}
