// Where values come from, held against the files: a position holds the value, or is the field that it was computed from. The figures are printed.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../../src/adapters/node-files';
import { createDiscoveryCache } from '../../../src/engine/discover/discover';
import type { Node, Path, Rendered } from '../../../src/engine/model';
import { formatPath } from '../../../src/engine/model/field-path';
import { discoverFleet, renderApp, walkFleet } from '../../../src/engine/pipeline';
import type { Files } from '../../../src/engine/ports';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../../src/engine/render/kustomize/build';
import { corpus } from '../../support/corpus';
import { type Held, heldValues } from '../../support/held-values';
import { kustomizationFolders } from '../../support/kustomize';
import { recorded } from './kustomize/recorded';

const FLEET = resolve(import.meta.dirname, '../../../examples/fleet');
const FIXTURES = resolve(import.meta.dirname, '../../fixtures/kustomize');
const REPOSITORIES = ['argo-cd-applicationset-examples', 'flux2-kustomize-helm-example', 'home-ops', 'podinfo'];

interface Measure {
  scalars: number;
  /** Scalars whose position holds the very value. */
  held: number;
  /** Values whose position is the nearest known one. */
  approximate: number;
  /** Values whose position is no key, item or scalar of an existing file. */
  readonly nowhere: string[];
}

const measure = (): Measure => ({ scalars: 0, held: 0, approximate: 0, nowhere: [] });

function add(into: Measure, rendered: Rendered, heldAt: (position: Node['origin']) => Held): void {
  for (const { ref, node } of rendered.objects) {
    visit(node, [], (value, path) => {
      const { file, line, column, step, approximate } = value.origin;
      const held = heldAt(value.origin);
      if (approximate) into.approximate++;
      if (!held.isPlace) into.nowhere.push(`${ref.kind}/${ref.name} ${formatPath(path)} ${file}:${line}:${column} (${step})`);
      // What a template wrote, its text seldom holds.
      if (value.kind !== 'scalar' || step === 'template') return;
      into.scalars++;
      if (held.texts.includes(value.text) || (value.unfolded !== undefined && held.texts.includes(value.unfolded))) into.held++;
    });
  }
}

function visit(node: Node, path: Path, on: (node: Node, path: Path) => void): void {
  on(node, path);
  if (node.kind === 'list') for (const [index, item] of node.items.entries()) visit(item, [...path, index], on);
  if (node.kind === 'map') for (const { key, value } of node.entries) visit(value, [...path, key], on);
}

function addFolders(into: Measure, root: string, folders: readonly string[], restrictToRoot = true): void {
  const files = createNodeFiles(root, { check: 'forget' });
  const [heldAt, cache] = [heldValues(files), createBuildCache()];
  for (const folder of folders) add(into, buildKustomization(folder, files, { ...KUSTOMIZE_CLI, restrictToRoot }, cache), heldAt);
}

/** What the controllers apply: the tree's apps, with what they do around kustomize. */
function addApps(into: Measure, root: string): void {
  const files: Files = createNodeFiles(root, { check: 'forget' });
  const [held, cache] = [heldValues(files), createBuildCache()];
  const heldAt = (origin: Node['origin']): Held => (origin.step === 'template' ? heldInTemplate(files, origin) : held(origin));
  for (const { apps } of discoverFleet(files, createDiscoveryCache(), walkFleet(files)).environments)
    for (const app of apps) add(into, renderApp(app, files, cache), heldAt);
}

/** Templates are no YAML: something has to stand at the position. */
function heldInTemplate(files: Files, { file, line, column }: Node['origin']): Held {
  const answer = files.read(file);
  const row = answer.kind === 'file' ? answer.text.split('\n')[line - 1] : undefined;
  return { texts: [], isPlace: row !== undefined && row.slice(column - 1).trim() !== '' };
}

function allFolders(root: string): readonly string[] {
  return kustomizationFolders(globSync('**/*', { cwd: root }));
}

/** Checks what holds of any tree, and prints the figure. */
function check(name: string, { scalars, held, approximate, nowhere }: Measure): number {
  const share = held / scalars;
  console.log(
    `origins, ${name}: ${held} of ${scalars} scalars (${(100 * share).toFixed(2)} %) are held by their position; ${approximate} are approximate`,
  );
  expect(scalars).toBeGreaterThan(0);
  expect(nowhere.slice(0, 20)).toEqual([]);
  expect(approximate / scalars).toBeLessThan(0.001);
  return share;
}

describe('every value has a position in its sources', () => {
  it('in the sample fleet', () => {
    const fleet = measure();
    addFolders(fleet, FLEET, allFolders(FLEET));
    addApps(fleet, FLEET);
    expect(check('sample fleet', fleet)).toBeGreaterThan(0.94);
  });

  it('in the golden trees, most of which show computed values', () => {
    const golden = measure();
    addFolders(golden, FIXTURES, allFolders(FIXTURES));
    expect(check('golden trees', golden)).toBeGreaterThan(0.75);
  });

  it.skipIf(!corpus)('over the whole corpus, where at least 95 % of the scalars are held by it', { timeout: 120_000 }, () => {
    const root = corpus ?? '';
    const parts = { krusty: measure(), examples: measure(), repositories: measure(), fleet: measure() };
    for (const { name, dir, restrict } of krustyCases(join(root, 'kustomize/krusty'))) addFolders(parts.krusty, name, [dir], restrict);
    const examples = recorded<{ readonly dir: string }>('examples/cases.jsonl').map(({ dir }) => dir);
    addFolders(parts.examples, join(root, 'kustomize/examples/files'), examples);
    for (const name of REPOSITORIES) {
      const repository = join(root, 'repos', name);
      addFolders(parts.repositories, repository, allFolders(repository));
      addApps(parts.repositories, repository);
    }
    addFolders(parts.fleet, FLEET, allFolders(FLEET));
    addApps(parts.fleet, FLEET);
    for (const [name, part] of Object.entries(parts)) check(name, part);
    const all = Object.values(parts);
    const sum = (count: (part: Measure) => number) => all.reduce((total, part) => total + count(part), 0);
    const whole: Measure = {
      scalars: sum((part) => part.scalars),
      held: sum((part) => part.held),
      approximate: sum((part) => part.approximate),
      nowhere: all.flatMap((part) => part.nowhere),
    };
    expect(check('whole corpus', whole)).toBeGreaterThanOrEqual(0.95);
  });
});

function krustyCases(root: string): readonly { readonly name: string; readonly dir: string; readonly restrict: boolean }[] {
  return readdirSync(root)
    .filter((name) => existsSync(join(root, name, 'case.json')))
    .map((name) => {
      const { dir, options } = JSON.parse(readFileSync(join(root, name, 'case.json'), 'utf8')) as KrustyCase;
      return { name: join(root, name, 'files'), dir, restrict: options.loadRestrictions === 'LoadRestrictionsRootOnly' };
    });
}

interface KrustyCase {
  readonly dir: string;
  readonly options: { readonly loadRestrictions: string };
}
