// Random Flux Kustomizations rendered by Flux's own library and by the engine: the same objects in the same order, or refused by both.

// The seed is printed; PLUMBLINE_SEED sets another, PLUMBLINE_CASES how many are drawn.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { discover } from '../../src/engine/discover/discover';
import { renderFluxKustomization } from '../../src/engine/render/flux/build';
import { createBuildCache } from '../../src/engine/render/kustomize/build';
import { emitDocuments } from '../../src/engine/yaml/emit';
import { askFlux, type FluxAnswer } from '../support/flux-render';
import { memoryFiles } from '../support/memory-files';
import { drawFluxCases, type FluxCase } from './random-flux';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_125);
const CASES = Number(process.env.PLUMBLINE_CASES ?? 200);
const GROUP = 'kustomize.toolkit.fluxcd.io';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-cases-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`${CASES} Kustomizations (seed ${SEED})`, { timeout: 120_000 + CASES * 500 }, async () => {
  const cases = drawFluxCases(SEED, CASES);
  const answers = await askFlux(cases.map(requestFor));
  const differing = cases.flatMap((one, index) => {
    const [ours, theirs] = [oursOf(one), theirsOf(answers[index] as FluxAnswer)];
    if (ours.text === theirs.text) return [];
    const { folder: app, spec, ignore, tree } = one;
    const rules = [tree['.sourceignore'], tree['app/.sourceignore'], ignore];
    return [{ app, spec: JSON.stringify({ rules, ...spec }), ...firstDifference(ours, theirs) }];
  });
  const refused = answers.filter(({ error }) => error !== undefined).length;
  console.log(`${CASES} Kustomizations (seed ${SEED}): ${refused} refused by both`);
  expect(differing.slice(0, Number(process.env.PLUMBLINE_SHOW ?? 3)), `${differing.length} differ`).toEqual([]);
  expect(refused).toBeLessThan(CASES / 2);
});

function requestFor({ tree, spec, ignore }: FluxCase, index: number) {
  const root = join(folder, String(index));
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { substituteStrategy } = (spec.postBuild ?? {}) as { substituteStrategy?: string };
  return { root, path: 'app', kustomization: objectOf(spec), always: substituteStrategy === 'Always', packed: true, ignore };
}

function objectOf(spec: FluxCase['spec']) {
  // The fields of the older versions are there in those alone.
  const version = 'patchesStrategicMerge' in spec || 'patchesJson6902' in spec ? 'v1beta2' : 'v1';
  return {
    apiVersion: `${GROUP}/${version}`,
    kind: 'Kustomization',
    metadata: { name: 'web', namespace: 'flux-system' },
    spec: { interval: '10m', prune: true, path: './app', sourceRef: { kind: 'GitRepository', name: 'flux-system' }, ...spec },
  };
}

interface Outcome {
  /** The objects, or that there are none. */
  readonly text: string;
  readonly why?: string;
}

const REFUSED = 'refused';

function theirsOf({ yaml = '', error }: FluxAnswer): Outcome {
  return error === undefined ? { text: textOf(manifests(yaml)) } : { text: REFUSED, why: error };
}

function oursOf({ tree, spec, ignore }: FluxCase): Outcome {
  const source = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: { name: 'flux-system' }, spec: { ignore } };
  const files = memoryFiles({
    ...tree,
    'clusters/dev/source.yaml': JSON.stringify(source),
    'clusters/dev/ks.yaml': `${JSON.stringify(objectOf(spec), undefined, 2)}\n`,
  });
  const app = discover(files)
    .environments.flatMap(({ apps }) => apps)
    .find((each) => each.app === 'web');
  if (app === undefined) throw new Error('the Kustomization is not discovered');
  const { objects, failures } = renderFluxKustomization(app, files, createBuildCache());
  if (failures.length > 0) return { text: REFUSED, why: JSON.stringify(failures[0]) };
  return { text: textOf(manifests(emitDocuments(objects.map(({ node }) => node)).text).map(withoutOwner)) };
}

function textOf(objects: readonly unknown[]): string {
  return objects.map((object) => JSON.stringify(object, undefined, 1)).join('\n');
}

/** The line at which they part. */
function firstDifference(ours: Outcome, theirs: Outcome) {
  const [mine, other] = [ours.text.split('\n'), theirs.text.split('\n')];
  const index = mine.findIndex((line, at) => line !== other[at]);
  const at = index === -1 ? mine.length : index;
  return { ours: ours.why ?? mine.slice(at - 3, at + 2).join('\n'), theirs: theirs.why ?? other.slice(at - 3, at + 2).join('\n') };
}

function manifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text, { version: '1.2' }).flatMap((document) => {
    const manifest: Manifest | null = document.toJS();
    return manifest === null ? [] : [sorted(manifest)];
  });
}

type Manifest = { metadata: { labels?: Record<string, string> } };

/** The controller's own labels come after its library. */
function withoutOwner({ metadata: { labels = {}, ...metadata }, ...manifest }: Manifest): unknown {
  const { [`${GROUP}/name`]: _, [`${GROUP}/namespace`]: __, ...rest } = labels;
  return sorted({ ...manifest, metadata: { ...metadata, ...(Object.keys(rest).length === 0 ? {} : { labels: rest }) } });
}

/** With keys in the order of their names, for comparison as text. */
function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sorted) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  ) as T;
}
