// What a bundle tells Fleet to leave out when it looks for drift: diff.comparePatches.
import type { IgnoredDrift, Node } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { positionOf } from '../sources';
import { customizationsOf } from './options';

/** Those of fleet.yaml and of the target: a later one for the same object goes before an earlier one. Source: Fleet's own code, options.Merge. */
export function ignoredDrift(options: Node | undefined, customization: number | undefined, file: string): readonly IgnoredDrift[] {
  const target = customization === undefined ? undefined : customizationsOf(options)[customization];
  const found = new Map<string, IgnoredDrift>();
  for (const layer of [options, target]) {
    for (const patch of items(at(layer, ['diff', 'comparePatches']))) {
      const object = objectWords(patch);
      const key = JSON.stringify([text(child(patch, 'apiVersion')), object]);
      found.set(key, { object, fields: fieldsOf(patch), ...positionOf(patch, { file, line: 1, column: 1 }) });
    }
  }
  return [...found.values()];
}

function objectWords(patch: Node): string {
  const [kind = '', namespace, name = ''] = ['kind', 'namespace', 'name'].map((key) => text(child(patch, key)));
  return `${kind} ${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name}`.trim();
}

/** Paths, and operations of JSON patches; one without either says nothing. */
function fieldsOf(patch: Node): readonly string[] {
  const pointers = items(child(patch, 'jsonPointers')).flatMap((item) => text(item) ?? []);
  const operations = items(child(patch, 'operations')).flatMap((item) => {
    const [operation, path] = [text(child(item, 'op')), text(child(item, 'path'))];
    if (operation === 'ignore') return ['all of it'];
    return path === undefined ? [] : [operation === 'remove' || operation === undefined ? path : `${path} (${operation})`];
  });
  return [...pointers, ...operations];
}
