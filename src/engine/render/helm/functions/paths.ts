// Sprig's functions on paths, those of a Unix system: Helm's charts have no others.
import { type Family, fn, text } from './define';

const base = fn('string', ([path]) => baseOf(text(path)));
const dir = fn('string', ([path]) => clean(text(path).slice(0, text(path).lastIndexOf('/') + 1)));
const cleaned = fn('string', ([path]) => clean(text(path)));
const ext = fn('string', ([path]) => extensionOf(text(path)));
const isAbs = fn('string', ([path]) => text(path).startsWith('/'));

export const PATHS: Family = {
  base,
  dir,
  clean: cleaned,
  ext,
  isAbs,
  osBase: base,
  osDir: dir,
  osClean: cleaned,
  osExt: ext,
  osIsAbs: isAbs,
};

function baseOf(path: string): string {
  if (path === '') return '.';
  let end = path.length;
  while (path.charAt(end - 1) === '/') end--;
  const trimmed = path.slice(0, end);
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot);
}

/** Go's `path.Clean`: the shortest path that means the same. */
function clean(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  return (rooted ? '/' : '') + parts.join('/') || '.';
}
