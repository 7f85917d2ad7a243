// The folders that Rancher Fleet makes bundles of: by their fleet.yaml, or by the path of a GitRepo.
import type { Failure, MapNode, Node } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { followedBranch } from '../branch/followed';
import type { Asked } from '../checked-out';
import { factsAt, inOpenTree } from '../clone-trees';
import { type Clone, cloneOf, cloneWords } from '../clones';
import { type Remote, repositoryOf, withoutCredentials } from '../git-url';
import { failureAt, type Inventory } from '../inventory';
import { baseName, isWithin, join, parentOf, segments } from '../paths';
import { positionOf, type SourceObject } from '../sources';
import { isYaml } from '../tree';
import type { TreeFacts } from '../tree-facts';
import { isFleetFile } from './options';
import { releaseNameOf } from './release-name';

export interface Bundle {
  readonly folder: string;
  /** As Fleet calls it: after the GitRepo and the folder. */
  readonly name: string;
  /** Its fleet.yaml. */
  readonly file?: string;
  readonly options?: MapNode;
  /** Absent where no GitRepo of the repository has the folder. */
  readonly gitRepo?: SourceObject;
  /** Why there is nothing in it: a GitRepo names a folder that is not here. */
  readonly missing?: Failure;
  /** Which clone stands for the GitRepo, in words. */
  readonly clone?: string;
}

export interface FleetSources {
  readonly bundles: readonly Bundle[];
  /** GitRepos of which nothing is here: of other repositories, each with its address, and of a branch of this one that is not known. */
  readonly elsewhere: readonly { readonly gitRepo: SourceObject; readonly url: string; readonly otherBranch?: string }[];
}

const KEYS = (
  'defaultNamespace namespace name labels kustomize helm yaml targets targetCustomizations overrideTargets dependsOn diff paused ' +
  'rolloutStrategy ignore keepResources deleteNamespace correctDrift namespaceLabels namespaceAnnotations annotations'
).split(' ');

/** Source: Fleet's documentation, "GitRepo Contents": each path is a bundle, and each folder below it that has a fleet.yaml is one of its own. */
export function readBundles(inventory: Inventory): FleetSources {
  const files = optionFiles(inventory);
  const places = inventory.gitRepos.map((gitRepo) => placeOf(gitRepo, inventory));
  const known = places.filter((place) => 'top' in place);
  const found = new Map<string, Bundle>();
  for (const place of known) for (const bundle of bundlesOf(place)) found.set(`${place.gitRepo.name}\n${bundle.folder}`, bundle);
  const covered = new Set([...found.values()].map(({ folder }) => inOpenTree(folder, inventory) ?? folder));
  const lone = [...files].filter(([folder]) => !covered.has(folder)).map(([folder, options]) => bundleOf(folder, options, undefined));
  const elsewhere = places.flatMap((place) => ('top' in place ? [] : [{ ...place, url: urlOf(place.gitRepo) }]));
  return { bundles: [...found.values(), ...lone], elsewhere };
}

/** Where the files of a GitRepo are: in this tree, or in a clone of its repository. */
interface Place extends TreeFacts {
  readonly gitRepo: SourceObject;
  /** The repository's top. */
  readonly top: string;
  readonly clone?: string;
}

interface NoPlace {
  readonly gitRepo: SourceObject;
  readonly otherBranch?: string;
}

function placeOf(gitRepo: SourceObject, inventory: Inventory): Place | NoPlace {
  const clone = cloneOf(urlOf(gitRepo), inventory.clones);
  const asked = askedOf(gitRepo);
  if (clone === undefined) {
    if (!isThisRepository(gitRepo, inventory)) return { gitRepo };
    const branch = followedBranch(asked, remoteOf(urlOf(gitRepo), inventory.remotes)?.name, inventory);
    if (branch?.kind === 'unknown') return { gitRepo, otherBranch: branch.detail };
    return branch === undefined ? { ...inventory, gitRepo, top: '.' } : inClone(gitRepo, branch.clone, asked, inventory);
  }
  return clone.problem !== undefined ? { gitRepo } : inClone(gitRepo, clone, asked, inventory);
}

function inClone(gitRepo: SourceObject, clone: Clone, asked: Asked, inventory: Inventory): Place {
  const words = `Fleet GitRepo ${gitRepo.name} (${gitRepo.file}:${gitRepo.line}) ${cloneWords(clone, asked)}`;
  return { ...factsAt(clone.folder, inventory), gitRepo, top: clone.folder, clone: words };
}

/** Source: Fleet's documentation, "GitRepo": `revision` goes before `branch`. */
function askedOf({ node }: SourceObject): Asked {
  const revision = text(at(node, ['spec', 'revision']));
  return revision === undefined
    ? { kind: 'branch', name: text(at(node, ['spec', 'branch'])) ?? 'master' }
    : { kind: 'any', name: revision };
}

