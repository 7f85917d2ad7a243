// Walks the working tree once: every folder, and every YAML file that can hold manifests.
import type { Failure } from '../model';
import type { DirectoryEntry, Files } from '../ports';
import { type IgnoreRules, isIgnored, rulesWithin } from './ignored';
import { join } from './paths';

export interface Tree {
  readonly folders: ReadonlyMap<string, readonly DirectoryEntry[]>;
  /** In the order of their paths. Go templates of charts are not among them: they are no YAML yet. */
  readonly yamlFiles: readonly string[];
  readonly failures: readonly Failure[];
}

export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** Never part of what is deployed. */
export const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);
/** A link that leads back into its own parents would otherwise never end. */
const DEEPEST = 48;
/** A folder beyond it is somebody's home or a whole disk: walking on would take minutes and all memory. */
const MOST_ENTRIES = 500_000;

/** @param top the folder that is walked; where it holds too much, nothing of it is listed, and a failure says so. */
export function walkTree(files: Files, top = '.'): Tree {
  const walk: Walk = { files, folders: new Map(), yamlFiles: [], failures: [], entries: 0 };
  visit(walk, top, 0, []);
  if (walk.entries <= MOST_ENTRIES) return walk;
  return {
    folders: new Map(),
    yamlFiles: [],
    failures: [{ code: 'treeTooLarge', file: top, subject: `${MOST_ENTRIES} files and folders` }],
  };
}

export function isYaml(name: string): boolean {
  return name.endsWith('.yaml') || name.endsWith('.yml');
}

export function isKustomizationFile(name: string): boolean {
  return (KUSTOMIZATION_NAMES as readonly string[]).includes(name);
}

interface Walk extends Tree {
  readonly files: Files;
  readonly folders: Map<string, readonly DirectoryEntry[]>;
  readonly yamlFiles: string[];
  readonly failures: Failure[];
  /** How many files and folders were listed so far. */
  entries: number;
}

function visit(walk: Walk, folder: string, depth: number, above: IgnoreRules): void {
  const answer = walk.files.list(folder);
  if (answer.kind === 'failed') walk.failures.push(answer.reason);
  if (answer.kind === 'unread') walk.failures.push({ code: 'unread', file: folder });
  if (answer.kind !== 'directory') return;
  walk.entries += answer.entries.length;
  if (walk.entries > MOST_ENTRIES) return;
  const entries = [...answer.entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  walk.folders.set(folder, entries);
  const rules = entries.some(({ name, kind }) => kind === 'file' && name === '.gitignore') ? rulesWithin(folder, above, walk.files) : above;
  const isChart = entries.some(({ name, kind }) => kind === 'file' && name === 'Chart.yaml');
  for (const { name, kind } of entries) {
    const path = join(folder, name);
    if (kind === 'file') {
      if (isYaml(name) || name === 'Kustomization') walk.yamlFiles.push(path);
    } else if (!SKIPPED.has(name) && !(isChart && name === 'templates') && !isIgnored(path, rules)) {
      if (depth < DEEPEST) visit(walk, path, depth + 1, rules);
      else walk.failures.push({ code: 'tooLarge', file: path, subject: `${DEEPEST} folders within each other` });
    }
  }
}
