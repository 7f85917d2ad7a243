// Clones of other repositories that `--repository URL=DIR` names.
import { existsSync } from 'node:fs';
import { openLocalClones } from '../adapters/local-clones';
import type { Files } from '../engine/ports';
import { interruptible } from './interrupt';
import { type Flags, usage } from './invocation';

/** The clones of one tree. */
export interface TreeClones {
  /** Lays them beside the files of the tree. */
  over(files: Files): Files;
  /** Forgets what was read of them. */
  forget(): void;
}

/**
 * Folders are looked for from the current one.
 * @param root absolute path of the tree. @throws Stop, with `usage`, for what names no folder.
 */
export async function openClones(flags: Flags, root: string): Promise<TreeClones> {
  const named = namedFolders(flags);
  if (named.length === 0) return { over: (files) => files, forget: () => undefined };
  const clones = openLocalClones(root, Object.fromEntries(named), { check: 'forget', from: process.cwd() });
  await interruptible((signal) => clones.look(signal));
  return { over: clones.over, forget: () => clones.forget() };
}

/** What lays them beside the files of a tree that is read once. @throws Stop, with `usage`. */
export async function withClones(flags: Flags, root: string): Promise<(files: Files) => Files> {
  return (await openClones(flags, root)).over;
}

/** Address and folder of each. @throws Stop, with `usage`, for what names no folder. */
export function namedFolders(flags: Flags): readonly (readonly [url: string, folder: string])[] {
  return flags.all('repository').map(parse);
}

/** Git addresses hold no `=`. */
function parse(text: string): readonly [url: string, folder: string] {
  const [, url, folder] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (url === undefined || folder === undefined) throw usage(`--repository takes URL=DIR, and “${text}” is none.`);
  if (!folder.startsWith('~') && !existsSync(folder)) throw usage(`There is no folder “${folder}” to take for ${url}.`);
  return [url, folder];
}
