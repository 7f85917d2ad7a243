// A folder of an artifact that a repository has just so: with all that it builds on, at the same distance, and nothing laid over or left out.
import type { DirectoryEntry } from '../../ports';
import type { Node } from '../../model';
import { baseName, isWithin, join } from '../paths';
import type { TreeFacts } from '../tree-facts';
import { type ArtifactContent, unknownAt } from './content';

/**
 * The folder of a source that a folder of an artifact can be read from instead: what is built of both is the same.
 * @param factsAt what is known of the tree that a path lies in.
 */
export function folderInPlace(folder: string, content: ArtifactContent, factsAt: (path: string) => TreeFacts): string | undefined {
  const path = sourceOf(folder, content);
  if (path === undefined) return undefined;
  const facts = factsAt(path);
  if (!facts.tree.folders.has(path)) return undefined;
  const place: Same = { path, folder, content, facts, built: facts.reachOf(path).folders };
  const { folders, files } = facts.reachOf(path);
  const isAll =
    [...folders].every((each) => isSameFolder(each, place)) &&
    [...files.keys()].every((each) => isSameFile(each, place)) &&
    [...folders].every((each) => outsideOf(each, facts).every((named) => leadsToSame(each, named, place)));
  return isAll ? path : undefined;
}

interface Same {
  readonly path: string;
  readonly folder: string;
  readonly content: ArtifactContent;
  readonly facts: TreeFacts;
  readonly built: ReadonlySet<string>;
}

/** Where a file of the folder comes from, the folder itself comes from, if from any. */
function sourceOf(folder: string, content: ArtifactContent): string | undefined {
  const path = firstFile(folder, content);
  const file = path === undefined ? undefined : content.files.get(path);
  if (path === undefined || file?.kind !== 'copy') return undefined;
  const inner = folder === '.' ? path : path.slice(folder.length + 1);
  if (file.path === inner) return '.';
  return file.path.endsWith(`/${inner}`) ? file.path.slice(0, -inner.length - 1) : undefined;
}

function firstFile(folder: string, content: ArtifactContent): string | undefined {
  for (const { name, kind } of content.folders.get(folder) ?? []) {
    const path = join(folder, name);
    const found = kind === 'file' ? path : firstFile(path, content);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The path in the artifact of a path of the repository; undefined where it has none. */
function inArtifact(path: string, { path: from, folder }: Same): string | undefined {
  if (isWithin(path, from)) return join(folder, from === '.' ? path : path === from ? '.' : path.slice(from.length + 1));
  // What lies beside it is as far away only where the folders above it are the same.
  const above = from === folder ? '.' : from.endsWith(`/${folder}`) ? from.slice(0, -folder.length - 1) : undefined;
  if (above === undefined || folder === '.' || !isWithin(path, above)) return undefined;
  return above === '.' ? path : path.slice(above.length + 1);
}

/** Both ways up and down again. */
function leadsToSame(folder: string, named: string, same: Same): boolean {
  const path = join(folder, named);
  const at = inArtifact(folder, same);
  return at !== undefined && join(at, named) === inArtifact(path, same) && isSame(path, same);
}

function isSame(path: string, same: Same): boolean {
  return same.facts.tree.folders.has(path) ? isSameFolder(path, same) : isSameFile(path, same);
}

function isSameFile(path: string, same: Same): boolean {
  const { content, facts } = same;
  const at = inArtifact(path, same);
  if (at === undefined || unknownAt(at, content) !== undefined) return false;
  const file = content.files.get(at);
  if (file !== undefined) return file.kind === 'copy' && file.path === path;
  return !content.folders.has(at) && !isThere(path, facts);
}

function isThere(path: string, { tree }: TreeFacts): boolean {
  if (tree.folders.has(path)) return true;
  const slash = path.lastIndexOf('/');
  return tree.folders.get(slash === -1 ? '.' : path.slice(0, slash))?.some(({ name }) => name === path.slice(slash + 1)) === true;
}

/** With the same entries, and below them too, but for texts and pictures that the artifact lacks and nothing names. */
function isSameFolder(path: string, same: Same): boolean {
  const { content, facts } = same;
  const at = inArtifact(path, same);
  if (at === undefined || unknownAt(at, content) !== undefined) return false;
  const there = (facts.tree.folders.get(path) ?? []).filter(({ name, kind }) => kind === 'directory' || !facts.isLeftOut(join(path, name)));
  const copied = content.folders.get(at);
  if (copied === undefined) return false;
  const isIn = (entries: readonly DirectoryEntry[], { name, kind }: DirectoryEntry) =>
    entries.some((each) => each.name === name && each.kind === kind);
  if (!copied.every((entry) => isIn(there, entry))) return false;
  return there.every((entry) => {
    const inner = join(path, entry.name);
    if (!isIn(copied, entry)) return entry.kind === 'file' ? isHarmless(inner, same) : !facts.tree.folders.has(inner);
    return entry.kind === 'file' ? isSameFile(inner, same) : !facts.tree.folders.has(inner) || isSameFolder(inner, same);
  });
}

function isHarmless(path: string, { built, facts }: Same): boolean {
  const name = baseName(path);
  if (!/\.(?:md|txt|png|jpe?g|gif|svg|tgz|gz|zip|go|sh)$/.test(name)) return false;
  return ![...built].some((folder) => textsIn(facts.graph.get(folder)?.node).some((text) => text.includes(name)));
}

/** What a kustomization names outside of its folder: a patch or a file of a generator, say. */
function outsideOf(folder: string, { graph }: TreeFacts): readonly string[] {
  const named = textsIn(graph.get(folder)?.node).filter((text) => text.includes('..') && !text.includes('\n'));
  return named.map((text) => text.replace(/^[^=/]*=/, ''));
}

function textsIn(node: Node | undefined): readonly string[] {
  if (node === undefined) return [];
  if (node.kind === 'scalar') return [node.text];
  return (node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)).flatMap(textsIn);
}
