// Whether a source that a Flux object names is this repository, and why.
import type { Node } from '../model';
import { at, text } from '../yaml/access';
import { type Followed, followedBranch } from './branch/followed';
import { type Asked, pinWords } from './checked-out';
import { factsAt } from './clone-trees';
import { type Clone, CLONE_HINT, cloneOf, cloneWords } from './clones';
import { sourceFor } from './declared-source';
import { fromPrefix, isPossibly, type Remote, repositoryOf, withoutCredentials } from './git-url';
import type { Inventory } from './inventory';
import type { Seeker } from './nearest';
import { join } from './paths';
import type { SourceObject } from './sources';

export interface FluxSource {
  readonly isTree: boolean;
  /** The clone on this machine that stands for it, where it is another repository, or the tree of another branch of this one. */
  readonly clone?: Clone;
  /** Set where it is another branch of this repository that is not known. */
  readonly isBranch?: true;
  /** Nothing in this repository says what it is. */
  readonly isUndeclared?: true;
  /** The address of another repository of which no clone is named. */
  readonly repository?: string;
  /** Why it is taken for this repository, or is none of its. */
  readonly reason: string;
  readonly declared?: SourceObject;
  /** What is looked for, as this tree has it: the tree may be a folder of the repository. */
  readonly path: string;
}

export interface SourceName {
  readonly kind: string;
  readonly name: string;
}

/** `flux bootstrap` and the Flux operator both give this name to the source of the repository that they were installed from. */
const BOOTSTRAP = 'flux-system';

/** @param declared what is looked for in the source: where nothing else tells, a repository that has it is taken for the source. */
export function fluxSource(owner: Seeker, named: SourceName, declared: string, inventory: Inventory): FluxSource {
  const path = guessedPath(declared, inventory);
  const found = whichSource(owner, named, path, inventory);
  const { clone, isRemote = false } = found;
  if (clone !== undefined)
    return { ...found, path: clone.own === undefined ? join(clone.folder, declared) : inBranch(clone, declared, isRemote, inventory) };
  return { ...found, path: isRemote ? fromPrefix(inventory.prefix, declared) : path };
}

/** As for the tree that is open, but that all of the repository is there. */
function inBranch({ folder }: Clone, declared: string, isRemote: boolean, inventory: Inventory): string {
  const [path, moved] = [join(folder, declared), join(join(folder, inventory.prefix), declared)];
  const { folders } = factsAt(folder, inventory).tree;
  return !isRemote && !folders.has(path) && folders.has(moved) ? moved : path;
}

/** In a folder of a repository, paths may be meant from the folder or from the top: the folder may be an example that stands by itself. */
export function guessedPath(declared: string, { tree, prefix }: Inventory): string {
  const moved = fromPrefix(prefix, declared);
  return !tree.folders.has(declared) && tree.folders.has(moved) ? moved : declared;
}

/** The addresses of the sources that Flux was installed from. */
export function bootstrapAddresses({ fluxSources }: Pick<Inventory, 'fluxSources'>): readonly string[] {
  const sources = [...fluxSources.values()].flat().filter(({ name }) => name === BOOTSTRAP);
  return [...new Set(sources.flatMap(({ node }) => text(at(node, ['spec', 'url'])) ?? []))];
}

type Found = Omit<FluxSource, 'path'> & { readonly isRemote?: boolean };

function whichSource(owner: Seeker, wanted: SourceName, path: string, inventory: Inventory): Found {
  const { kind, name } = wanted;
  const candidates = inventory.fluxSources.get(kind) ?? [];
  const named = candidates.filter((object) => object.name === name);
  const declared = sourceFor(owner, named, inventory);
  if (declared === undefined) return undeclared(wanted, path, inventory);
  const url = text(at(declared.node, ['spec', 'url'])) ?? '';
  const where = `${kind} ${name} (${declared.file}:${declared.line})`;
  const clone = cloneOf(url, inventory.clones);
  if (clone !== undefined) return cloned(clone, declared, where);
  const remote = remoteOf(url, inventory);
  const asked = askedOf(declared.node);
  const here = (reason: string): Found => {
    const branch = kind === 'GitRepository' ? followedBranch(asked, remote?.name, inventory) : undefined;
    const isRemote = remote === undefined ? {} : { isRemote: true };
    if (branch !== undefined) return { ...onBranch(branch, reason), declared, ...isRemote };
    return { isTree: true, ...isRemote, reason: `${reason}${pinWords(asked)}`, declared };
  };
  if (remote !== undefined) return here(`${where} has the address of this working tree's remote ${remote.name}`);
  const known = installedFrom(url, wanted, where, inventory);
  if (known !== undefined) return here(known);
  const taken =
    kind === 'GitRepository' && mayBeThis(url, inventory) ? here(`${where} is taken for this repository, which has ${path}`) : undefined;
  if (taken !== undefined && (inventory.tree.folders.has(path) || isInBranch(path, taken, inventory))) return taken;
  const address = withoutCredentials(url === '' ? bucketOf(declared) : url);
  const reason = `${kind} ${name} is another source than this repository${address === '' ? '' : `: ${address}`}`;
  if (kind !== 'GitRepository') return { isTree: false, reason, declared };
  return { isTree: false, reason: `${reason}. ${CLONE_HINT}`, declared, repository: withoutCredentials(url) };
}

