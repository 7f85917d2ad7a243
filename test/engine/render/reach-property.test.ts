// The reverse index against the truth: a source scalar is changed, everything is rendered again, and what changed is what the index said.

// Exact for scalars that are values: what they set changes, and nothing else. A scalar that steers (a selector, a name that others match, an
// option) may besides begin to match what it did not match before, which nothing that was rendered can tell: for those, every field that
// changed is one that the index named. A switch that is off names nothing, for it sets nothing yet. What is left out, because it decides how everything else is read: kinds and API versions of objects, the
// files of `configurations`, `crds` and `openapi`, and edits after which the tree does not build.
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Rendered } from '../../../src/engine/model';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../../src/engine/render/kustomize/build';
import { reachOf } from '../../../src/engine/render/reach';
import { repository } from '../../differential/random-repositories';
import { type Tree, tree } from '../../differential/random-trees';
import { memoryFiles } from '../../support/memory-files';
import { type Disagreement, disagreement, isIdentified, steers } from '../../support/reach-truth';
import { type SourceScalar, sourceScalars, withFreshValue } from '../../support/source-scalars';

const SEED = Number(process.env.PLUMBLINE_SEED ?? 20_261_125);
const TREES = Number(process.env.PLUMBLINE_TREES ?? 150);
const EDITS = 12;

const counts = { trees: 0, edits: 0, exact: 0, overridden: 0, steering: 0, switches: 0, unbuildable: 0 };
afterAll(() => console.log(`reach (seed ${SEED}): ${JSON.stringify(counts)}`));

const render = (files: Tree): Rendered => buildKustomization('overlay', memoryFiles(files), KUSTOMIZE_CLI, createBuildCache());

describe('what the index says of a line is what changes with it', () => {
  it(`on ${TREES} random trees`, { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.oneof(tree, repository), fc.array(fc.nat(), { minLength: EDITS, maxLength: EDITS }), (files, picks) => {
        const before = render(files);
        if (before.failures.length > 0 || !isIdentified(before)) return;
        counts.trees++;
        const scalars = editable(files);
        for (const pick of picks) if (scalars.length > 0) checkEdit(files, before, scalars[pick % scalars.length] as Editable);
      }),
      { seed: SEED, numRuns: TREES, endOnFailure: true },
    );
    expect(disagreements.slice(0, 5)).toEqual([]);
    expect(counts.exact).toBeGreaterThan(TREES);
    expect(counts.overridden).toBeGreaterThan(0);
    expect(counts.steering).toBeGreaterThan(TREES / 2);
  });
});

type Editable = SourceScalar & { readonly file: string; readonly fresh: string };

function editable(files: Tree): readonly Editable[] {
  return Object.entries(files).flatMap(([file, content]) => {
    if (typeof content !== 'string' || !/\.ya?ml$/.test(file)) return [];
    return sourceScalars(content).flatMap((scalar) => {
      const fresh = withFreshValue(content, scalar);
      return fresh === undefined || isReadDifferently(scalar, file) ? [] : [{ ...scalar, file, fresh }];
    });
  });
}

/** Whether the scalar decides how other things are read. */
function isReadDifferently({ keys }: SourceScalar, file: string): boolean {
  const last = keys.at(-1) ?? '';
  const isSelector = keys.some((key) => ['target', 'select', 'reject', 'source', 'objref'].includes(key));
  return (['kind', 'apiVersion', 'apiGroup'].includes(last) && !isSelector) || /config|crd|schema|openapi/i.test(file);
}

function checkEdit(files: Tree, before: Rendered, { file, line, column, keys, text, fresh }: Editable): void {
  const reached =
    reachOf([before], { file, line, column })
      .get(before)
      ?.filter(({ at }) => at.column >= column) ?? [];
  const after = render({ ...files, [file]: fresh });
  if (after.failures.length > 0) {
    counts.unbuildable++;
    return;
  }
  counts.edits++;
  if (isSwitchedOff(keys, text)) {
    counts.switches++;
    return;
  }
  if (steers(reached)) counts.steering++;
  else if (reached.some(({ how }) => how === 'sets')) counts.exact++;
  else if (reached.length > 0) counts.overridden++;
  const found = disagreement(reached, before, after);
  if (found !== undefined) disagreements.push({ label: `${file}:${line}:${column} ${text}`, ...found });
}

/** What an option does once it is on, nothing says before. */
function isSwitchedOff(keys: readonly string[], text: string): boolean {
  return text === (keys.at(-1) === 'disableNameSuffixHash' ? 'true' : 'false');
}

const disagreements: (Disagreement & { readonly label: string })[] = [];
