// Values files by pattern: `envs/*.yaml`. Source: argo-cd v3.4.13, `getResolvedValueFiles`, and doublestar v4.10.0, `FilepathGlob`, which it asks.
import type { DirectoryEntry } from '../ports';
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
  const isNamed = named(segment);
  if (rest.length === 0) return entries.filter(({ name }) => isNamed(name)).map(({ name }) => join(folder, name));
  return folders.filter(isNamed).flatMap((name) => below(listed, join(folder, name), rest));
}

/** Whether a name matches a part of the pattern; none does where that is malformed. */
function named(segment: string): (name: string) => boolean {
  const source = translate(segment);
  const expression = source === undefined ? undefined : compiled(source);
  return (name) => expression?.test(name) === true;
}

function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`, 'su');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Undefined where brackets do not close. */
function translate(pattern: string): string | undefined {
  let source = '';
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*') {
      const isDouble = pattern.charAt(at + 1) === '*';
      while (pattern.charAt(at + 1) === '*') at++;
      source += isDouble ? '.*' : '[^/]*';
    } else if (char === '?') source += '[^/]';
    else if (char === '\\') source += literal(pattern.charAt(++at));
    else if (char === '[') {
      const set = /^\[([!^]?)([^\]]+)\]/.exec(pattern.slice(at));
      if (set === null) return undefined;
      source += `[${set[1] === '' ? '' : '^'}${(set[2] as string).replace(/[\\[\]^]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else if (char === '{') {
      depth++;
      source += '(?:';
    } else if (char === '}') {
      if (--depth < 0) return undefined;
      source += ')';
    } else source += char === ',' && depth > 0 ? '|' : literal(char);
  }
  return depth === 0 ? source : undefined;
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
