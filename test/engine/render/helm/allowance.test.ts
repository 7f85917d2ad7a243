// What a render in place may cost: whatever else than templates takes long counts as well, and the render is one for another thread.
import { describe, expect, test } from 'vitest';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import { IN_PLACE } from '../../../../src/session/handed-over';
import { memoryFiles } from '../../../support/memory-files';
import { type TarMember, tgz } from '../../../support/tar';

const DEFINITION = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n';
const MEGABYTE = 1024 * 1024;

type Tree = Readonly<Record<string, string | Uint8Array>>;

/** A chart in the folder `web`, or one in a file `web`. */
function render(tree: Tree | Uint8Array, allowance?: typeof IN_PLACE) {
  const named =
    tree instanceof Uint8Array ? { web: tree } : Object.fromEntries(Object.entries(tree).map(([n, text]) => [`web/${n}`, text]));
  const request = { chart: { kind: 'path', path: 'web' }, release: { name: 'rel', namespace: 'default' }, values: [], helm: 4 } as const;
  const cache = createHelmCache(allowance === undefined ? {} : { allowance });
  return renderChart({ ...request, includeCrds: true }, memoryFiles(named), cache);
}

const plain: Tree = { 'Chart.yaml': DEFINITION, 'templates/config.yaml': CONFIG };
const inArchive = (tree: Tree): readonly TarMember[] => Object.entries(tree).map(([name, content]) => ({ name: `web/${name}`, content }));
const crd = (name: string): string =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${name}}\nspec:\n` +
  `  description: ${'words '.repeat(4000)}\n`;

/** Each schema asks for the next one twice: small, and without an end that anybody would wait for. */
function doubling(depth: number): string {
  const twice = (at: number) => [{ $ref: `#/$defs/s${at}` }, { $ref: `#/$defs/s${at}` }];
  const defs = Object.fromEntries(Array.from({ length: depth }, (_, at) => [`s${at}`, at === depth - 1 ? {} : { allOf: twice(at + 1) }]));
  return JSON.stringify({ $defs: defs, allOf: twice(0) });
}

describe('a chart goes to another thread', () => {
  test.each<[string, Tree | Uint8Array]>([
    ['with an archive that is large', tgz(inArchive({ ...plain, 'data.bin': 'x'.repeat(2 * MEGABYTE) }))],
    ['with a large chart in charts/', { ...plain, 'charts/sub.tgz': tgz(inArchive({ ...plain, 'data.bin': 'x'.repeat(2 * MEGABYTE) })) }],
    ['with large files', { ...plain, 'data.txt': 'x'.repeat(2 * MEGABYTE) }],
    ['with many CRDs', { ...plain, ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`crds/${at}.yaml`, crd(`c${at}`)])) }],
    ['with a large schema', { ...plain, 'values.schema.json': JSON.stringify({ description: 'x'.repeat(MEGABYTE / 4) }) }],
    ['with a schema that asks for itself again and again', { ...plain, 'values.schema.json': doubling(18) }],
    [
      'whose functions go through a long text again and again',
      {
        ...plain,
        'templates/config.yaml': `{{ $t := repeat 200000 "a" }}{{ range until 400 }}{{ $_ := regexMatch "(a|b)*c" $t }}{{ end }}\n`,
      },
    ],
  ])('%s', (_what, tree) => {
    const { needs, objects, failures, reads } = render(tree, IN_PLACE);
    expect(needs).toEqual([{ kind: 'longRender', path: 'web' }]);
    expect([objects, failures]).toEqual([[], []]);
    // An edit of what it is made of makes what stands for it stale.
    const made = tree instanceof Uint8Array ? ['web'] : Object.keys(tree).map((name) => `web/${name}`);
    expect(reads).toEqual(expect.arrayContaining(made));
  });
});

test('what is small stays in place, and costs nothing once it is loaded', () => {
  const tree = { ...plain, 'crds/a.yaml': crd('a'), 'values.schema.json': doubling(8), 'data.txt': 'x'.repeat(MEGABYTE / 2) };
  const files = memoryFiles(Object.fromEntries(Object.entries(tree).map(([name, text]) => [`web/${name}`, text])));
  const cache = createHelmCache({ allowance: IN_PLACE });
  const request = { chart: { kind: 'path', path: 'web' }, release: { name: 'rel', namespace: 'default' }, values: [], helm: 4 } as const;
  for (const _ of [1, 2, 3]) expect(renderChart(request, files, cache)).toMatchObject({ needs: [], failures: [], objects: [{}] });
});

test('a schema that would not end is a failure in its file where nobody else could wait for it either', { timeout: 60_000 }, () => {
  const { failures, needs } = render({ ...plain, 'values.schema.json': doubling(60) });
  expect(needs).toEqual([]);
  expect(failures).toMatchObject([{ code: 'tooMuchWork', file: 'web/values.schema.json', line: 1 }]);
});
