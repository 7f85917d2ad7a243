// What discovery knows of the clones that sources of the tree lead to: each read as a tree of its own, once something asks for it.
import type { Node } from '../model';
import type { Files } from '../ports';
import { at, child, items, text } from '../yaml/access';
import { type Clone, cloneAround, cloneOf } from './clones';
import { buildGraph, type Graph, type Reach, reach } from './graph';
import { type IsLeftOut, ruleFilesIn, sourceIgnore } from './source-ignore';
import { createSourceCache, readSources, type SourceCache, type SourceObject, type Sources } from './sources';
import { isOutsideTree } from './paths';
import { type Tree, walkTree } from './tree';

/** What is read of a tree, whichever repository's it is. */
export interface TreeFacts {
  readonly tree: Tree;
  readonly sources: Sources;
  readonly graph: Graph;
  /** Whether the artifacts of Flux's sources lack a file. */
  readonly isLeftOut: IsLeftOut;
  /** What a folder's build takes in. */
  reachOf(path: string): Reach;
}

export interface ClonedTree extends TreeFacts {
  readonly clone: Clone;
}

/**
 * Those clones outside of the tree that an address in it leads to: the user's settings may name many more.
 * @param declared objects that name repositories.
 */
export function clonedTrees(
  declared: readonly SourceObject[],
  clones: readonly Clone[],
  files: Files,
  cache: SourceCache,
): readonly ClonedTree[] {
  if (clones.length === 0) return [];
  const wanted = new Set(declared.flatMap(addressesIn).flatMap((url) => cloneOf(url, clones) ?? []));
  return [...wanted]
    .filter(({ folder, problem }) => problem === undefined && isOutsideTree(folder))
    .map((clone) => readClone(clone, files, cache));
}

/** What is known of the tree that a path lies in: of a clone, or else of the tree that is open. */
export function factsAt(path: string, own: TreeFacts & { readonly cloned: readonly ClonedTree[] }): TreeFacts {
  const { cloned } = own;
  if (cloned.length === 0 || !isOutsideTree(path)) return own;
  const clone = cloneAround(
    path,
    cloned.map((each) => each.clone),
  );
  return cloned.find((each) => each.clone === clone) ?? own;
}

function readClone(clone: Clone, files: Files, cache: SourceCache): ClonedTree {
  const own = cache.clones.get(clone.folder) ?? createSourceCache();
  cache.clones.set(clone.folder, own);
  const tree = walkTree(files, clone.folder);
  const sources = readSources(tree, files, own);
  const graph = buildGraph(tree, sources);
  const isLeftOut = sourceIgnore(files, { top: clone.folder, ruleFiles: ruleFilesIn(tree) });
  return { clone, tree, sources, graph, isLeftOut, reachOf: (path) => reach(path, graph, tree) };
}

/** Of Flux's and Fleet's Git repositories, and of the sources of Applications and the generators of sets of them. */
function addressesIn({ node }: SourceObject): readonly string[] {
  const spec = child(node, 'spec');
  const templated = at(spec, ['template', 'spec']);
  const sources = [spec, templated].flatMap((each) => [child(each, 'source'), ...items(child(each, 'sources'))]);
  const generators = items(child(spec, 'generators')).flatMap(gitGenerators);
  return [child(spec, 'url'), child(spec, 'repo'), ...[...sources, ...generators].map((source) => child(source, 'repoURL'))].flatMap(
    (each) => text(each) ?? [],
  );
}

function gitGenerators(generator: Node): readonly Node[] {
  const nested = ['matrix', 'merge'].flatMap((kind) => items(at(generator, [kind, 'generators'])).flatMap(gitGenerators));
  const git = child(generator, 'git');
  return git === undefined ? nested : [git, ...nested];
}
