// The parts of environments that are no apps: each under the environment that takes it in or is named by it, else under none, with the reason.
import type { Part } from '../../model';
import type { EnvironmentDraft, EnvironmentDrafts } from '../draft';
import type { Inventory } from '../inventory';
import { appNames } from '../names';
import type { SourceObject } from '../sources';
import { takesIn } from '../unread';
import { patchFiles } from '../versions';
import { fileParts } from './files';
import { environmentOf } from './named';
import { objectPart } from './objects';

export interface Parts {
  readonly byEnvironment: ReadonlyMap<string, readonly Part[]>;
  /** Of no environment that is known. */
  readonly others: readonly Part[];
}

/** @param names the environments that a part may be of, those of branches included. */
export function findParts(names: readonly string[], drafts: EnvironmentDrafts, inventory: Inventory): Parts {
  const byEnvironment = new Map<string, Part[]>();
  const others: Part[] = [];
  const add = (environment: string, part: Part): void =>
    void byEnvironment.set(environment, [...(byEnvironment.get(environment) ?? []), part]);
  const applied = new Set<SourceObject>();
  for (const draft of drafts.values()) {
    for (const [object, app] of appliedParts(draft, inventory)) {
      applied.add(object);
      add(draft.name, { ...objectPart(object).part, app, reason: `applied by ${app}` });
    }
  }
  const patches = new Set(inventory.partObjects.length === 0 ? [] : [...inventory.graph.values()].flatMap(patchFiles));
  const left = inventory.partObjects.filter((object) => !applied.has(object) && !patches.has(object.file)).map(objectPart);
  for (const { part, hints } of [...left, ...fileParts(inventory)]) {
    const { environment, reason } = environmentOf(hints, names);
    if (environment === undefined) others.push({ ...part, reason });
    else add(environment, { ...part, reason });
  }
  return { byEnvironment, others };
}

/** Everything of a tree that is one environment as a whole. */
export function allParts(draft: EnvironmentDraft, inventory: Inventory): readonly Part[] {
  const { byEnvironment, others } = findParts([], new Map([[draft.name, draft]]), inventory);
  return [
    ...(byEnvironment.get(draft.name) ?? []),
    ...others.map((part) => ({ ...part, reason: 'of the branch, which is one environment' })),
  ];
}

/** Objects that apps of the environment take in, each with the name of the first app that does. */
function appliedParts({ apps }: EnvironmentDraft, inventory: Inventory): ReadonlyMap<SourceObject, string> {
  const found = new Map<SourceObject, string>();
  if (inventory.partObjects.length === 0) return found;
  const names = appNames(apps);
  for (const object of inventory.partObjects) {
    const app = apps.find((draft) => takesIn(draft, object.file, inventory));
    if (app !== undefined) found.set(object, names.get(app) ?? app.name);
  }
  return found;
}
