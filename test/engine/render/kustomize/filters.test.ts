// Runs of kustomize's filters, each as the kustomization that leads to it: the same objects, or refused where the filter refuses.
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import type { Json } from '../../../../src/engine/model';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../../../src/engine/render/kustomize/build';
import { toJson } from '../../../../src/engine/yaml/json';
import { readDocuments } from '../../../../src/engine/yaml/read';
import { corpus } from '../../../support/corpus';
import { describeFailure } from '../../../support/kustomize';
import { memoryFiles } from '../../../support/memory-files';
import { furtherFiles, kustomizationOf, type Run } from './filter-kustomizations';
import { exceptions, recorded } from './recorded';

/** Runs that no kustomization leads to, or that a build ends otherwise, and why. */
const EXCEPTED = exceptions('filters-exceptions.txt');

describe.skipIf(!corpus)('filters that a kustomization reaches', () => {
  const runs = recorded<Run>('filters.jsonl');
  const cases = runs.map((run, i) => [`${i + 1}-${run.filter}-${run.test.replaceAll(' ', '_')}`, run] as const);

  it('are all here, and so is every exception', () => {
    expect(runs.length).toBe(207);
    expect([...EXCEPTED.keys()].filter((name) => !cases.some(([one]) => one === name))).toEqual([]);
  });

  it.each(cases)('%s', (name, run) => {
    const fields = kustomizationOf(run);
    if (EXCEPTED.has(name)) {
      expect(fields !== undefined && comesOut(run, build(run, fields)), 'it comes out as recorded: take it off the list').toBe(false);
      return;
    }
    expect(fields, 'no kustomization leads to it').toBeDefined();
    const built = build(run, fields as NonNullable<typeof fields>);
    if (run.error !== null) expect(built.failures).not.toEqual([]);
    else expect(built).toEqual({ failures: [], objects: expectedOf(run) });
  });
});

interface Built {
  readonly failures: readonly string[];
  readonly objects: readonly Json[];
}

function comesOut(run: Run, built: Built): boolean {
  if (run.error !== null) return built.failures.length > 0;
  return built.failures.length === 0 && JSON.stringify(built.objects, numbers) === JSON.stringify(expectedOf(run), numbers);
}

function build(run: Run, fields: object): Built {
  const tree = {
    ...furtherFiles(run),
    'kustomization.yaml': stringify({ resources: ['filter-input.yaml'], ...fields }),
    'filter-input.yaml': named(run.input ?? ''),
  };
  const rendered = buildKustomization('.', memoryFiles(tree), { ...KUSTOMIZE_CLI, reorder: 'none' }, createBuildCache());
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
