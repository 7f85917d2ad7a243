// The values of a HelmRelease as Flux merges them: what each option of valuesFrom does, and where each value says that it comes from.
import { describe, expect, test } from 'vitest';
import type { Path, Rendered } from '../../../../src/engine/model';
import { at } from '../../../../src/engine/yaml/access';
import { toJson } from '../../../../src/engine/yaml/json';
import { livePath } from '../../../../src/engine/render/flux/live-object';
import { answerText } from '../../../../src/engine/model/cluster-question';
import { kustomization } from '../../discover/trees';
import { configMap, release, renderTree, secret, textOf } from './helm-trees';

/** What the chart was given, and what was said of it. */
function values(spec: string, tree: Record<string, string> = {}) {
  const rendered = renderTree({ 'app/release.yaml': release(spec), ...tree });
  return { values: rendered.values && toJson(rendered.values), failures: rendered.failures, rendered };
}

function origin({ values: document }: Rendered, path: Path): string {
  const node = at(document, path);
  return `${node?.origin.file}:${node?.origin.line}:${node?.origin.column} ${node?.origin.step}`;
}

const FROM_A = 'valuesFrom:\n- kind: ConfigMap\n  name: a\n';

describe('valuesFrom', () => {
  test('in its order over the values of the chart, spec.values over all of it; maps are merged and lists replaced', () => {
    const { values: found, failures } = values(
      'valuesFrom:\n- {kind: ConfigMap, name: a}\n- {kind: ConfigMap, name: b}\nvalues:\n  deep: {own: 1}\n  list: [x]\n',
      {
        'app/a.yaml': configMap('a', 'values.yaml: |\n  size: medium\n  deep: {own: 0, a: 1}\n  list: [1, 2]\n  from: a'),
        'app/b.yaml': configMap('b', 'values.yaml: |\n  deep: {b: 2}\n  from: b'),
      },
    );
    expect(failures).toEqual([]);
    expect(found).toEqual({ size: 'medium', deep: { own: 1, a: 1, b: 2 }, list: ['x'], from: 'b' });
  });

  test('each value knows the line of the ConfigMap, of the release or of the chart that it stands in', () => {
    const { rendered } = values(`${FROM_A}values:\n  own: 1\n`, {
      'app/a.yaml': configMap('a', 'values.yaml: |\n  deep:\n    inner: 1'),
    });
    expect(origin(rendered, ['size'])).toBe('charts/show/values.yaml:1:7 values');
    expect(origin(rendered, ['deep', 'inner'])).toBe('app/a.yaml:9:14 values');
    expect(origin(rendered, ['own'])).toBe('app/release.yaml:16:10 values');
  });

  test('valuesKey names another key', () => {
    const { values: found } = values('valuesFrom:\n- {kind: ConfigMap, name: a, valuesKey: prod}\n', {
      'app/a.yaml': configMap('a', 'prod: "size: large"'),
    });
    expect(found).toEqual({ size: 'large' });
  });

  test('may be generated: the values are the lines of the file that was taken in', () => {
    const { values: found, rendered } = values(FROM_A, {
      'app/kustomization.yaml': kustomization(
        'namespace: shop\nresources: [release.yaml]\ngeneratorOptions: {disableNameSuffixHash: true}\nconfigMapGenerator:\n- name: a\n  files: [values.yaml=my-values.yaml]',
      ),
      'app/my-values.yaml': 'deep:\n  size: generated\n',
    });
    expect(found).toEqual({ size: 'small', deep: { size: 'generated' } });
    expect(origin(rendered, ['deep', 'size'])).toBe('app/my-values.yaml:2:9 values');
  });

  test('of a Secret that no file has is taken from the cluster that was named, masked', () => {
    const path = livePath('Secret', 'shop', 's');
    const text = answerText({ kind: 'Secret', data: { 'values.yaml': btoa('auth: {token: hunter2}') } });
    const tree = { 'app/release.yaml': release('valuesFrom: [{kind: Secret, name: s}]') };
    const rendered = renderTree(tree, (files) => ({
      ...files,
      read: (asked) => (asked === path ? { kind: 'file', text, version: text } : files.read(asked)),
    }));
    expect(rendered.failures).toEqual([]);
    expect(at(rendered.values, ['auth', 'token'])).toMatchObject({ text: 'hunter2', secret: true });
    expect(rendered.reads).toContain(path);
  });

  test('of a Secret that an ExternalSecret makes names it, optional or not', () => {
    const external = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: store}\nspec: {target: {name: s}}\n';
    for (const optional of [true, false]) {
      const { failures } = values(`valuesFrom: [{kind: Secret, name: s, optional: ${optional}}]`, { 'app/external.yaml': external });
      const detail = 'valuesFrom asks for it, and the ExternalSecret store (app/external.yaml:1) makes it there';
      expect(failures).toMatchObject([{ code: 'onlyInCluster', subject: 'Secret/s', detail }]);
    }
  });

  test('of an object elsewhere in the repository, in the release’s namespace only', () => {
    const item = FROM_A;
    expect(values(item, { 'elsewhere/a.yaml': configMap('a', 'values.yaml: "size: large"') }).values).toEqual({ size: 'large' });
    const other = values(item, { 'elsewhere/a.yaml': configMap('a', 'values.yaml: "size: large"', 'other') });
    expect(other.values).toEqual({ size: 'small' });
    expect(other.failures).toMatchObject([{ code: 'onlyInCluster', subject: 'ConfigMap/a', file: 'app/release.yaml', line: 14 }]);
  });

  test('optional ones may be missing, whole or the key; others are named, and the rest is rendered', () => {
    const a = { 'app/a.yaml': configMap('a', 'other: x') };
    expect(values('valuesFrom:\n- {kind: Secret, name: gone, optional: true}\n').failures).toEqual([]);
    expect(values('valuesFrom:\n- {kind: ConfigMap, name: a, optional: true}\n', a).failures).toEqual([]);
    const missing = values(FROM_A, a);
    expect(missing.failures).toMatchObject([{ code: 'notFound', subject: 'ConfigMap/a: values.yaml', line: 14 }]);
    expect(missing.rendered.objects).toHaveLength(1);
  });

  test('what is no YAML, or no map, is a failure at its line in the ConfigMap', () => {
    const list = values(FROM_A, { 'app/a.yaml': configMap('a', 'values.yaml: |\n  - a list') });
    expect(list.failures).toMatchObject([{ code: 'valuesInvalid', file: 'app/a.yaml', line: 8 }]);
    const broken = values(FROM_A, { 'app/a.yaml': configMap('a', 'values.yaml: |\n  a: 1\n  b: [') });
    expect(broken.failures).toMatchObject([{ code: 'notYaml', file: 'app/a.yaml' }]);
  });
});

