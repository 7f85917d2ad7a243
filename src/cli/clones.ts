// Clones of other repositories that `--repository URL=DIR` names.
import { existsSync } from 'node:fs';
import { openLocalClones } from '../adapters/local-clones';
import type { Files } from '../engine/ports';
import { interruptible } from './interrupt';
import { type Flags, usage } from './invocation';

/**
 * What lays them beside the files of a tree; folders are looked for from the current one.
 * @param root absolute path of the tree. @throws Stop, with `usage`, for what names no folder.
 */
export async function withClones(flags: Flags, root: string): Promise<(files: Files) => Files> {
  const named = flags.all('repository').map(parse);
  if (named.length === 0) return (files) => files;
  const clones = openLocalClones(root, Object.fromEntries(named), { check: 'forget', from: process.cwd() });
  await interruptible((signal) => clones.look(signal));
  return clones.over;
}

/** Git addresses hold no `=`. */
function parse(text: string): readonly [url: string, folder: string] {
  const [, url, folder] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (url === undefined || folder === undefined) throw usage(`--repository takes URL=DIR, and “${text}” is none.`);
  if (!folder.startsWith('~') && !existsSync(folder)) throw usage(`There is no folder “${folder}” to take for ${url}.`);
  return [url, folder];
}
