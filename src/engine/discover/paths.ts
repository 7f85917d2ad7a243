// Repository-relative paths with `/`: joining, parents, segments.

/** `path` seen from the folder `folder`, normalised; `.` for the root, `../…` outside it. */
export function join(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of [...folder.split('/'), ...path.split('/')]) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

/** What has a name in a folder: cheaper than `join`, for names and folders that are known to be such. */
export function entryPath(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`;
}

/** The folder of a file or folder; `.` at the top. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '.' : path.slice(0, slash);
}

/** The last segment. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folders of a path from the top; none for the root. */
export function segments(path: string): readonly string[] {
  return path === '.' ? [] : path.split('/');
}

/** How many leading folders two paths share; none where one is of a fetched tree, whose name may begin as a folder's, and the other is not of it. */
export function sharedDepth(a: string, b: string): number {
  if ((a.includes('@') || b.includes('@')) && fetchedTopOf(a) !== fetchedTopOf(b)) return 0;
  const [left, right] = [segments(a), segments(b)];
  let depth = 0;
  while (depth < left.length && left[depth] === right[depth]) depth++;
  return depth;
}

/** What is in a folder or below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** Whether a path leads out of the tree that is open. */
export function isOutsideTree(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

/** Whether a path is one of a fetched tree, which names its revision. */
export function isFetched(path: string): boolean {
  return /^[^@]+@[0-9a-f]{40,64}/.test(path);
}

/** The folder of the fetched tree that `path` is or lies in; undefined for paths of the tree. */
export function fetchedTopOf(path: string): string | undefined {
  return /^[^@]+@[0-9a-f]{40,64}(?:-without-submodules)?(?=\/|$)/.exec(path)?.[0];
}

/** Whether kustomize would fetch it instead of reading it from the tree. */
export function isRemote(reference: string): boolean {
  return /^(git::|gh:|ssh:|https?:|file:\/\/|github\.com[:/]|[a-z][a-z0-9-]*@[^/:]+[:/])/i.test(reference);
}
