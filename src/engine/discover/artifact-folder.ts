// A folder of a rearranged artifact that can be read where the repository has it: it is copied as a whole, nothing else is copied into it, and nothing in it leads out.
import type { Node } from '../model';
import { child, text } from '../yaml/access';
import type { Inventory } from './inventory';
import { baseName, isWithin, join } from './paths';

/** What one copy rule puts where. */
export interface Copied {
  readonly alias: string;
  /** The folder whose content is copied; absent for a single file, and for patterns that are not all of a folder. */
  readonly from?: string;
  /** Where it lies in the artifact. */
  readonly at: string;
  readonly isFile: boolean;
}

/**
 * The folder of the repository that is `declared` in the artifact. Paths within what is copied are those of the repository, whatever lies around it.
 * @param copied by the rules in their order: a later one is laid over an earlier.
 */
export function copiedFolder(
  declared: string,
  copied: readonly Copied[],
  inventory: Inventory,
): (Copied & { readonly path: string }) | undefined {
  const rule = copied.findLast((each) => sourceOf(declared, each, inventory) !== undefined);
  const path = rule && sourceOf(declared, rule, inventory);
  if (rule?.from === undefined || path === undefined) return undefined;
  const { from, at } = rule;
  const { folders, files } = inventory.reachOf(path);
  const isInside = [...folders, ...files.keys()].every((each) => isWithin(each, from)) && !leadsOut(folders, from, inventory);
  const others = copied.filter((each) => each !== rule);
  const isMixed = [...folders].some((folder) => others.some((other) => mayFill(join(at, below(folder, from)), other, inventory)));
  return isInside && !isMixed ? { ...rule, path } : undefined;
}

function sourceOf(declared: string, { from, at }: Copied, { tree }: Inventory): string | undefined {
  if (from === undefined || !isWithin(declared, at)) return undefined;
  const path = join(from, below(declared, at));
  return tree.folders.has(path) ? path : undefined;
}

/** Whether a rule may put something into a folder of the artifact. */
function mayFill(folder: string, { from, at, isFile }: Copied, { tree }: Inventory): boolean {
  if (isWithin(at, folder)) return true;
  if (isFile || !isWithin(folder, at)) return false;
  return from === undefined || tree.folders.has(join(from, below(folder, at)));
}

/** Whether a kustomization names anything outside: a patch or a file of a generator, say. */
function leadsOut(folders: ReadonlySet<string>, from: string, { graph }: Inventory): boolean {
  const leaves = (node: Node, folder: string): boolean => {
    if (node.kind === 'scalar') return node.text.includes('..') && !isWithin(join(folder, node.text.replace(/^[^=/]*=/, '')), from);
    return (node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)).some((inner) => leaves(inner, folder));
  };
  return [...folders].some((folder) => {
    const kustomization = graph.get(folder);
    return kustomization !== undefined && leaves(kustomization.node, folder);
  });
}

function below(path: string, folder: string): string {
  if (folder === '.') return path;
  return path === folder ? '.' : path.slice(folder.length + 1);
}

/** What a rule copies; undefined where it names nothing. @param isFolder whether a path of the source is a folder. */
export function copiedBy(rule: Node, isFolder: (path: string) => boolean, isWhole: boolean): Copied | undefined {
  const [, alias, pattern] = /^@([^/]+)\/(.*)$/.exec(text(child(rule, 'from')) ?? '') ?? [];
  const [, to] = /^@artifact\/(.*)$/.exec(text(child(rule, 'to')) ?? '') ?? [];
  if (alias === undefined || pattern === undefined || to === undefined) return undefined;
  const at = join('.', to);
  const whole = (from: string, target: string): Copied =>
    isWhole ? { alias, from, at: target, isFile: false } : { alias, at: target, isFile: false };
  if (pattern === '**') return whole('.', at);
  if (/^[^*?[\]]*\/\*\*$/.test(pattern)) return whole(join('.', pattern.slice(0, -3)), at);
  if (/[*?[\]]/.test(pattern)) return { alias, at, isFile: false };
  const source = join('.', pattern);
  if (isFolder(source)) return whole(source, join(at, baseName(source)));
  return { alias, at: to.endsWith('/') || to === '' ? join(at, baseName(source)) : at, isFile: true };
}
