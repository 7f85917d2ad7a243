// `helmCharts` over files in memory: where their objects come from, what an edit changes, and what is missing.
import { describe, expect, it } from 'vitest';
import type { Origin, Rendered } from '../../../../src/engine/model';
import { buildKustomization, createBuildCache, FLUX, KUSTOMIZE_CLI } from '../../../../src/engine/render/kustomize/build';
import { withHelm } from '../../../../src/engine/render/kustomize/helm-charts/with-helm';
import { emitDocuments } from '../../../../src/engine/yaml/emit';
import { memoryFiles } from '../../../support/memory-files';

const TREE = {
  'app/kustomization.yaml': 'helmCharts:\n- name: web\n  valuesInline:\n    colour: green\n',
  'app/charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'app/charts/web/values.yaml': 'colour: blue\n',
  'app/charts/web/templates/config.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  fixed: one\n  colour: {{ .Values.colour }}\n',
};

describe('charts of a kustomization', () => {
  it('have origins in the template, and in the values that it prints', () => {
    const { lines } = emitDocuments(build(TREE).objects.map(({ node }) => node));
    const origin = (key: string): Origin | undefined => lines.find((line) => line?.path.at(-1) === key)?.origin;
    expect(origin('fixed')).toMatchObject({ file: 'app/charts/web/templates/config.yaml', line: 5, step: 'template' });
    expect(origin('colour')).toMatchObject({
      ...{ file: 'app/kustomization.yaml', line: 4, step: 'values' },
      overrode: { file: 'app/charts/web/values.yaml', line: 1 },
      by: [{ file: 'app/charts/web/templates/config.yaml', line: 6, step: 'template' }],
    });
  });

  it('are rendered again after an edit of a template, of values, or of what the folder holds, and only then', () => {
    const cache = createBuildCache();
    const profile = withHelm(KUSTOMIZE_CLI, cache);
    const again = (tree: Record<string, string>) => buildKustomization('app', memoryFiles(tree), profile, cache);
    const first = again(TREE);
    expect(again({ ...TREE, 'elsewhere.yaml': 'a: b\n' })).toBe(first);
    const edited = (path: keyof typeof TREE, from: string, to: string) => textOf(again({ ...TREE, [path]: TREE[path].replace(from, to) }));
    expect(edited('app/charts/web/templates/config.yaml', 'one', 'two')).toContain('fixed: two');
    expect(edited('app/kustomization.yaml', 'green', 'red')).toContain('colour: red');
    const more = { 'app/charts/web/templates/more.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n' };
    expect(again({ ...TREE, ...more }).objects.map(({ ref }) => ref.name)).toEqual(['more', 'web']);
    expect(textOf(again(TREE))).toBe(textOf(first));
  });

  it('are reported where a template fails, at its line and through the kustomization; the rest renders', () => {
    const broken = TREE['app/charts/web/templates/config.yaml'].replace('.Values.colour', 'fail "no colour"');
    const resource = { 'app/web.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: rest}\n' };
    const tree = { ...TREE, ...resource, 'app/charts/web/templates/config.yaml': broken };
    const rendered = build({ ...tree, 'app/kustomization.yaml': `${TREE['app/kustomization.yaml']}resources: [web.yaml]\n` });
    expect(rendered.failures).toMatchObject([{ file: 'app/charts/web/templates/config.yaml', line: 6, via: ['app/kustomization.yaml'] }]);
    expect(rendered.objects.map(({ ref }) => ref.name)).toContain('rest');
  });

  it('from a repository are a need until they are fetched', () => {
    const entry = 'helmCharts:\n- name: web\n  version: 1.0.0\n  repo: https://user:s3cret@charts.example.test\n';
    const { failures, needs, secrets } = build({ 'app/kustomization.yaml': entry });
    expect(failures).toMatchObject([{ code: 'notFetched', line: 2, column: 9, subject: 'web 1.0.0 from https://charts.example.test' }]);
    const url = 'https://user:s3cret@charts.example.test';
    expect(needs).toMatchObject([{ kind: 'remoteBase', remote: { kind: 'chart', url, name: 'web', version: '1.0.0' } }]);
    expect(secrets).toContain('s3cret');
  });

  it('are refused under Flux, which never enables Helm', () => {
    const { failures } = buildKustomization('app', memoryFiles(TREE), FLUX, createBuildCache());
    expect(failures).toMatchObject([{ code: 'helmNotEnabled', file: 'app/kustomization.yaml', line: 2 }]);
  });
});

function build(tree: Record<string, string>): Rendered {
  const cache = createBuildCache();
  return buildKustomization('app', memoryFiles(tree), withHelm(KUSTOMIZE_CLI, cache), cache);
}

function textOf({ objects }: Rendered): string {
  return emitDocuments(objects.map(({ node }) => node)).text;
}
