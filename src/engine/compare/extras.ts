// What prune would delete: objects of the owner's inventory that Git no longer renders.
import {
  type Comparison,
  type ControllerRef,
  type Correction,
  type Failure,
  type Json,
  type JsonObject,
  type ObjectRef,
  apiGroup,
} from '../model';
import { isList, textAt, valueAt } from '../normalise/json-values';
import type { Cluster } from '../ports';
import { mapConcurrently, throwIfCancelled } from './concurrency';
import { withCorrection } from './correction';
import { type Presenter, presentLive, presentUnknown, scrubbed } from './present';
import { isUnheardOf, type OwnerAnswer } from './owner-object';
import { says } from './target';

export interface Extras {
  readonly comparisons: readonly Comparison[];
  /** Why the inventory could not be read, where it could not: then nobody knows what else is there. */
  readonly failures: readonly Failure[];
}

export interface ExtrasContext {
  readonly cluster: Cluster;
  readonly by: Presenter;
  readonly concurrency: number;
  /** Whether the owner is there to prune. */
  readonly correction: Correction | undefined;
  readonly signal: AbortSignal;
  readonly onComparison?: (comparison: Comparison) => void;
}

const GROUP = 'kustomize.toolkit.fluxcd.io';

/**
 * @param answer the owner object as it is in the cluster. @param kept what Git renders, with namespaces as they will be.
 * @returns nothing where the owner object is not in the cluster, or does not prune: then nothing will be deleted.
 */
export async function findExtras(
  owner: ControllerRef,
  answer: OwnerAnswer,
  kept: readonly ObjectRef[],
  context: ExtrasContext,
): Promise<Extras> {
  if (answer.kind === 'absent') return { comparisons: [], failures: [] };
  if (answer.kind === 'failed') return { comparisons: [], failures: [scrubbed(answer.reason, context.by.mask)] };
  if (valueAt(answer.value, 'spec', 'prune') !== true) return { comparisons: [], failures: [] };

  // Where the scope of a kind could not be learnt, its object has no namespace yet: it counts for either place.
  const rendered = new Set(kept.flatMap((ref) => [identity(ref), identity({ ...ref, namespace: ref.namespace ?? 'default' })]));
  const { refs, failures } = inventory(answer.value);
  const stale = refs.filter((ref) => !rendered.has(identity(ref)));
  const found = await mapConcurrently(stale, context.concurrency, (ref) => compareExtra(ref, owner, context));
  return { comparisons: found.filter((comparison) => comparison !== undefined), failures };
}

async function compareExtra(ref: ObjectRef, owner: ControllerRef, context: ExtrasContext): Promise<Comparison | undefined> {
  const live = await context.cluster.read(ref, context.signal);
  throwIfCancelled(context.signal);
  if (live.kind === 'absent' || isUnheardOf(live, context.cluster)) return undefined;
  const compared = live.kind === 'failed' ? presentUnknown(ref, live.reason, context.by) : presentExtra(ref, live.value, owner, context.by);
  const comparison = withCorrection(compared, context.correction);
  context.onComparison?.(comparison);
  return comparison;
}

function presentExtra(ref: ObjectRef, live: JsonObject, owner: ControllerRef, by: Presenter): Comparison {
  const exception = notPruned(live, owner);
  if (exception === undefined) return presentLive(ref, 'extra', live, by);
  return { ...presentLive(ref, 'inSync', live, by), ignored: [{ path: [], rule: 'ignoreRule', detail: exception }] };
}

/** Facts from kustomize-controller 1.9.5: it deletes only what still carries its labels and does not say otherwise. */
function notPruned(live: JsonObject, owner: ControllerRef): string | undefined {
  const labels = valueAt(live, 'metadata', 'labels');
  if (textAt(labels, `${GROUP}/name`) !== owner.name || textAt(labels, `${GROUP}/namespace`) !== owner.namespace) {
    return `no longer labelled as of ${owner.namespace}/${owner.name}`;
  }
  if (says(live, `${GROUP}/prune`, 'disabled')) return `${GROUP}/prune: disabled`;
  if (says(live, `${GROUP}/reconcile`, 'disabled')) return `${GROUP}/reconcile: disabled`;
  return says(live, `${GROUP}/ssa`, 'ignore') ? `${GROUP}/ssa: Ignore` : undefined;
}

/** Entries are `<namespace>_<name>_<group>_<kind>`; a colon in the name of an RBAC object is written as two underscores. */
function inventory(owner: JsonObject): { readonly refs: readonly ObjectRef[]; readonly failures: readonly Failure[] } {
  const entries = valueAt(owner, 'status', 'inventory', 'entries');
  const refs: ObjectRef[] = [];
  const failures: Failure[] = [];
  // A controller that has applied something keeps an inventory, be it empty; one of before v1beta2 kept another record.
  if (!isList(entries) && textAt(owner, 'status', 'lastAppliedRevision') !== undefined) {
    const detail = 'its status says that it was applied, and lists no objects';
    failures.push({ code: 'unsupported', subject: 'What prune would delete without an inventory', detail });
  }
  for (const entry of isList(entries) ? entries : []) {
    const ref = inventoryRef(entry);
    if (ref === undefined)
      failures.push({ code: 'unsupported', subject: 'An entry of the inventory', detail: textAt(entry, 'id') ?? 'no id' });
    else refs.push(ref);
  }
  return { refs, failures };
}

function inventoryRef(entry: Json): ObjectRef | undefined {
  const match = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(textAt(entry, 'id') ?? '');
  if (match === null) return undefined;
  const [, namespace = '', name = '', group = '', kind = ''] = match;
  const version = textAt(entry, 'v') ?? 'v1';
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return { apiVersion, kind, name: name.replaceAll('__', ':'), ...(namespace === '' ? {} : { namespace }) };
}

/** The version does not count: the same object may be rendered in another one. */
function identity(ref: ObjectRef): string {
  return [apiGroup(ref.apiVersion), ref.kind, ref.namespace ?? '', ref.name].join('|');
}
