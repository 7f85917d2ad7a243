// The templates of one render by name: a later definition replaces an earlier one, unless it is empty.
import type { LayeredNames } from './layered-names';
import type { Tree } from './nodes';
import { isEmptyTree } from './parser';

/** Templates that can call each other. Parsed trees may be shared between sets: they never change. */
export type TemplateSet = Map<string, Tree>;

/** Add what one text defines, as `template.New(name).Parse(text)` adds it to a set. */
export function addTemplates(set: TemplateSet | LayeredNames<Tree>, parsed: ReadonlyMap<string, Tree>): void {
  for (const [name, tree] of parsed) if (!set.has(name) || !isEmptyTree(tree.root)) set.set(name, tree);
}
