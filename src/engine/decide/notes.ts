// What rendered objects mean for each other: which Secrets their controllers make, where values come from, and what rolls a workload out.
import { type RolloutTarget, rolloutTarget } from '../discover/rollout-target';
import { keysOfMade } from '../discover/secret-keys';
import { madeSecret } from '../discover/secret-makers';
import { apiGroup, type Node, type ObjectNote, type ObjectRef, type RenderedObject } from '../model';
import { at } from '../yaml/access';
import { vaultReferences } from './vault-references';

/** By object; those of which nothing is to be said are absent. */
export function notesOf(objects: readonly RenderedObject[]): ReadonlyMap<RenderedObject, readonly ObjectNote[]> {
  const notes = new Map<RenderedObject, ObjectNote[]>();
  const add = (object: RenderedObject, ...more: readonly ObjectNote[]): void => {
    if (more.length > 0) notes.set(object, [...(notes.get(object) ?? []), ...more]);
  };
  for (const object of objects) {
    add(object, ...secretNotes(object));
    const target = rolloutTarget({ ...object.ref, node: object.node });
    if (target === undefined) continue;
    const workload = objects.find(({ ref }) => isSame(ref, target, object.ref));
    const subject = `${target.kind} ${shown(target.name, object.node)}`;
    add(object, { code: workload === undefined ? 'rollsOutElsewhere' : 'rollsOut', subject });
    if (workload !== undefined)
      add(workload, { code: 'rolledOutBy', subject: `${object.ref.kind} ${shown(object.ref.name, object.node)}` });
  }
  return notes;
}

function secretNotes({ ref, node }: RenderedObject): readonly ObjectNote[] {
  const made = madeSecret({ apiVersion: ref.apiVersion, kind: ref.kind, name: ref.name, node });
  const keys = made === undefined ? [] : keysOfMade(ref.kind, node).map((key) => shown(key, node));
  return [
    ...(made === undefined ? [] : [{ code: 'makesSecret', subject: shown(made, node) } as const]),
    ...(keys.length === 0 ? [] : [{ code: 'secretKeys', subject: keys.join(', ') } as const]),
    ...(at(node, ['sops', 'mac']) === undefined ? [] : [{ code: 'sopsEncrypted', subject: '' } as const]),
    ...vaultReferences(node).map((subject) => ({ code: 'vaultReference', subject }) as const),
  ];
}

/** A name may derive from a Secret, by substitution: then it is as secret. */
function shown(name: string, node: Node): string {
  return holdsSecretly(node, name) ? '••••••••' : name;
}

function holdsSecretly(node: Node, name: string): boolean {
  if (node.kind === 'scalar') return node.secret === true && node.text === name;
  if (node.kind === 'list') return node.items.some((item) => holdsSecretly(item, name));
  return node.entries.some(({ value }) => holdsSecretly(value, name));
}

/** A target is of the namespace of what names it. An API version that is left out is any. */
function isSame(ref: ObjectRef, target: RolloutTarget, by: ObjectRef): boolean {
  if (ref.kind !== target.kind || ref.name !== target.name) return false;
  if ((ref.namespace ?? 'default') !== (by.namespace ?? 'default')) return false;
  return target.apiVersion === '' || apiGroup(ref.apiVersion) === apiGroup(target.apiVersion);
}