/** Nothing of a branch that is not known is shown. */
function onBranch(branch: Followed, reason: string): Omit<Found, 'declared'> {
  if (branch.kind === 'unknown') return { isTree: false, isBranch: true, reason: branch.detail };
  return { isTree: false, clone: branch.clone, reason: `${reason}${branch.words}` };
}

function isInBranch(declared: string, { clone }: Found, inventory: Inventory): boolean {
  if (clone === undefined) return false;
  return factsAt(clone.folder, inventory).tree.folders.has(inBranch(clone, declared, false, inventory));
}

function cloned(clone: Clone, declared: SourceObject, where: string): Found {
  if (clone.problem !== undefined) return { isTree: false, reason: `${where} is mapped to ${clone.folder}: ${clone.problem}`, declared };
  return { isTree: false, reason: `${where} ${cloneWords(clone, askedOf(declared.node))}`, declared, clone };
}

/** A Bucket has no address of its own. */
function bucketOf({ node }: SourceObject): string {
  return ['endpoint', 'bucketName'].flatMap((field) => text(at(node, ['spec', field])) ?? []).join('/');
}

/** Without a reference Flux takes the branch `master`; what a FluxInstance syncs has the reference's name alone. Source: source-controller v1.9.5, `gitrepository_types.go`: of these, the first that is set counts. */
export function askedOf(node: Node | undefined): Asked {
  const ref = at(node, ['spec', 'ref']);
  const [commit, name, semver, tag, branch] = ['commit', 'name', 'semver', 'tag', 'branch'].map((key) => text(at(ref, [key])));
  const whole = name ?? text(ref);
  if (commit !== undefined) return { kind: 'commit', name: commit };
  if (whole !== undefined) return { kind: 'any', name: whole.replace(/^refs\/(?:heads|tags)\//, '') };
  if (semver !== undefined) return { kind: 'range', name: semver };
  return tag === undefined ? { kind: 'branch', name: branch ?? 'master' } : { kind: 'tag', name: tag };
}

function undeclared({ kind, name }: SourceName, path: string, { tree }: Inventory): Found {
  const isHere = name === BOOTSTRAP || (kind === 'GitRepository' && tree.folders.has(path));
  if (isHere) return { isTree: true, reason: `${kind} ${name} is declared nowhere, and is taken for this repository` };
  const reason = `${kind} ${name} is declared nowhere in this repository`;
  return { isTree: false, isUndeclared: true, reason: kind === 'GitRepository' ? `${reason}, which has no ${path} either` : reason };
}

function remoteOf(url: string, { remotes }: Inventory): Remote | undefined {
  const repository = repositoryOf(url);
  return remotes.find((each) => repository !== undefined && repositoryOf(each.url) === repository);
}

function installedFrom(url: string, { kind, name }: SourceName, where: string, inventory: Inventory): string | undefined {
  const repository = repositoryOf(url);
  if (name === BOOTSTRAP) return `${where} is the source that Flux was installed from`;
  const bootstrap = (inventory.fluxSources.get(kind) ?? []).find(
    (object) =>
      object.name === BOOTSTRAP && repository !== undefined && repositoryOf(text(at(object.node, ['spec', 'url'])) ?? '') === repository,
  );
  return bootstrap && `${where} has the address of the source that Flux was installed from (${bootstrap.file}:${bootstrap.line})`;
}

function mayBeThis(url: string, { fluxSources, remotes, prefix }: Inventory): boolean {
  if ((fluxSources.get('GitRepository') ?? []).some(({ name }) => name === BOOTSTRAP)) return false;
  return isPossibly(url, remotes, prefix) !== undefined;
}
