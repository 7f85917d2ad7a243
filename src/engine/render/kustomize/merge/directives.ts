// The `$patch` directives of strategic merge patches: what a map or list of a patch wants done with its target.
import type { ListNode, MapNode, Node } from '../../../model';
import { FailureError } from '../../../model';
import { child, withoutChild } from '../../../yaml/access';
import { valueText } from './elements';

export type Directive = 'merge' | 'replace' | 'delete';

const KEY = '$patch';

/** What `patch` wants, and the patch without the directive. */
export interface Directed<T extends Node> {
  readonly directive: Directive;
  readonly patch: T;
}

/** @throws FailureError `patchInvalid` for a directive that does not exist. */
export function mapDirective(patch: MapNode): Directed<MapNode> {
  const value = child(patch, KEY);
  if (value === undefined) return { directive: 'merge', patch };
  return { directive: directiveOf(value), patch: withoutChild(patch, KEY) };
}

/** What a patch wants where the target has nothing: there, kustomize keeps a directive that it does not know as a field. */
export function mapDirectiveOfNew(patch: MapNode): Directed<MapNode> {
  const value = child(patch, KEY);
  return value !== undefined && !isDirective(valueText(value)) ? { directive: 'merge', patch } : mapDirective(patch);
}

/** An item with nothing but `$patch` speaks for the whole list. Source: kyaml, merge2, `determineSequenceNodePatchStrategy`. */
export function listDirective(patch: ListNode): Directed<ListNode> {
  const item = patch.items.find((candidate) => child(candidate, KEY) !== undefined);
  if (item?.kind !== 'map' || item.entries.length > 1) return { directive: 'merge', patch };
  const value = child(item, KEY) as Node;
  const directive = directiveOf(value);
  const items = patch.items.filter((candidate) => !isDropped(candidate, directive));
  return { directive, patch: { ...patch, items } };
}

/** Removing the directive takes empty items along. */
function isDropped(item: Node, directive: Directive): boolean {
  if (item.kind === 'scalar') return item.tag === 'null';
  if (item.kind !== 'map') return false;
  return item.entries.length === 0 || valueText(child(item, KEY)) === directive;
}

function directiveOf(value: Node): Directive {
  const text = valueText(value);
  if (isDirective(text)) return text;
  const { file, line, column } = value.origin;
  throw new FailureError({ code: 'patchInvalid', file, line, column, subject: KEY, detail: `unknown patch strategy '${text}'` });
}

function isDirective(text: string): text is Directive {
  return text === 'merge' || text === 'replace' || text === 'delete';
}
