// A Files port over a plain object: path to content.
import { isUtf8 } from 'node:buffer';
import type { DirectoryEntry, Files } from '../../src/engine/ports';

/** @param tree repository-relative paths with `/`; folders follow from them. */
export function memoryFiles(tree: Readonly<Record<string, string | Uint8Array>>): Files {
  const folders = new Map<string, Map<string, DirectoryEntry>>([['.', new Map()]]);
  for (const path of Object.keys(tree)) addPath(folders, path);
  return {
    read(path) {
      const content = tree[path];
      if (content === undefined) return folders.has(path) ? { kind: 'directory' } : { kind: 'absent' };
      if (typeof content === 'string') return { kind: 'file', text: content, version: content };
      const [text, version] = [Buffer.from(content).toString('utf8'), content.join(',')];
      return isUtf8(content) ? { kind: 'file', text, version } : { kind: 'file', text, bytes: content, version };
    },
    list(path) {
      const entries = folders.get(path);
      return entries === undefined ? { kind: 'absent' } : { kind: 'directory', entries: [...entries.values()] };
    },
  };
}

function addPath(folders: Map<string, Map<string, DirectoryEntry>>, path: string): void {
  const parts = path.split('/');
  for (let depth = 0; depth < parts.length; depth++) {
    const folder = depth === 0 ? '.' : parts.slice(0, depth).join('/');
    const entries = folders.get(folder) ?? new Map<string, DirectoryEntry>();
    folders.set(folder, entries);
    const name = parts[depth] as string;
    entries.set(name, { name, kind: depth === parts.length - 1 ? 'file' : 'directory' });
  }
}
