// What discovery knows of the clones that sources of the tree lead to: each read as a tree of its own, once something asks for it.
import type { FollowedBranch, Node } from '../model';
import type { Files } from '../ports';
import { at, child, items, text } from '../yaml/access';
import { isOpen } from './application-set/evaluation';
import { artifactRootOf } from './artifact/path';
import { type Clone, cloneAround, cloneOf } from './clones';
import { fromPrefix } from './git-url';
import { buildGraph, reach } from './graph';
import { ruleFilesIn, sourceIgnore } from './source-ignore';
import { createSourceCache, readSources, type SourceCache, type SourceObject } from './sources';
import { fetchedTopOf, isFetched, isOutsideTree, parentOf } from './paths';
import { walkTree } from './tree';
import type { ArtifactFacts, TreeFacts } from './tree-facts';

export interface ClonedTree extends TreeFacts {
  readonly clone: Clone;
}

/**
 * Those clones outside of the tree that an address in it leads to, for the user's settings may name many more, and those branches of its own
 * repository that it names: they are listed for all trees of the repository together.
 * @param declared objects that name repositories.
 */
export function clonedTrees(
  declared: readonly SourceObject[],
  clones: readonly Clone[],
  files: Files,
  cache: SourceCache,
): readonly ClonedTree[] {
  if (clones.length === 0) return [];
  const named = declared.flatMap(namedIn);
  const revisions = new Set(named.map(({ revision }) => revision));
  const mayFollow = ({ name }: FollowedBranch): boolean =>
    [name, `refs/heads/${name}`].some((each) => revisions.has(each)) || [...revisions].some(isOpen);
  const followed = clones.filter(({ own }) => own !== undefined && mayFollow(own));
  const wanted = new Set([...named.flatMap(({ url }) => cloneOf(url, clones) ?? []), ...followed]);
  return [...wanted]
    .filter(({ folder, problem, own }) => problem === undefined && (own !== undefined || isOutsideTree(folder)))
    .map((clone) => readClone(clone, files, cache));
}

/** Everything that paths may lead into, besides the tree that is open. */
export interface AllTrees extends TreeFacts {
  readonly cloned: readonly ClonedTree[];
  /** Artifacts that something asked for, by the folders that stand for them. */
  readonly artifacts: ReadonlyMap<string, ArtifactFacts>;
}

/** What is known of the tree that a path lies in: of an artifact, of a clone, or else of the tree that is open. */
export function factsAt(path: string, own: AllTrees): TreeFacts {
  const { cloned, artifacts } = own;
  const root = artifacts.size === 0 ? undefined : artifactRootOf(path);
  if (root !== undefined) return artifacts.get(root) ?? own;
  if (cloned.length === 0 || !(isOutsideTree(path) || isFetched(path))) return own;
  const clone = cloneAround(
    path,
    cloned.map((each) => each.clone),
  );
  return cloned.find((each) => each.clone === clone) ?? own;
}

/** Where the tree that is open has a path that is in another branch of its repository; undefined for any other path. */
export function inOpenTree(path: string, { cloned, prefix }: Pick<AllTrees, 'cloned'> & { readonly prefix: string }): string | undefined {
  const top = cloned.length === 0 ? undefined : fetchedTopOf(path);
  if (top === undefined || !cloned.some(({ clone }) => clone.own !== undefined && clone.folder === top)) return undefined;
  return fromPrefix(prefix, path === top ? '.' : path.slice(top.length + 1));
}

/** Where repositories have the kustomizations of these folders: an artifact has them from elsewhere. */
export function sourceFolders(folders: Iterable<string>, { artifacts }: AllTrees): readonly string[] {
  return [...folders].flatMap((folder) => {
    const artifact = artifacts.size === 0 ? undefined : artifacts.get(artifactRootOf(folder) ?? '');
    const file = artifact?.graph.get(folder)?.file;
    if (artifact === undefined) return [folder];
    return file === undefined ? [] : artifact.madeOf(file).map(parentOf);
  });
}

/** Where repositories have the files that the build of a folder takes in. */
export function sourcesOfFiles(paths: Iterable<string>, folder: string, { artifacts }: AllTrees): readonly string[] {
  const artifact = artifacts.size === 0 ? undefined : artifacts.get(artifactRootOf(folder) ?? '');
  return artifact === undefined ? [...paths] : [...paths].flatMap((path) => artifact.madeOf(path));
}

/** Whether the build of a folder takes a file of a repository in. */
export function takesFileIn(folder: string, file: string, own: AllTrees): boolean {
  const facts = factsAt(folder, own);
  if (!facts.tree.folders.has(folder)) return false;
  const { files } = facts.reachOf(folder);
  return facts === own ? files.has(file) : sourcesOfFiles(files.keys(), folder, own).includes(file);
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

interface NamedRepository {
  readonly url: string;
  readonly revision: string;
}

/** Of Flux's and Fleet's Git repositories, and of the sources of Applications and the generators of sets of them. */
function namedIn({ node }: SourceObject): readonly NamedRepository[] {
  const spec = child(node, 'spec');
  const templated = at(spec, ['template', 'spec']);
  const sources = [spec, templated].flatMap((each) => [child(each, 'source'), ...items(child(each, 'sources'))]);
  const named = (url: Node | undefined, revision: Node | undefined, otherwise = ''): readonly NamedRepository[] => {
    const address = text(url);
    return address === undefined ? [] : [{ url: address, revision: text(revision) ?? otherwise }];
  };
  return [
    ...named(child(spec, 'url'), at(spec, ['ref', 'name']) ?? at(spec, ['ref', 'branch']) ?? child(spec, 'ref'), 'master'),
    ...named(child(spec, 'repo'), child(spec, 'revision') ?? child(spec, 'branch'), 'master'),
    ...sources.flatMap((source) => named(child(source, 'repoURL'), child(source, 'targetRevision'))),
    ...items(child(spec, 'generators'))
      .flatMap(gitGenerators)
      .flatMap((git) => named(child(git, 'repoURL'), child(git, 'revision'))),
  ];
}

export function gitGenerators(generator: Node): readonly Node[] {
  const nested = ['matrix', 'merge'].flatMap((kind) => items(at(generator, [kind, 'generators'])).flatMap(gitGenerators));
  const git = child(generator, 'git');
  return git === undefined ? nested : [git, ...nested];
}
