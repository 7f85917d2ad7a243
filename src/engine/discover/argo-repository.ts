// Which repository a source of Argo CD names: this one, a clone of another one on this machine, or one of which nothing is here.
import { askedRevision, type Followed, followedBranch, getsOpenTree, type OwnBranches } from './branch/followed';
import { type Asked, pinWords } from './checked-out';
import { type Clone, CLONE_HINT, cloneOf, cloneWords } from './clones';
import { fromPrefix, isPossibly, type Remote, repositoryOf, withoutCredentials } from './git-url';
import { isOutsideTree, join } from './paths';

/** What is known of the repository, and of others. */
export interface Around extends OwnBranches {
  readonly remotes: readonly Remote[];
  /** The folder of the repository which the tree is; `.` for all of it. */
  readonly prefix: string;
  /** Where Flux was installed from, where it was. */
  readonly addresses: readonly string[];
  readonly has: (folder: string) => boolean;
}

export interface NamedSource {
  readonly url: string;
  /** In its repository; absent where the source is there for its files alone. */
  readonly path?: string | undefined;
  readonly revision?: string | undefined;
}

export type SourcePlace = PlaceHere | PlaceElsewhere;

export interface PlaceHere {
  readonly kind: 'here';
  /** Its folder as the tree has it. */
  readonly path: string;
  /** The top of the repository as the tree has it, as far as it can be read: `.`, or the folder of a clone. */
  readonly root: string;
  /** What paths from the repository's top begin with in the tree that is open. */
  readonly prefix: string;
  /** Why it is taken for this repository, or what the clone is at. */
  readonly reason: string;
  readonly clone?: Clone;
  /** Set where the tree that is open is known to be what the source gets: what it lacks is nowhere. */
  readonly isCertain?: true;
}

export interface PlaceElsewhere {
  readonly kind: 'elsewhere';
  /** The folder that was looked for. */
  readonly path: string;
  readonly detail: string;
  /** The address of another repository of which no clone is named. */
  readonly repository?: string;
  /** Set where it is another branch of this repository that is not known. */
  readonly isBranch?: true;
  /** Set where the tree that is open is known to be what the source gets, and has no such folder. */
  readonly isMissing?: true;
}

/** The clone that the user names counts first, then the addresses that are known; where neither tells, a repository that has the folder is taken for the source. */
export function placeOf(source: NamedSource, around: Around): SourcePlace {
  const { clones, prefix, remotes, addresses } = around;
  const { url, path = '.' } = source;
  const shown = withoutCredentials(url);
  const clone = cloneOf(url, clones);
  if (clone !== undefined) return inClone(source, clone, around);
  const asked = askedRevision(source.revision ?? '');
  const pin = pinWords(asked);
  const [folder, moved] = [join('.', path), fromPrefix(prefix, join('.', path))];
  const remote = remotes.find((each) => isSame(each.url, url));
  const followed = (): Followed | undefined => followedBranch(asked, remote?.name, around);
  if (remote !== undefined) {
    const reason = `${shown} is the address of this working tree's remote ${remote.name}`;
    const branch = followed();
    if (branch !== undefined) return inBranch(source, branch, reason, around);
    return inTree(source, { path: moved, prefix, reason: `${reason}${pin}`, ...certainty(asked, around) }, around);
  }
  // A folder of a repository may stand by itself, such as an example: its paths may be meant from either top.
  const isMoved = !around.has(folder) && around.has(moved);
  const guess = { path: isMoved ? moved : folder, prefix: isMoved ? prefix : '.' };
  if (addresses.some((each) => isSame(each, url))) {
    const reason = `${shown} is the address of the source that Flux was installed from`;
    const branch = followed();
    if (branch !== undefined) return inBranch(source, branch, reason, around, prefix);
    return inTree(source, { ...guess, reason: `${reason}${pin}`, ...certainty(asked, around) }, around);
  }
  const taken = addresses.length > 0 ? undefined : whyTaken(url, around);
  if (taken === undefined) return elsewhere(source, folder, `${shown} is another repository than this one`);
  const reason = `${shown} is taken for this repository, ${taken}`;
  const isHere = source.path === undefined || around.has(guess.path);
  const branch = followed();
  if (branch?.kind === 'tree' || (branch !== undefined && isHere)) {
    const place = inBranch(source, branch, reason, around, prefix);
    if (isHere || place.kind === 'here') return place;
  }
  if (isHere) return { kind: 'here', root: '.', ...guess, reason: `${reason}${pin}` };
  const named = url === '' ? 'not named' : shown;
  return elsewhere(source, folder, `${folder} is no folder of this repository; its source is ${named}`);
}