describe('targetPath', () => {
  const at = (options: string, text: string, inline = '') =>
    values(`valuesFrom:\n- {kind: ConfigMap, name: a, valuesKey: k, ${options}}\n${inline}`, {
      'app/a.yaml': configMap('a', `k: ${JSON.stringify(text)}`),
    });

  test.each([
    ['targetPath: a.b', '8', { a: { b: 8 } }],
    ['targetPath: a.b', '"8"', { a: { b: '8' } }],
    ['targetPath: a.b', "'true'", { a: { b: 'true' } }],
    ['targetPath: a.b', 'true', { a: { b: true } }],
    ['targetPath: "list[1]"', 'x', { list: [null, 'x'] }],
    ['targetPath: "a\\\\.b"', 'x', { 'a.b': 'x' }],
    ['targetPath: a', '{x,y}', { a: ['x', 'y'] }],
    ['targetPath: a, literal: true', '{x,y} = 1\\', { a: '{x,y} = 1\\' }],
    ['targetPath: a, literal: true', '"8"', { a: '"8"' }],
  ])('%s with %s', (options, text, expected) => {
    const { values: found, failures } = at(options, text);
    expect(failures).toEqual([]);
    expect(found).toEqual({ size: 'small', ...expected });
  });

  test('what --set could not read is refused at the text, which is not repeated', () => {
    const { failures, rendered } = at('targetPath: a', 'x,not-a-pair');
    expect(failures).toEqual([
      { code: 'valuesInvalid', file: 'app/a.yaml', line: 7, column: 6, subject: 'a', detail: expect.not.stringContaining('not-a-pair') },
    ]);
    expect(rendered.objects).toEqual([]);
  });

  test('at the top, spec.values wins over it; inside a map that only spec.values has, the text stays', () => {
    expect(at('targetPath: size', 'set', 'values: {size: inline}').values).toEqual({ size: 'inline' });
    expect(at('targetPath: deep.size', 'set', 'values: {deep: {size: inline}}').values).toMatchObject({ deep: { size: 'set' } });
  });

  test('what spec.values overrode is told beside a value at a path, too', () => {
    const { rendered } = values(
      'valuesFrom:\n- {kind: ConfigMap, name: a}\n- {kind: ConfigMap, name: a, valuesKey: k, targetPath: deep.own}\nvalues: {size: inline}',
      { 'app/a.yaml': configMap('a', 'k: set\nvalues.yaml: "size: medium"') },
    );
    const files: string[] = [];
    const size = rendered.values?.kind === 'map' ? rendered.values.entries.find(({ key }) => key === 'size')?.value : undefined;
    for (let step = size?.origin; step !== undefined; step = step.overrode) files.push(step.file);
    expect(files).toEqual(['app/release.yaml', 'app/a.yaml', 'charts/show/values.yaml']);
  });

  test('inside a map that an earlier ConfigMap has as well, spec.values wins again', () => {
    const { values: found } = values(
      'valuesFrom:\n- {kind: ConfigMap, name: a}\n- {kind: ConfigMap, name: a, valuesKey: k, targetPath: deep.size}\nvalues: {deep: {size: inline}}',
      { 'app/a.yaml': configMap('a', 'k: set\nvalues.yaml: "deep: {other: 1}"') },
    );
    expect(found).toMatchObject({ deep: { size: 'inline', other: 1 } });
  });
});

