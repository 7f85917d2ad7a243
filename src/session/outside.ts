// Tells paths that lie outside of the opened tree.

/** Above the opened folder nobody watches: a base that lies there is looked at each time. */
export function isOutside(path: string): boolean {
  return path === '..' || path.startsWith('../');
}
