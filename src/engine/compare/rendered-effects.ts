// What becomes of an app's rendered objects, field by field, with the line that decides each field.
import type { FieldEffect, Json, Node, ObjectEffect, Path, RenderedObject } from '../model';
import { isObject } from '../normalise/json-values';
import type { Mask } from '../normalise/mask';
import { emitText } from '../yaml/emit';
import { toJson } from '../yaml/json';
import { changedFields } from './changed-fields';
import { nodeAtPath } from './locate';
import { changedPairs } from './renders';

/** The objects of two renders that differ, in the order of `after`, then those that go. Everything is masked. */
export function objectEffects(before: readonly RenderedObject[], after: readonly RenderedObject[], mask: Mask): readonly ObjectEffect[] {
  return changedPairs(before, after, mask).map((pair) => {
    const both = pair.before !== undefined && pair.after !== undefined;
    return { ...pair.change, fields: both ? fieldEffects(mask.node(pair.before.node), mask.node(pair.after.node)) : [] };
  });
}

function fieldEffects(before: Node, after: Node): readonly FieldEffect[] {
  const [old, now] = [toJson(before), toJson(after)];
  if (!isObject(old) || !isObject(now)) return [];
  return changedFields(old, now).map(({ path, live, desired }) => {
    const decidedBy = nodeOf(after, path, desired) ?? nodeOf(before, path, live);
    return {
      path,
      ...side('before', nodeOf(before, path, live)),
      ...side('after', nodeOf(after, path, desired)),
      ...(decidedBy === undefined ? {} : { origin: decidedBy.origin }),
    };
  });
}

function nodeOf(object: Node, path: Path, value: Json | undefined): Node | undefined {
  return value === undefined ? undefined : nodeAtPath(object, path);
}

function side<K extends 'before' | 'after'>(name: K, node: Node | undefined): { [key in K]?: string } {
  const text = node === undefined ? undefined : node.kind === 'scalar' ? node.text : emitText([node]).trimEnd();
  return (text === undefined ? {} : { [name]: text }) as { [key in K]?: string };
}
