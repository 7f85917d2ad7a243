// Values files by pattern: `envs/*.yaml`. Source: argo-cd v3.4.13, `getResolvedValueFiles`, and doublestar v4.10.0, `FilepathGlob`, which it asks.
import type { DirectoryEntry } from '../ports';
import { compileGlob } from './glob';
import { join } from './paths';

/** What a folder holds, by name and byte for byte; nothing for what is no folder. */
export type Listed = (folder: string) => readonly DirectoryEntry[];

/** Whether Argo CD looks for files that match, and not for the file of that name. */
export function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/** All that matches, folders too, in the order in which Helm is given it: what is in a folder before what is in the folders in it, each by name. */
export function matching(listed: Listed, pattern: string): readonly string[] {
  const segments = pattern.split('/');
  const first = segments.findIndex((segment) => isPattern(segment));
  const base = first === 0 ? '.' : segments.slice(0, first).join('/');
  return [...new Set(below(listed, base, segments.slice(first)))];
}

function below(listed: Listed, folder: string, [segment, ...rest]: readonly string[]): readonly string[] {
  if (segment === undefined) return [];
  const entries = listed(folder);
  const folders = entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
  if (segment === '**') {
    if (rest.length === 0) return [folder];
    return [...below(listed, folder, rest), ...folders.flatMap((name) => below(listed, join(folder, name), [segment, ...rest]))];
  }
  const isNamed = compileGlob(segment.replaceAll('[^', '[!'), { separator: '/', malformed: false });
  if (rest.length === 0) return entries.filter(({ name }) => isNamed(name)).map(({ name }) => join(folder, name));
  return folders.filter(isNamed).flatMap((name) => below(listed, join(folder, name), rest));
}
