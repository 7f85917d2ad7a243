// Sets of fields as the API server records ownership: `metadata.managedFields`, format FieldsV1.
import type { Json, JsonObject } from '../model';
import { isList, isObject, textAt } from '../normalise/json-values';

/** A tree of path elements. Source: Kubernetes API reference, FieldsV1 (`f:` a field, `k:` a list item by keys, `v:` a value of a set, `i:` an index). */
export interface FieldSet {
  /** Whether the path that leads here is itself in the set. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export interface ManagerEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource: string;
  readonly time: string;
  readonly fields: FieldSet;
}

const NO_FIELDS: FieldSet = { member: false, children: new Map() };

/** The entries of a live object, in its order; none where the object was dumped without them. */
export function managerEntries(object: JsonObject): readonly ManagerEntry[] {
  const list = isObject(object.metadata) ? object.metadata.managedFields : undefined;
  if (!isList(list)) return [];
  return list.filter(isObject).map((entry) => ({
    manager: textAt(entry, 'manager') ?? '',
    operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
    subresource: textAt(entry, 'subresource') ?? '',
    time: textAt(entry, 'time') ?? '',
    fields: fieldSet(entry.fieldsV1),
  }));
}

export function union(sets: readonly FieldSet[]): FieldSet {
  const [first, ...rest] = sets;
  if (first === undefined) return NO_FIELDS;
  return rest.reduce(unionOfTwo, first);
}

/** The part of a set below one element. */
export function below(set: FieldSet | undefined, element: string): FieldSet | undefined {
  return set?.children.get(element);
}

/** The element of a map's field. */
export function fieldElement(key: string): string {
  return `f:${key}`;
}

/** The element of a list item by its keys, in the order in which the server writes them. */
export function keyElement(keys: JsonObject): string {
  return `k:${canonicalJson(keys)}`;
}

export function valueElement(value: Json): string {
  return `v:${canonicalJson(value)}`;
}

/** The names of the keys by which any owner refers to the items of a list; undefined where nobody does. */
export function itemKeys(set: FieldSet): readonly string[] | undefined {
  for (const element of set.children.keys()) {
    if (!element.startsWith('k:')) continue;
    const keys = JSON.parse(element.slice(2)) as Json;
    if (isObject(keys)) return Object.keys(keys);
  }
  return undefined;
}

/** Whether some owner refers to single values of this list: then it is a set. */
export function isValueSet(set: FieldSet): boolean {
  return [...set.children.keys()].some((element) => element.startsWith('v:'));
}

/** Whether the object at this place is owned as one: nobody owns a part of it. */
export function isAtomic(set: FieldSet): boolean {
  return set.member && set.children.size === 0;
}

function fieldSet(fieldsV1: Json | undefined): FieldSet {
  if (!isObject(fieldsV1)) return NO_FIELDS;
  const children = new Map<string, FieldSet>();
  for (const [element, value] of Object.entries(fieldsV1)) if (element !== '.') children.set(canonical(element), fieldSet(value));
  return { member: '.' in fieldsV1 || children.size === 0, children };
}

function unionOfTwo(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map(a.children);
  for (const [element, set] of b.children) {
    const existing = children.get(element);
    children.set(element, existing === undefined ? set : unionOfTwo(existing, set));
  }
  return { member: a.member || b.member, children };
}

function canonical(element: string): string {
  if (!element.startsWith('k:') && !element.startsWith('v:')) return element;
  try {
    return element.slice(0, 2) + canonicalJson(JSON.parse(element.slice(2)) as Json);
  } catch {
    // Not written by an API server: under a name that no field has, what is below it counts as owned by nobody.
    return `unreadable ${element}`;
  }
}

function canonicalJson(value: Json): string {
  if (isObject(value)) {
    const fields = Object.keys(value).sort();
    return `{${fields.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`).join(',')}}`;
  }
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}
