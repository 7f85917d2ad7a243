// Compares manifests with manifests: what two renders give, object by object.
import type { Failure, Need, ObjectRef, Rendered, RenderedChange, RenderedObject } from '../model';
import type { Mask } from '../normalise/mask';
import { questionText } from '../model/cluster-question';
import { shownRemote } from '../render/kustomize/remote/link';
import { emitDocuments } from '../yaml/emit';

/**
 * Which object of one render is which of the other. `sameObject`: the one that a cluster would take for it. `sameName`: namespaces may
 * differ too, for two environments often have one each; only where the name leaves no doubt.
 */
export type Pairing = 'sameObject' | 'sameName';

/** Only objects whose rendered and masked text differs, in the order of `after`, then those that go. */
export function changedObjects(
  before: readonly RenderedObject[],
  after: readonly RenderedObject[],
  mask: Mask,
  pairing: Pairing = 'sameObject',
): readonly RenderedChange[] {
  return changedPairs(before, after, mask, pairing).map(({ change }) => change);
}

/** An object of each side, one of them absent where the object appears or goes, and the change between them. */
export interface ChangedPair {
  readonly before?: RenderedObject;
  readonly after?: RenderedObject;
  readonly change: RenderedChange;
}

/** The same, with the objects themselves. */
export function changedPairs(
  before: readonly RenderedObject[],
  after: readonly RenderedObject[],
  mask: Mask,
  pairing: Pairing = 'sameObject',
): readonly ChangedPair[] {
  const partners = pairs(before, after, pairing);
  const changes: ChangedPair[] = [];
  for (const object of after) {
    const previous = partners.get(object);
    if (previous?.node === object.node) continue;
    const [textBefore, textAfter] = [previous && textOf(previous, mask), textOf(object, mask)];
    if (textBefore === textAfter) continue;
    const change = { ref: object.ref, ...(textBefore === undefined ? {} : { before: textBefore }), after: textAfter };
    changes.push({ ...(previous === undefined ? {} : { before: previous }), after: object, change });
  }
  const stays = new Set(partners.values());
  const gone = before.filter((object) => !stays.has(object));
  return [...changes, ...gone.map((object) => ({ before: object, change: { ref: object.ref, before: textOf(object, mask) } }))];
}

/** What kept a render from being whole. */
export function renderFailures({ failures, needs }: Rendered): readonly Failure[] {
  return [...failures, ...needs.map(failureOf).filter((missing) => !failures.some((failure) => isSame(failure, missing)))];
}

function failureOf(need: Need): Failure {
  if (need.kind === 'remoteBase') return { code: 'notFetched', subject: shownRemote(need.remote) };
  if (need.kind === 'longRender') return { code: 'rendering', subject: need.path };
  if (need.kind === 'clusterAnswer') return { code: 'notAsked', subject: questionText(need.path) };
  return { code: 'unread', file: need.path, subject: need.kind };
}

/** The same, perhaps with the position of the line that asks for it. */
function isSame(failure: Failure, missing: Failure): boolean {
  return failure.code === missing.code && missing.code !== 'unread' && failure.subject === missing.subject;
}

/** For objects of `after`, those of `before`. */
function pairs(before: readonly RenderedObject[], after: readonly RenderedObject[], pairing: Pairing) {
  const found = new Map<RenderedObject, RenderedObject>();
  const pair = (keyOf: (ref: ObjectRef) => string): void => {
    const taken = new Set(found.values());
    const left = grouped(
      before.filter((object) => !taken.has(object)),
      keyOf,
    );
    const wanting = grouped(
      after.filter((object) => !found.has(object)),
      keyOf,
    );
    for (const [key, [object, ...others]] of wanting) {
      const [candidate, ...further] = left.get(key) ?? [];
      if (object !== undefined && candidate !== undefined && others.length + further.length === 0) found.set(object, candidate);
    }
  };
  pair(({ apiVersion, kind, namespace = '', name }) => [apiVersion, kind, namespace, name].join(' '));
  if (pairing === 'sameName') pair(({ apiVersion, kind, name }) => [apiVersion, kind, name].join(' '));
  return found;
}

function grouped(objects: readonly RenderedObject[], keyOf: (ref: ObjectRef) => string): Map<string, RenderedObject[]> {
  const groups = new Map<string, RenderedObject[]>();
  for (const object of objects) groups.set(keyOf(object.ref), [...(groups.get(keyOf(object.ref)) ?? []), object]);
  return groups;
}

function textOf(object: RenderedObject, mask: Mask): string {
  return emitDocuments([mask.node(object.node)]).text;
}