describe('Secrets', () => {
  test('what derives from them is marked in the values and in every object, and known to the mask', () => {
    const { rendered } = values(
      'valuesFrom:\n- {kind: Secret, name: s}\n- {kind: Secret, name: s, valuesKey: token, targetPath: auth.token}\nvalues: {plain: visible}',
      { 'app/s.yaml': secret('s', 'values.yaml: |\n  password: hunter22\n  isOn: true\ntoken: abc-def-ghi') },
    );
    expect(at(rendered.values, ['password'])).toMatchObject({ text: 'hunter22', secret: true, origin: { line: 8 } });
    expect(at(rendered.values, ['auth', 'token'])).toMatchObject({ text: 'abc-def-ghi', secret: true });
    expect(at(rendered.values, ['plain'])).not.toHaveProperty('secret');
    expect(at(rendered.values, ['isOn'])).not.toHaveProperty('secret');
    expect(rendered.secrets).toEqual(expect.arrayContaining(['hunter22', 'abc-def-ghi']));
    expect(at(rendered.objects[0]?.node, ['data', 'values'])).toMatchObject({ secret: true });
    expect(at(rendered.objects[0]?.node, ['metadata', 'name'])).not.toHaveProperty('secret');
  });

  test('are read from data, which is base64, too; encrypted ones are named', () => {
    const encoded = secret('s', `values.yaml: ${Buffer.from('password: hunter22\n').toString('base64')}`).replace('stringData', 'data');
    const { values: found, rendered } = values('valuesFrom: [{kind: Secret, name: s}]', { 'app/s.yaml': encoded });
    expect(found).toEqual({ size: 'small', password: 'hunter22' });
    expect(textOf(rendered)).toContain('hunter22');
    const sops = values('valuesFrom: [{kind: Secret, name: s}]', { 'app/s.yaml': `${encoded}sops:\n  mac: ENC[x]\n` });
    expect(sops.failures).toMatchObject([{ code: 'notDecrypted', subject: 'Secret/s' }]);
    expect(sops.values).toEqual({ size: 'small' });
  });
});

describe('valuesFiles', () => {
  const chart = (fields: string) => `chart: charts/show\nsourceRef: {kind: GitRepository, name: flux-system}\n${fields}`;
  const files = { 'env/base.yaml': 'size: base\nbase: 1\n', 'env/prod.yaml': 'size: prod\n' };

  test('stand in the place of the chart’s values.yaml, from the root of the source', () => {
    const text = release('values: {own: 1}', chart('valuesFiles: [env/base.yaml, ./env/prod.yaml]'));
    const rendered = renderTree({ 'app/release.yaml': text, ...files });
    expect(rendered.failures).toEqual([]);
    expect(rendered.values && toJson(rendered.values)).toEqual({ size: 'prod', base: 1, own: 1 });
    expect(origin(rendered, ['size'])).toBe('env/prod.yaml:1:7 values');
    expect(rendered.reads).toEqual(expect.arrayContaining(['env/base.yaml', 'env/prod.yaml']));
  });

  test('that are missing are named, unless they may be', () => {
    const missing = renderTree({ 'app/release.yaml': release('values: {}', chart('valuesFiles: [env/gone.yaml]')) });
    expect(missing.failures).toMatchObject([{ code: 'notFound', subject: 'env/gone.yaml', file: 'app/release.yaml', line: 12 }]);
    const ignored = renderTree({
      'app/release.yaml': release('values: {}', chart('valuesFiles: [env/gone.yaml, env/prod.yaml]\nignoreMissingValuesFiles: true')),
      ...files,
    });
    expect(ignored.failures).toEqual([]);
    expect(ignored.values && toJson(ignored.values)).toEqual({ size: 'prod' });
  });
});
