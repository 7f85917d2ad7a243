// The JSON shapes of --json, as schema/plumbline.schema.json publishes them. Everything in them is masked.
import type {
  App,
  AppComparison,
  AppProject,
  Comparison,
  Environment,
  Failure,
  Finding,
  ObjectRef,
  Part,
  Position,
  PromotionPlan,
} from '../engine/model';
import { type Plan, planOf } from '../engine/decide/plan';
import type { SyncPlan } from '../engine/decide/sync-plan';
import type { Mask } from '../engine/normalise/mask';
import { findingSentence, relatedTemplate, sentence, whyTemplate } from '../engine/presenter';

/** One line, ended by `\n`. Integers beyond 2^53 are written as strings. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))}\n`;
}

export function failureJson(failure: Failure, mask: Mask) {
  const { code, file, line, column, via, related } = failure;
  return {
    code,
    message: sentence(failure, mask),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...viaJson(via),
    ...relatedJson(related, whyTemplate(failure)),
  };
}

export function findingJson(finding: Finding, mask: Mask) {
  const { code, file, line, column, via, related } = finding;
  return {
    code,
    message: findingSentence(finding, mask),
    file,
    line,
    column,
    ...viaJson(via),
    ...relatedJson(related, relatedTemplate(finding)),
  };
}

function relatedJson(related: readonly Position[] | undefined, message: string) {
  return related === undefined ? {} : { related: related.map(({ file, line, column }) => ({ message, file, line, column })) };
}

/** The kustomizations that led to a file, the outermost first. */
function viaJson(via: readonly string[] | undefined): { readonly via?: readonly string[] } {
  return via === undefined || via.length === 0 ? {} : { via };
}

/** @param context the kube-context that the environment is pinned to. */
export function environmentJson(
  { name, order, reason, orderReason, expectedContext, branch, apps, parts, unread }: Environment,
  context: string | undefined,
  mask: Mask,
) {
  return {
    name,
    order,
    reason,
    orderReason,
    ...(expectedContext === undefined ? {} : { expectedContext }),
    ...(branch === undefined ? {} : { branch }),
    ...(context === undefined ? {} : { context }),
    apps: apps.map((app) => appJson(app, mask)),
    plan: orderJson(planOf(apps)),
    ...(parts === undefined ? {} : { parts: parts.map(partJson) }),
    ...(unread === undefined ? {} : { unread: unread.map((failure) => failureJson(failure, mask)) }),
  };
}

/** Nothing in it is of a Secret: variables go by their names. */
export function partJson({ kind, name, reason, app, folder, workspace, from, dependsOn, variables, versions, file, line, column }: Part) {
  const known = { app, folder, workspace, from, dependsOn, variables };
  return {
    kind,
    name,
    reason,
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
    ...(versions === undefined
      ? {}
      : { versions: versions.map((version) => ({ name: version.name, tag: version.tag, file: version.file, line: version.line })) }),
    file,
    line,
    column,
  };
}

export function appComparisonJson({ app, verdict, health, comparisons, failures }: AppComparison, mask: Mask) {
  return {
    app,
    verdict,
    health,
    objects: comparisons.map((comparison) => comparisonJson(comparison, mask)),
    failures: failures.map((failure) => failureJson(failure, mask)),
  };
}

export function planJson(plan: PromotionPlan, mask: Mask) {
  const { app, from, to, target, branch, message, versions, edits, failures } = plan;
  const effects = plan.effects.map((effect) => ({ ...effect, ref: mask.ref(effect.ref) }));
  return {
    app,
    from,
    to,
    target,
    branch,
    message,
    versions,
    edits,
    effects,
    failures: failures.map((failure) => failureJson(failure, mask)),
  };
}

/** Names of apps: steps in their order, and what never gets its turn. */
export function orderJson({ steps, blocked }: Plan) {
  return {
    steps: steps.map((step) => step.map(({ app }) => app)),
    blocked: blocked.map(({ app, waitsFor }) => ({ app: app.app, waitsFor })),
  };
}

/** In which order Argo CD applies the objects of an Application. */
export function syncJson({ steps, notSynced }: SyncPlan, mask: Mask) {
  const shown = (refs: readonly ObjectRef[]) =>
    refs.map((ref) => {
      const { apiVersion, kind, namespace, name } = mask.ref(ref);
      return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
    });
  return { steps: steps.map(({ phase, wave, objects }) => ({ phase, wave, objects: shown(objects) })), notSynced: shown(notSynced) };
}

export function refText({ kind, namespace, name }: ObjectRef): string {
  return `${kind}/${name}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

export function appJson(
  {
    app,
    namespace,
    path,
    kind,
    owner,
    parent,
    suspended,
    dependsOn,
    syncTurn,
    versions,
    rollouts,
    unresolved,
    sourceReason,
    fleet,
    project,
  }: App,
  mask: Mask,
) {
  return {
    app,
    ...(namespace === undefined ? {} : { namespace }),
    path,
    kind,
    ...(owner === undefined ? {} : { owner: { kind: owner.kind, namespace: owner.namespace, name: owner.name } }),
    ...(sourceReason === undefined ? {} : { sourceReason }),
    ...(parent === undefined ? {} : { parent }),
    ...(suspended === true ? { suspended } : {}),
    dependsOn,
    ...(syncTurn === undefined ? {} : { syncTurn }),
    versions: versions.map(({ image, chart, tag, digest, file, line, policy }) => ({
      ...(image === undefined ? { chart: chart ?? '' } : { image }),
      tag,
      ...(digest === undefined ? {} : { digest }),
      file,
      line,
      ...(policy === undefined ? {} : { policy }),
    })),
    ...(rollouts === undefined
      ? {}
      : { rollouts: rollouts.map(({ kind, name, target, file, line }) => ({ kind, name, target, file, line })) }),
    ...(fleet?.ignored === undefined
      ? {}
      : { driftIgnores: fleet.ignored.map(({ object, fields, file, line }) => ({ object, fields, file, line })) }),
    ...(project === undefined ? {} : { project: projectJson(project) }),
    unresolved: unresolved.map((failure) => failureJson(failure, mask)),
  };
}

function projectJson({ name, rules, windows }: AppProject) {
  const syncWindows = windows?.map(({ kind, schedule, duration, timeZone, manualSync, file, line }) => ({
    kind,
    schedule,
    duration,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(manualSync === undefined ? {} : { manualSync }),
    file,
    line,
  }));
  return {
    name,
    ...(rules === undefined ? {} : { file: rules.file, line: rules.line }),
    ...(syncWindows === undefined ? {} : { syncWindows }),
  };
}

function comparisonJson({ ref, verdict, method, corrected, health, reason, changes, ignored }: Comparison, mask: Mask) {
  return {
    ...mask.ref(ref),
    verdict,
    method,
    ...(corrected === undefined ? {} : { corrected }),
    health,
    ...(reason === undefined ? {} : { reason: failureJson(reason, mask) }),
    changes: changes.map(({ path, live, desired, origin, manager }) => ({
      path,
      ...(live === undefined ? {} : { live }),
      ...(desired === undefined ? {} : { desired }),
      ...(origin === undefined ? {} : { origin: { file: origin.file, line: origin.line, column: origin.column, step: origin.step } }),
      ...(manager === undefined ? {} : { manager }),
    })),
    ignored,
  };
}