/**
 * In the tree of another branch, which is all of the repository.
 * @param prefix where paths may be meant from that folder of the repository as well.
 */
function inBranch({ path = '.' }: NamedSource, branch: Followed, reason: string, { has }: Around, prefix = '.'): SourcePlace {
  if (branch.kind === 'unknown') return { kind: 'elsewhere', path, detail: branch.detail, isBranch: true };
  const { clone, words } = branch;
  const roots = prefix === '.' ? [clone.folder] : [clone.folder, join(clone.folder, prefix)];
  const root = roots.find((top) => has(join(top, path)));
  if (root === undefined) return { kind: 'elsewhere', path, detail: `${path} is no folder there; ${reason}${words}` };
  return { kind: 'here', path: join(root, path), root, prefix: '.', reason: `${reason}${words}`, clone };
}

function isSame(one: string, other: string): boolean {
  const repository = repositoryOf(one);
  return repository === undefined ? one === other : repository === repositoryOf(other);
}

function inTree({ path }: NamedSource, here: Omit<PlaceHere, 'kind' | 'root'>, { has }: Around): SourcePlace {
  if (path === undefined || has(here.path)) return { kind: 'here', root: '.', ...here };
  const isOutside = isOutsideTree(here.path);
  const detail = isOutside
    ? `it lies outside ${here.prefix}, the folder of its repository that is open: open the whole repository`
    : `${here.path} is no folder of this repository; ${here.reason}`;
  return { kind: 'elsewhere', path: here.path, detail, ...(here.isCertain && !isOutside ? { isMissing: true } : {}) };
}

/** A tag, a commit or another branch may have what the tree that is open lacks. */
function certainty(asked: Asked, { head }: Around): Pick<PlaceHere, 'isCertain'> {
  return getsOpenTree(asked, head) ? { isCertain: true } : {};
}

function inClone({ url, path = '.', revision = '' }: NamedSource, clone: Clone, { has }: Around): SourcePlace {
  const folder = join(clone.folder, path);
  const shown = withoutCredentials(url);
  if (clone.problem !== undefined || !has(folder)) {
    const problem = clone.problem ?? `it has no folder ${folder} as it is now`;
    return { kind: 'elsewhere', path: folder, detail: `${shown} is mapped to ${clone.folder}: ${problem}` };
  }
  const reason = `${shown} ${cloneWords(clone, { kind: 'any', name: revision === '' ? 'HEAD' : revision })}`;
  return { kind: 'here', path: folder, root: clone.folder, prefix: '.', reason, clone };
}

function elsewhere({ url }: NamedSource, path: string, detail: string): SourcePlace {
  if (url === '') return { kind: 'elsewhere', path, detail };
  return { kind: 'elsewhere', path, detail: `${detail}. ${CLONE_HINT}`, repository: withoutCredentials(url) };
}

/** Undefined where the addresses that are known say that it is another one. */
function whyTaken(url: string, { remotes, prefix }: Around): string | undefined {
  const possible = isPossibly(url, remotes, prefix);
  if (possible === undefined) return undefined;
  if (possible === 'folder') return `of which ${prefix} is open, as its addresses do not rule it out`;
  return possible === 'unknown' ? 'whose own address is not known' : `whose remote ${possible.name} has the same name`;
}
