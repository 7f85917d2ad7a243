// Who owns which field of a live object, seen from the manager that will apply next.
import type { JsonObject, Path } from '../model';
import { type FieldSet, type ManagerEntry, managerEntries, union } from './field-set';
import { fieldsAtPath } from './locate';
import type { ApplyRule } from './owners';

export interface Ownership {
  /** False where the object carries no managedFields: then nobody can say who owns what. */
  readonly known: boolean;
  /** Fields that go when Git no longer has them: the applying manager's own, and those that it takes over. */
  readonly applier: FieldSet;
  readonly others: FieldSet;
  readonly all: FieldSet;
  /** Whether another manager's fields are taken over: a dry run does not show what comes of that. */
  readonly takeOver: boolean;
  readonly entries: readonly ManagerEntry[];
  /** Those whose fields stay when Git has not got them. */
  readonly otherEntries: readonly ManagerEntry[];
}

/** @param merges the object asks to keep the fields of others (`ssa: Merge`): then nothing is taken over. */
export function ownershipOf(live: JsonObject, rule: ApplyRule, merges: boolean): Ownership {
  const entries = managerEntries(live);
  const taken = merges ? [] : entries.filter((entry) => rule.takesOver(entry));
  const own = entries.filter((entry) => entry.operation === 'Apply' && entry.manager === rule.fieldManager && entry.subresource === '');
  const applier = new Set([...taken, ...own]);
  const otherEntries = entries.filter((entry) => !applier.has(entry));
  return {
    known: entries.length > 0,
    applier: union([...applier].map((entry) => entry.fields)),
    others: union(otherEntries.map((entry) => entry.fields)),
    all: union(entries.map((entry) => entry.fields)),
    takeOver: taken.length > 0,
    entries,
    otherEntries,
  };
}

/** The manager that wrote the field at `path` last; undefined where none did. `live` is the object as the server gave it. */
export function lastManager(entries: readonly ManagerEntry[], live: JsonObject, path: Path): string | undefined {
  let last: ManagerEntry | undefined;
  for (const entry of entries) {
    if (fieldsAtPath(entry.fields, live, path) !== undefined && (last === undefined || entry.time > last.time)) last = entry;
  }
  return last?.manager;
}
