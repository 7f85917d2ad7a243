// What both front ends hold of one repository: the latest results, and the operations on them.
import { NO_BRANCHES, nothingRendered, type Rendered } from '../engine/model';
import { carryOutPromotion } from '../engine/act/promotion';
import { scrubbed } from '../engine/compare/present';
import { pairNamed } from '../engine/discover/counterpart';
import type { Mask } from '../engine/normalise/mask';
import type { Answer } from '../engine/ports';
import type { Session, SessionPorts } from './api';
import type { Outside } from './branches';
import { branchesChanged, withBranches } from './followed';
import { askCluster } from './ask-cluster';
import { createComparisons } from './comparisons';
import { answersUsed, asksCluster, createConnections } from './connections';
import { createEffects } from './effect';
import { createEvents } from './events';
import { failed, findApps, findEnvironment } from './find';
import { checkPin, writePin } from './pin-check';
import { createPreviews } from './previews';
import { createPromotionPlans } from './promotion-plans';
import { reachIn, reachSteps } from './reach';
import { reconcileApp } from './reconcile';
import { createSessionMask } from './session-mask';
import { createSources } from './sources';
import { run } from '../engine/steps';
import { createToldFiles } from './told-files';
import { findRelease, valuesOf } from './values';
import { whyField } from './why';

export type * from './api';

/** Builds a session over its ports. It reads nothing and contacts nothing until it is asked. */
export function createSession(ports: SessionPorts): Session {
  const { git, pins, clock } = ports;
  let branches = NO_BRANCHES;
  const files = createToldFiles(withBranches(ports.files, () => branches));
  const events = createEvents();
  const outside: Outside = { setting: () => ports.environmentsSetting?.(), branches: () => branches };
  const { longRenders } = ports;
  const elsewhere = longRenders && { port: longRenders, onArrival: () => sourcesChanged([]) };
  const connections = createConnections();
  const sources = createSources(files, outside, elsewhere, connections);
  const mask = createSessionMask(ports.randomKey, function* () {
    yield* sources.renders();
    yield* effects.renders();
  });
  const effects = createEffects(sources, files, mask, outside, elsewhere, connections);
  const plans = createPromotionPlans(sources, files, mask);
  const previewSteps = createPreviews(mask);
  const comparisons = createComparisons({ sources, files, pins, mask, events });
  const rendersOf = (environment: string, app?: string): readonly Rendered[] => {
    const apps = findApps(sources.discovery(), environment, app);
    return apps.kind === 'failed' ? [nothingRendered([apps.reason])] : apps.value.map((each) => sources.render(environment, each.app));
  };
  /** Files that may hold more apps are missing from a preview of all of them. */
  const previewed = (environment: string, app?: string): readonly Rendered[] => {
    const found = findEnvironment(sources.discovery(), environment);
    const unread = app === undefined && found.kind === 'answer' ? found.value.unread : undefined;
    return [...rendersOf(environment, app), ...(unread === undefined ? [] : [nothingRendered(unread)])];
  };
  const sourcesChanged = (paths: readonly string[]): void => {
    files.changed(paths);
    sources.changed(paths);
    effects.changed(paths);
    plans.changed(paths);
    const stale = comparisons.changed(paths);
    events.fire({ kind: 'sources', paths });
    for (const environment of stale) events.fire({ kind: 'comparisons', environment });
  };
  /** What one cluster answered says nothing of another. */
  const disconnect = (environment: string): void => {
    if (connections.delete(environment)) sourcesChanged([]);
  };
  return {
    mask,
    discovery: sources.discovery,
    branches: () => branches,
    branchesRead(read) {
      const changed = branchesChanged(branches, read);
      branches = read;
      if (changed.length > 0) sourcesChanged(changed);
      else events.fire({ kind: 'sources', paths: [] });
    },
    findings: sources.findings,
    findingSteps: sources.findingSteps,
    loneFolders: sources.loneFolders,
    render: sources.render,
    preview: (environment, app) => run(previewSteps(previewed(environment, app))),
    previewSteps: (environment, app) => previewSteps(previewed(environment, app)),
    asks: (environment, app) => rendersOf(environment, app).some(asksCluster),
    release(environment, name) {
      const found = findEnvironment(sources.discovery(), environment);
      return found.kind === 'failed' ? found : findRelease(found.value.apps, name);
    },
    values: (environment, app) => valuesOf(app, sources.render(environment, app), mask),
    why(environment, object, path) {
      const found = findEnvironment(sources.discovery(), environment);
      if (found.kind === 'failed') return found;
      return whyField(rendersOf(environment, object.app), object, path, mask);
    },
    reach: (place, scope) => reachIn({ sources, files, mask }, place, scope),
    reachSteps: (place, scope) => reachSteps({ sources, files, mask }, place, scope),
    effect: effects.of,
    effectSteps: effects.steps,
    checkPin: (environment, cluster, signal) => checkPin(environment, cluster, pins, signal),
    async askCluster(request) {
      const parts = { sources, files, pins, clock, longRenders, connections };
      const asked = await askCluster(request, parts);
      if (asked.kind === 'answer') sourcesChanged([]);
      return scrubbedAnswer(asked, mask);
    },
    goOffline: disconnect,
    answeredBy(environment, app) {
      const connection = connections.get(environment);
      return app !== undefined && connection?.apps?.has(app) === false ? undefined : connection?.context;
    },
    answersUsed(environment, app) {
      const connection = connections.get(environment);
      if (connection === undefined || (app !== undefined && connection.apps?.has(app) === false)) return undefined;
      return answersUsed(connection, rendersOf(environment, app));
    },
    async pin(environment, cluster, signal) {
      const written = await writePin(environment, cluster, pins, signal);
      disconnect(environment);
      if (comparisons.forget(environment)) events.fire({ kind: 'comparisons', environment });
      return written;
    },
    async unpin(environment) {
      const removed = await pins.remove(environment);
      disconnect(environment);
      comparisons.forget(environment);
      events.fire({ kind: 'comparisons', environment });
      return removed;
    },
    pinChanged(environment) {
      disconnect(environment);
      if (comparisons.forget(environment)) events.fire({ kind: 'comparisons', environment });
    },
    compare: comparisons.compare,
    async settled(signal) {
      await Promise.all([sources.settled(signal), effects.settled(signal)]);
    },
    comparison: comparisons.get,
    async planPromotion(request, signal = new AbortController().signal) {
      // What is said of the plan, and of carrying it out, may repeat a secret of the target: rendered, the mask knows them.
      const { app, from, to } = request;
      sources.render(to, pairNamed(sources.discovery(), app, from, to)?.after?.app ?? app);
      return scrubbedAnswer(await plans.plan(request, signal), mask);
    },
    promote: async (plan, options) => scrubbedAnswer(await carryOutPromotion(plan, git, options), mask),
    reconcile: (environment, app, cluster, options) => reconcileApp({ environment, app, cluster, options, sources, pins, clock, mask }),
    sourcesChanged,
    onDidChange: events.add,
  };
}

/** Git and what it calls (hooks, a signing program) may say what they were given. */
function scrubbedAnswer<T>(answer: Answer<T>, mask: Mask): Answer<T> {
  return answer.kind === 'failed' ? failed(scrubbed(answer.reason, mask)) : answer;
}
