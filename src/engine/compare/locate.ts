// Finds the place that a comparison's path names: in JSON, in rendered nodes, in sets of fields.
import type { Json, Node, Path } from '../model';
import { isList, isObject } from '../normalise/json-values';
import { child, text } from '../yaml/access';
import { below, type FieldSet, fieldElement, keyElement, valueElement } from './field-set';

/** `[name=web]` → `{ name: 'web' }`; undefined for a step that is no item step. */
export function parseItemStep(step: string | number): ReadonlyMap<string, string> | undefined {
  if (typeof step !== 'string' || !step.startsWith('[') || !step.endsWith(']') || !step.includes('=')) return undefined;
  const keys = new Map<string, string>();
  for (const part of step.slice(1, -1).split(/,(?=[A-Za-z]+=)/)) {
    const equals = part.indexOf('=');
    if (equals > 0) keys.set(part.slice(0, equals), part.slice(equals + 1));
  }
  return keys;
}

/** The value at a path of a comparison. */
export function valueAtPath(value: Json | undefined, path: Path): Json | undefined {
  let here = value;
  for (const step of path) {
    if (isList(here)) here = itemOf(here, step, (item, key) => (isObject(item) ? scalarText(item[key]) : undefined));
    else here = isObject(here) && Object.hasOwn(here, String(step)) ? here[String(step)] : undefined;
  }
  return here;
}

/** The node at a path of a comparison: the manifest may list its items in another order, and may leave out a defaulted key. */
export function nodeAtPath(node: Node, path: Path): Node | undefined {
  let here: Node | undefined = node;
  for (const step of path) {
    if (here?.kind === 'list') here = itemOf(here.items, step, (item, key) => text(child(item, key)));
    else here = child(here, String(step));
  }
  return here;
}

/**
 * The part of a set of fields at a path. `value` is the object that the path leads through: list items are found by their values.
 */
export function fieldsAtPath(set: FieldSet, value: Json, path: Path): FieldSet | undefined {
  let fields: FieldSet | undefined = set;
  let here: Json | undefined = value;
  for (const step of path) {
    const next = valueAtPath(here, [step]);
    fields = isList(here) ? itemFields(fields, next) : below(fields, fieldElement(String(step)));
    here = next;
  }
  return fields;
}

/** The part of a set that refers to one item of a list: by its keys or by its value. */
export function itemFields(set: FieldSet | undefined, item: Json | undefined): FieldSet | undefined {
  if (set === undefined || item === undefined) return undefined;
  if (!isObject(item)) return below(set, valueElement(item));
  for (const element of set.children.keys()) {
    if (!element.startsWith('k:')) continue;
    const keys = JSON.parse(element.slice(2)) as Json;
    if (!isObject(keys)) continue;
    const own = Object.fromEntries(Object.keys(keys).map((key) => [key, item[key] ?? null]));
    const found = below(set, keyElement(own));
    if (found !== undefined) return found;
  }
  return undefined;
}

function itemOf<T>(items: readonly T[], step: string | number, field: (item: T, key: string) => string | undefined): T | undefined {
  if (typeof step === 'number') return items[step];
  const keys = parseItemStep(step);
  if (keys === undefined) return undefined;
  const matches = items.filter((item) => [...keys].every(([key, value]) => (field(item, key) ?? defaultKey(key)) === value));
  return matches[0];
}

/** The one key of a merged list that manifests may leave out. */
function defaultKey(key: string): string | undefined {
  return key === 'protocol' ? 'TCP' : undefined;
}

function scalarText(value: Json | undefined): string | undefined {
  return value === undefined || value === null || isObject(value) || isList(value) ? undefined : String(value);
}
