// The paths by which the Files port knows what lies outside of the tree: a link for each reference, and a folder for each fetched revision.
import { shownInArtifact } from '../../../discover/artifact/path';
import { fetchedTopOf } from '../../../discover/paths';
import type { RemoteReference } from '../../../model';

export { fetchedTopOf as remoteFolderOf } from '../../../discover/paths';

/**
 * The path of the link that a reference is. Its content is the path that the reference came to: the folder of a repository at a commit,
 * or a file. The Files port answers `unread` (or `absent`) until it has been fetched, and `failed` where that did not work.
 */
export function linkPath(reference: RemoteReference): string {
  return `${LINK}${JSON.stringify(reference)}`;
}

/** The reference that a link's path stands for; undefined for any other path. */
export function linkedReference(path: string): RemoteReference | undefined {
  return path.startsWith(LINK) ? (JSON.parse(path.slice(LINK.length)) as RemoteReference) : undefined;
}

/** `github.com/org/repo@<commit>`: where a fetched revision is read. @param id hexadecimal, 40 digits or more. */
export function remoteFolder(url: string, id: string): string {
  const address = withoutCredentials(url)
    .replace(/^file:\/\//i, 'file/')
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/[?#].*$/s, '');
  const segments = address.split(/[/:]+/).filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return `${segments.map((segment) => segment.replace(/[^\w.~+-]/g, '_')).join('/')}@${id}`;
}

export function isInRemote(path: string): boolean {
  return fetchedTopOf(path) !== undefined;
}

/** A path as people read it: of the revision, as much as tells it from others, and of an artifact, where it is in it. */
export function shownPath(path: string): string {
  return shownInArtifact(path).replace(/^([^@]+@[0-9a-f]{7})[0-9a-f]{33,57}(?:-without-submodules)?(?=\/|$)/, '$1');
}

/** A reference as anybody may see it: without credentials, and without a query that may hold some. */
export function shownReference(text: string): string {
  const address = withoutCredentials(text);
  const ref = /[?&](?:ref|version)=([^&]+)/.exec(address)?.[1];
  return `${address.replace(/\?.*$/s, '')}${ref === undefined ? '' : `?ref=${ref}`}`;
}

export function shownRemote(reference: RemoteReference): string {
  if (reference.kind === 'file') return shownReference(reference.url);
  if (reference.kind === 'chart')
    return `${reference.name} ${reference.version}`.trimEnd().concat(` from ${shownReference(reference.url)}`);
  return `${shownReference(reference.url)}${reference.ref === '' ? '' : `?ref=${reference.ref}`}`;
}

/** The parts of an address that nobody may see: a password, or a token in the user's place. `git@` is no secret. */
export function credentialsIn(text: string): readonly string[] {
  const user = /:\/\/([^@/?#\s]+)@/.exec(text)?.[1];
  if (user === undefined) return [];
  const colon = user.indexOf(':');
  if (colon !== -1) return [user, user.slice(colon + 1)].filter((part) => part !== '');
  // A name of its own is a token where it is long: no person is called so.
  return user.length >= TOKEN_LENGTH ? [user] : [];
}

/** No path of a tree begins with a slash, so that no kustomization can name a link by itself. */
const LINK = '//';
const TOKEN_LENGTH = 16;

function withoutCredentials(text: string): string {
  return text.replace(/(:\/\/)[^@\s/?#]+@/g, '$1').replace(/^[^@\s/?#:]+:[^@\s/?#]*@/, '');
}
