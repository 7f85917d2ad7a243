// The parameters that a git generator makes of a path, in the form of either template language.
import type { Entry, MapNode, Node, Origin } from '../../model';
import { baseName, parentOf } from '../paths';
import { type Language, scalar, TEXTS_ONLY } from './parameters';

export function folderParameters(folder: string, prefix: string, origin: Origin, language: Language): readonly Entry[] {
  return pathEntries(folder, undefined, prefix, origin, language);
}

/** Those of a file are of its folder, with the file's own name. */
export function fileParameters(file: string, prefix: string, origin: Origin, language: Language): readonly Entry[] {
  return pathEntries(parentOf(file), baseName(file), prefix, origin, language);
}

function pathEntries(folder: string, file: string | undefined, prefix: string, origin: Origin, language: Language): readonly Entry[] {
  const texts: readonly (readonly [string, string])[] = [
    ['basename', baseName(folder)],
    ['basenameNormalized', normalized(baseName(folder))],
    ...(file === undefined
      ? []
      : ([
          ['filename', file],
          ['filenameNormalized', normalized(file)],
        ] as const)),
  ];
  const entry = (key: string, value: string): Entry => ({ key, value: scalar(value, origin) });
  const parts = folder.split('/');
  if (language === 'fast') {
    const name = prefix === '' ? 'path' : `${prefix}.path`;
    return [
      entry(name, folder),
      ...texts.map(([key, value]) => entry(`${name}.${key}`, value)),
      ...parts.map((part, index) => entry(`${name}[${index}]`, part)),
    ];
  }
  const map = (entries: readonly Entry[]): MapNode => ({ kind: 'map', entries, origin });
  const segments: Node = { kind: 'list', items: parts.map((part) => scalar(part, origin)), origin: { ...origin, step: TEXTS_ONLY } };
  const path = map([entry('path', folder), ...texts.map(([key, value]) => entry(key, value)), { key: 'segments', value: segments }]);
  return prefix === '' ? [{ key: 'path', value: path }] : [{ key: prefix, value: map([{ key: 'path', value: path }]) }];
}

const LONGEST_NAME = 253;

/** A path's name as a DNS name. */
export function normalized(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^-a-z0-9.]/gu, '-')
    .slice(0, LONGEST_NAME)
    .replace(/^[-.]+|[-.]+$/g, '');
}
