// Repository-relative paths as the Files port wants them, and which references of a kustomization lie elsewhere.

export { join as resolvePath, parentOf as folderOf } from '../../discover/paths';

/** Whether `path` is `folder` or lies in it. */
export function isIn(path: string, folder: string): boolean {
  if (folder === '.') return path !== '..' && !path.startsWith('../');
  if (/^\.\.(\/\.\.)*$/.test(folder)) {
    // A folder above the root holds everything that does not climb higher than it does.
    return climbs(path) <= climbs(folder);
  }
  return path === folder || path.startsWith(`${folder}/`);
}

/** A segment such as `a - ..`, which two list items run together make; kustomize refuses it. */
export function isAmbiguous(reference: string): boolean {
  return reference.split('/').some((part) => part !== '..' && part.includes('..'));
}

/** What kustomize loads over HTTP. Source: kustomize `api/internal/loader/fileloader.go`, IsRemoteFile. */
export function isUrl(reference: string): boolean {
  return /^https?:\/\//i.test(reference);
}

function climbs(path: string): number {
  return path.split('/').filter((part) => part === '..').length;
}
