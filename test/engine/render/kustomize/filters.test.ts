// Runs of kustomize's filters, each as the kustomization that leads to it: the same objects, or refused where the filter refuses.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import type { Json } from '../../../../src/engine/model';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI, type Profile } from '../../../../src/engine/render/kustomize/build';
import { toJson } from '../../../../src/engine/yaml/json';
import { readDocuments } from '../../../../src/engine/yaml/read';
import { corpus } from '../../../support/corpus';
import { describeFailure, disagreement, engineBuild } from '../../../support/kustomize';
import { type RealKustomize, startKustomize } from '../../../support/kustomize-batch';
import { memoryFiles } from '../../../support/memory-files';
import { writeTree } from '../../../differential/compare-trees';
import { furtherFiles, kustomizationOf, type Run } from './filter-kustomizations';
import { exceptions, recorded } from './recorded';

/** Runs that a build ends otherwise, and why. */
const EXCEPTED = exceptions('filters');
/** Runs that take a Go function, which no kustomization can give. */
const OF_GO_FUNCTIONS = 9;

let kustomize: RealKustomize;
let folder: string;
beforeAll(async () => {
  kustomize = await startKustomize();
  folder = mkdtempSync(join(tmpdir(), 'filters-'));
}, 600_000);
afterAll(() => {
  kustomize.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!corpus)('filters that a kustomization reaches', () => {
  const runs = recorded<Run>('filters.jsonl');
  const named = runs.map((run, i) => [`${i + 1}-${run.filter}-${run.test.replaceAll(' ', '_')}`, run] as const);
  const cases = named.flatMap(([name, run]) => {
    const fields = kustomizationOf(run);
    return fields === undefined ? [] : [[name, run, fields] as const];
  });

  it('are all here, and so is every exception', () => {
    expect(runs.length).toBe(207);
    expect(cases.length).toBe(runs.length - OF_GO_FUNCTIONS);
    expect([...EXCEPTED.keys()].filter((name) => !cases.some(([one]) => one === name))).toEqual([]);
  });

  it.each(cases)('%s', async (name, run, fields) => {
    const built = build(run, fields);
    if (EXCEPTED.has(name)) {
      expect(comesOut(run, built), 'it comes out as recorded: take it off the list').toBe(false);
      await expectAsCommand(treeOf(run, fields));
    } else if (run.error !== null) expect(built.failures).not.toEqual([]);
    else expect(built).toEqual({ failures: [], objects: expectedOf(run) });
  });
});

/** Where a build is no run of the filter alone, the command says what it is. */
async function expectAsCommand(tree: Record<string, string>): Promise<void> {
  writeTree(folder, tree);
  const real = await kustomize.build(folder, ['--reorder', 'none']);
  expect(disagreement(real, engineBuild(memoryFiles(tree), '.', createBuildCache(), UNORDERED))).toBeUndefined();
}

const UNORDERED: Profile = { ...KUSTOMIZE_CLI, reorder: 'none' };

interface Built {
  readonly failures: readonly string[];
  readonly objects: readonly Json[];
}

function comesOut(run: Run, built: Built): boolean {
  if (run.error !== null) return built.failures.length > 0;
  return built.failures.length === 0 && JSON.stringify(built.objects, numbers) === JSON.stringify(expectedOf(run), numbers);
}

function treeOf(run: Run, fields: object): Record<string, string> {
  return {
    ...furtherFiles(run),
    'kustomization.yaml': stringify({ resources: ['filter-input.yaml'], ...fields }),
    'filter-input.yaml': named(run.input ?? ''),
  };
}

function build(run: Run, fields: object): Built {
  const rendered = buildKustomization('.', memoryFiles(treeOf(run, fields)), UNORDERED, createBuildCache());
  const objects = run.filter === 'nameref.Filter' ? rendered.objects.slice(0, 1) : rendered.objects;
  return { failures: rendered.failures.map(describeFailure), objects: objects.map(({ node }) => sorted(toJson(node))) };
}

/** A build leaves out objects for local use, and what kustomize itself keeps in annotations; a filter leaves them in. */
function expectedOf(run: Run): readonly Json[] {
  return objectsIn(named(run.output ?? '').replaceAll(/^ *internal\.config\.kubernetes\.io\/.*\n/gm, '')).flatMap((object) => {
    const { metadata } = object as { metadata?: { annotations?: Record<string, Json> | null } };
    if (metadata?.annotations === null) delete metadata.annotations;
    return metadata?.annotations?.['config.kubernetes.io/local-config'] === true ? [] : [object];
  });
}

/** Filters take objects without a name, which no build reads: they get one, before and after. */
function named(text: string): string {
  return parseAllDocuments(text)
    .map((document, i) => {
      if (document.hasIn(['kind']) && !document.hasIn(['metadata', 'name'])) document.setIn(['metadata', 'name'], `unnamed-${i}`);
      return String(document);
    })
    .join('---\n');
}

/** Recorded outputs keep the order of the input's fields, which a build does not. */
function objectsIn(text: string): Json[] {
  return readDocuments(text, 'output.yaml').documents.map((node) => sorted(toJson(node)));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function numbers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