function bundlesOf(place: Place): readonly Bundle[] {
  const { gitRepo, top, clone } = place;
  const files = optionFiles(place);
  const made = (folder: string): Bundle => ({
    ...bundleOf(folder, files.get(folder), gitRepo, top),
    ...(clone === undefined ? {} : { clone }),
  });
  return pathsOf(place).flatMap(({ path, missing }) => {
    const below = [...files.keys()].filter((folder) => isWithin(folder, path));
    const own = files.has(path) || hasPlainResources(path, files, place) ? [path] : [];
    // What is no folder is no bundle, and has no name that Fleet would give it.
    const lacking = missing === undefined ? [] : [{ ...made(path), name: `${gitRepo.name}-${path.replaceAll('/', '-')}`, missing }];
    return [...lacking, ...[...new Set([...own, ...below])].map(made)];
  });
}

/** A file of that name with none of Fleet's keys is something else. */
function optionFiles({ tree, sources }: Pick<TreeFacts, 'tree' | 'sources'>): ReadonlyMap<string, MapNode> {
  const found = new Map<string, MapNode>();
  for (const file of tree.yamlFiles) {
    if (!isFleetFile(baseName(file)) || found.has(parentOf(file))) continue;
    const [root] = sources.files.get(file)?.documents ?? [];
    if (root?.kind === 'map' && child(root, 'kind') === undefined && root.entries.some(({ key }) => KEYS.includes(key)))
      found.set(parentOf(file), root);
  }
  return found;
}

function bundleOf(folder: string, options: MapNode | undefined, gitRepo: SourceObject | undefined, top = '.'): Bundle {
  const within = segments(folder).slice(segments(top).length);
  const parts = [...(gitRepo === undefined ? [] : [gitRepo.name]), ...within];
  const name = text(child(options, 'name')) ?? (parts.length === 0 ? 'root' : releaseNameOf(parts.join('/')));
  return {
    folder,
    name,
    ...(options === undefined ? {} : { file: options.origin.file, options }),
    ...(gitRepo === undefined ? {} : { gitRepo }),
  };
}

interface NamedPath {
  readonly path: string;
  readonly missing?: Failure;
}

/** Paths may be patterns: those match folders. Without any, it is the whole repository. */
function pathsOf({ gitRepo, tree, top }: Place): readonly NamedPath[] {
  const named = items(at(gitRepo.node, ['spec', 'paths'])).filter((item) => text(item) !== undefined);
  if (named.length === 0) return [{ path: top }];
  return named.flatMap((item): readonly NamedPath[] => {
    const path = join(top, (text(item) ?? '').replace(/^\/+/, ''));
    const matches = matcherOf(path);
    const folders = [...tree.folders.keys()].filter(matches);
    return folders.length > 0 ? folders.map((folder) => ({ path: folder })) : [{ path, missing: missingFolder(path, item, gitRepo) }];
  });
}

function matcherOf(path: string): (folder: string) => boolean {
  if (!/[*?[]/.test(path)) return (folder) => folder === path;
  const pattern = path
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  const expression = new RegExp(`^${pattern}$`);
  return (folder) => expression.test(folder);
}

function missingFolder(path: string, item: Node, gitRepo: SourceObject): Failure {
  const detail = `${path} is no folder of this repository; its source is ${withoutCredentials(urlOf(gitRepo))}`;
  return failureAt(positionOf(item, gitRepo), { code: 'unresolvedSource', subject: gitRepo.name, detail });
}

/** Whether a folder, or one below that has no fleet.yaml of its own, holds anything to deploy. */
function hasPlainResources(folder: string, files: ReadonlyMap<string, MapNode>, { tree }: Pick<TreeFacts, 'tree'>): boolean {
  if (files.has(folder)) return false;
  return (tree.folders.get(folder) ?? []).some(({ name, kind }) => {
    if (name.startsWith('.')) return false;
    return kind === 'file' ? isYaml(name) : hasPlainResources(join(folder, name), files, { tree });
  });
}

function urlOf(gitRepo: SourceObject): string {
  return text(at(gitRepo.node, ['spec', 'repo'])) ?? '';
}

function remoteOf(url: string, remotes: readonly Remote[]): Remote | undefined {
  const repository = repositoryOf(url);
  return remotes.find((remote) => repository !== undefined && repositoryOf(remote.url) === repository);
}

/** By a remote of this working tree. Where it has none, a GitRepo whose paths are all here is taken for one of it. */
function isThisRepository(gitRepo: SourceObject, inventory: Inventory): boolean {
  const { remotes, prefix, tree } = inventory;
  const isNamed = remoteOf(urlOf(gitRepo), remotes) !== undefined;
  // A folder of a repository may stand for another one: an example in it, say.
  if (isNamed || (remotes.length > 0 && prefix === '.')) return isNamed;
  const named = items(at(gitRepo.node, ['spec', 'paths'])).flatMap((item) => text(item) ?? []);
  return named.length > 0 && named.every((path) => /[*?[]/.test(path) || tree.folders.has(join('.', path.replace(/^\/+/, ''))));
}
