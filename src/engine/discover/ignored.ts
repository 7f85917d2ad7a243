// Which folders Git ignores, by the `.gitignore` files on the way to them.
import ignore from 'ignore';
import type { Files } from '../ports';
import { join } from './paths';

/** The rules that hold in a folder: its own `.gitignore` and those of the folders above it. */
export type IgnoreRules = readonly { readonly folder: string; readonly matches: (path: string) => boolean }[];

/** The rules for what is inside `folder`, given those that hold for `folder` itself. */
export function rulesWithin(folder: string, above: IgnoreRules, files: Files): IgnoreRules {
  const answer = files.read(join(folder, '.gitignore'));
  if (answer.kind !== 'file') return above;
  const rules = ignore().add(answer.text);
  return [...above, { folder, matches: (path) => rules.ignores(path) }];
}

/**
 * Whether Git ignores this folder, and so the controllers never see it: build output, scratch copies of the repository, caches.
 * Single ignored files are not asked for: a file that was added in spite of a rule is still in Git, and leaving it out would hide it.
 */
export function isIgnored(path: string, rules: IgnoreRules): boolean {
  return rules.some(({ folder, matches }) => matches(`${folder === '.' ? path : path.slice(folder.length + 1)}/`));
}
