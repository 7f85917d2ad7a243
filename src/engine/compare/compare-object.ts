// Compares one object: reads it, sees whether its owner would touch it, and picks the way that the reader's rights allow.
import type { Comparison, Failure, JsonObject, ObjectRef, RenderedObject } from '../model';
import type { Cluster } from '../ports';
import { compareByManagedFields } from './by-managed-fields';
import { compareByServerSideApply } from './by-server-side-apply';
import { throwIfCancelled } from './concurrency';
import { encryptedFiles, encryptedReason } from './encrypted';
import type { IgnoreRule } from './ignore-rules';
import type { LiveObjects } from './live-objects';
import type { MethodResult, Target } from './method';
import { unknown } from './method';
import type { ApplyRule } from './owners';
import { ownershipOf } from './ownership';
import { maskedManifest, type Presenter, presentMissing, presentResult, presentUnknown } from './present';
import { leftAlone, placedRef, targetOf } from './target';

export interface ObjectContext {
  readonly cluster: Cluster;
  readonly live: LiveObjects;
  readonly rule: ApplyRule;
  readonly ignoreRules: readonly IgnoreRule[];
  readonly by: Presenter;
  /** Whether the app itself brings the definition of this kind. */
  readonly definesKind: (ref: ObjectRef) => boolean;
  /** Looks in Git's own definitions for a kind that the cluster does not know yet. */
  readonly definedScope: (ref: ObjectRef) => 'namespaced' | 'cluster' | undefined;
  readonly signal: AbortSignal;
}

/** Never throws but for cancellation. */
export async function compareObject(object: RenderedObject, context: ObjectContext): Promise<Comparison> {
  const ref = await placed(object.ref, context);
  throwIfCancelled(context.signal);
  if ('code' in ref) return withoutLive(targetOf(object, object.ref, context.rule), ref, context);

  const sealed = encryptedFiles(targetOf(object, ref, context.rule).manifest);
  if (sealed.length > 0) return withoutLive(targetOf(object, ref, context.rule), encryptedReason(sealed), context);

  const live = await context.live.read(ref, context.signal);
  throwIfCancelled(context.signal);
  const target = targetOf(object, ref, context.rule, live.kind === 'answer' ? live.value : undefined, context.ignoreRules);
  if (live.kind === 'failed') return withoutLive(target, live.reason, context);
  const exception = leftAlone(target.manifest, live.kind === 'answer' ? live.value : undefined, context.rule);
  if (live.kind === 'absent')
    return exception === undefined ? presentMissing(target, 'none', context.by) : notApplied(target, exception, context);

  const result = exception === undefined ? withEncrypted(await answer(target, live.value, context), target) : skipped(exception);
  throwIfCancelled(context.signal);
  const ownership = ownershipOf(live.value, context.rule, target.merges);
  return presentResult(target, live.value, result, ownership, context.by);
}

/** The ref with its namespace: `default` where the manifest names none; none for a cluster-scoped kind, even where kustomize has added one. */
async function placed(ref: ObjectRef, context: ObjectContext): Promise<ObjectRef | Failure> {
  const scope = await context.cluster.scope(ref.apiVersion, ref.kind, context.signal);
  if (scope.kind === 'answer') return placedRef(ref, scope.value);
  const defined = scope.reason.code === 'noSuchKind' ? context.definedScope(ref) : undefined;
  return defined === undefined ? scope.reason : placedRef(ref, defined);
}

async function answer(target: Target, live: JsonObject, context: ObjectContext): Promise<MethodResult> {
  if (context.cluster.kind === 'snapshot') return compareByManagedFields(target, live, context.rule);
  const allowed = await context.cluster.mayPatch(target.ref, context.signal);
  throwIfCancelled(context.signal);
  if (allowed.kind === 'failed') return unknown('none', allowed.reason);
  return allowed.value
    ? compareByServerSideApply(target, live, context.cluster, context.rule, context.signal)
    : compareByManagedFields(target, live, context.rule);
}

/** A kind that only the app itself will define is missing, like everything of it; any other failure leaves the object unknown. */
function withoutLive(target: Target, reason: Failure, context: ObjectContext): Comparison {
  if (reason.code === 'noSuchKind' && context.definesKind(target.ref)) return presentMissing(target, 'none', context.by);
  return presentUnknown(target.ref, reason, context.by, maskedManifest(target, context.by.mask));
}

/** An object whose only open question is an encrypted value is not known to be in sync. */
function withEncrypted(result: MethodResult, target: Target): MethodResult {
  if (result.verdict !== 'inSync' || target.encrypted.length === 0) return result;
  return { ...result, verdict: 'unknown', reason: encryptedReason(target.encrypted) };
}

function skipped(exception: string): MethodResult {
  return { method: 'none', verdict: 'inSync', changes: [], ignored: [{ path: [], rule: 'ignoreRule', detail: exception }] };
}

function notApplied(target: Target, exception: string, context: ObjectContext): Comparison {
  return {
    ...presentMissing(target, 'none', context.by),
    verdict: 'inSync',
    ignored: [{ path: [], rule: 'ignoreRule', detail: exception }],
    health: { health: 'suspended', message: `Not applied: ${exception}.` },
  };
}
