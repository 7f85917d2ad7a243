// Compares an app's rendered objects with a cluster, each by its owner's method.
import {
  type App,
  type AppComparison,
  CancelledError,
  type Comparison,
  type Correction,
  type Failure,
  HEALTHS,
  type HealthStatus,
  type JsonObject,
  type Rendered,
  VERDICTS,
} from '../model';
import { learnSecrets } from '../normalise/learn-secrets';
import type { Mask } from '../normalise/mask';
import type { Cluster } from '../ports';
import { compareObject } from './compare-object';
import { mapConcurrently, throwIfCancelled } from './concurrency';
import { correctionOf, withCorrection } from './correction';
import { ownKinds } from './own-kinds';
import { findExtras } from './extras';
import { type OwnerAnswer, readOwner } from './owner-object';
import { type IgnoreRule, ignoreRules } from './ignore-rules';
import { type LiveObjects, liveObjects } from './live-objects';
import { type ApplyRule, ownerRule } from './owners';
import { type Presenter, presentUnknown, scrubbed } from './present';
import { renderFailures } from './renders';
import { worst } from './severity';

export interface CompareOptions {
  readonly mask: Mask;
  /** `healthOf` of the decide stage, handed in: a stage sees only the stages before it. */
  readonly healthOf: (object: JsonObject) => HealthStatus;
  /** Dry runs and reads in flight at once. */
  readonly concurrency: number;
  /** What other apps of the environment read as well: one LIST of a kind and namespace then serves them all. */
  readonly live?: LiveObjects;
  /** Called as each object's answer arrives. */
  readonly onComparison?: (comparison: Comparison) => void;
  readonly signal: AbortSignal;
}

/**
 * Never throws but for cancellation. An object without an answer is `unknown` with its reason; failures of the render make the app `unknown`.
 * Field manager: `kustomize-controller` for apps that a Flux Kustomization owns, else `plumbline`.
 */
export async function compareApp(
  environment: string,
  app: App,
  rendered: Rendered,
  cluster: Cluster,
  options: CompareOptions,
): Promise<AppComparison> {
  throwIfCancelled(options.signal);
  const by: Presenter = { mask: options.mask, healthOf: options.healthOf };
  const rule = ownerRule(app);
  // Before anything can fail: no text of one object may repeat a secret of another.
  learnSecrets(rendered, by.mask);
  const incomplete = renderFailures(rendered);
  if (rule.kind === 'unsupported') return unsupported(environment, app, rendered, incomplete, by, options);

  const owner = await ownerOf(app, cluster, options);
  const elsewhere = otherCluster(app);
  // Here lives what applies them, and they do not.
  if (elsewhere !== undefined && owner.kind === 'answer')
    return unsupported(environment, app, rendered, [...incomplete, elsewhere], by, options);
  const ignore = ignoreRules(owner.kind === 'answer' ? owner.value : undefined);
  const correction = correctionOf(app, owner);
  const objects = await compareObjects(rendered, cluster, { rule, ignoreRules: ignore.rules, by }, correction, options);
  // What a failed render lacks would look like something to prune.
  const extras = incomplete.length > 0 ? NO_EXTRAS : await extrasOf(app, owner, objects, cluster, by, correction, options);
  const unlisted = elsewhere === undefined ? [] : [elsewhere];
  const failures = [...incomplete.map((failure) => scrubbed(failure, options.mask)), ...ignore.failures, ...unlisted, ...extras.failures];
  return rolledUp(environment, app, [...objects, ...extras.comparisons], failures);
}

/** Reads for several renders at once. */
export function liveObjectsOf(renders: readonly Rendered[], cluster: Cluster): LiveObjects {
  const refs = renders.flatMap(({ objects }) => objects.map(({ ref }) => ref));
  return liveObjects(cluster, refs);
}

/** Why the owner's inventory and its objects are not in the same cluster. */
function otherCluster({ otherCluster, owner }: App): Failure | undefined {
  if (otherCluster === undefined) return undefined;
  const detail = `spec.kubeConfig of ${owner?.kind} ${owner?.namespace}/${owner?.name} names another cluster than the one that it lives in, so no single cluster has both its inventory and its objects`;
  return { code: 'unsupported', ...otherCluster, subject: 'Comparing what is applied to another cluster', detail };
}

const NO_EXTRAS = { comparisons: [], failures: [] };

/** How the owner applies, and what it leaves to others. */
interface Ways {
  readonly rule: ApplyRule;
  readonly ignoreRules: readonly IgnoreRule[];
  readonly by: Presenter;
}

function ownerOf(app: App, cluster: Cluster, options: CompareOptions): Promise<OwnerAnswer> {
  return app.owner?.kind === 'Kustomization' ? readOwner(app.owner, cluster, options.signal) : Promise.resolve({ kind: 'absent' });
}

function compareObjects(
  rendered: Rendered,
  cluster: Cluster,
  ways: Ways,
  correction: Correction | undefined,
  options: CompareOptions,
): Promise<readonly Comparison[]> {
  const live = options.live ?? liveObjectsOf([rendered], cluster);
  const context = { cluster, live, ...ways, signal: options.signal, ...ownKinds(rendered.objects) };
  return mapConcurrently(rendered.objects, options.concurrency, async (object) => {
    const compared = await compareObject(object, context).catch((error: unknown) => {
      if (error instanceof CancelledError || options.signal.aborted) throw error;
      const reason: Failure = { code: 'internal', detail: error instanceof Error ? error.message : String(error) };
      return presentUnknown(object.ref, reason, ways.by);
    });
    const comparison = withCorrection(compared, correction);
    options.onComparison?.(comparison);
    return comparison;
  });
}

async function extrasOf(
  app: App,
  owner: OwnerAnswer,
  objects: readonly Comparison[],
  cluster: Cluster,
  by: Presenter,
  correction: Correction | undefined,
  options: CompareOptions,
) {
  if (app.owner?.kind !== 'Kustomization') return NO_EXTRAS;
  const { concurrency, signal, onComparison } = options;
  const context = { cluster, by, concurrency, signal, correction, ...(onComparison === undefined ? {} : { onComparison }) };
  const kept = objects.map((object) => object.ref);
  return findExtras(app.owner, owner, kept, context);
}

/** Another method would give an answer, and a wrong one. */
function unsupported(
  environment: string,
  app: App,
  rendered: Rendered,
  incomplete: readonly Failure[],
  by: Presenter,
  options: CompareOptions,
): AppComparison {
  const reason: Failure = { code: 'unsupported', subject: `Comparing what ${app.owner?.kind ?? app.kind} applies` };
  const comparisons = rendered.objects.map((object) => presentUnknown(object.ref, reason, by));
  for (const comparison of comparisons) options.onComparison?.(comparison);
  const known = incomplete.map((failure) => scrubbed(failure, by.mask));
  return rolledUp(
    environment,
    app,
    comparisons,
    known.some(({ code }) => code === 'unsupported' || code === 'controllerOnly') ? known : [...known, reason],
  );
}

function rolledUp(environment: string, app: App, comparisons: readonly Comparison[], failures: readonly Failure[]): AppComparison {
  const verdicts = comparisons.map((comparison) => comparison.verdict);
  const healths = comparisons.map((comparison) => comparison.health.health);
  return {
    environment,
    app: app.app,
    comparisons,
    verdict: worst(VERDICTS, failures.length > 0 ? [...verdicts, 'unknown'] : verdicts),
    health: worst(HEALTHS, failures.length > 0 ? [...healths, 'unknown'] : healths),
    failures,
  };
}
