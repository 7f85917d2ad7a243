// The latest comparison of each app, held until a source that it depends on changes.
import type { App, AppComparison, Comparison, Failure, Rendered } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { compareEnvironment } from '../engine/pipeline';
import type { Files, Pins } from '../engine/ports';
import type { Events } from './events';
import { findApps, findEnvironment } from './find';
import { type Held, hold, stillStands, suspectIfReads, touchedBy } from './held';
import { checkPin } from './pin-check';
import type { ComparisonRequest } from './api';
import type { Sources } from './sources';

export interface Comparisons {
  compare(request: ComparisonRequest): Promise<readonly AppComparison[]>;
  get(environment: string, app: string): AppComparison | undefined;
  /** @returns the environments of which a comparison was dropped. */
  changed(paths: readonly string[]): readonly string[];
  /** Those that are under way included. @returns whether there was any to drop. */
  forget(environment: string): boolean;
}

interface Parts {
  readonly sources: Sources;
  readonly files: Files;
  readonly pins: Pins;
  readonly mask: Mask;
  readonly events: Events;
}

const PIN_REFUSALS: ReadonlySet<Failure['code']> = new Set(['contextMismatch', 'notPinned']);

/** Requests in flight for one app; the apps that are compared at once multiply it. */
const CONCURRENCY = 4;

export function createComparisons({ sources, files, pins, mask, events }: Parts): Comparisons {
  const held = new Map<string, Held<AppComparison> & { readonly rendered: Rendered }>();
  /** Comparisons are numbered as they start: what an older one brings late must not replace what a newer one, or another pin, has brought. */
  let started = 0;
  const newest = new Map<string, number>();
  const isOvertaken = (number: number, environment: string, app: string): boolean =>
    number < Math.max(newest.get(environment) ?? 0, newest.get(keyOf(environment, app)) ?? 0);
  const drop = (number: number, environment: string, apps: readonly App[]): void => {
    const old = apps.filter(({ app }) => !isOvertaken(number, environment, app) && held.delete(keyOf(environment, app)));
    if (old.length > 0) events.fire({ kind: 'comparisons', environment });
  };
  return {
    async compare(request) {
      const { environment: name, cluster, signal, onComparison } = request;
      const number = ++started;
      const apps = findApps(sources.discovery(), name, request.app);
      if (apps.kind === 'failed') return [unknownApp(name, request.app ?? '', apps.reason)];
      const refusal = await refusalOf(request, pins);
      if (refusal !== undefined) {
        // Another cluster's refusal says nothing of the pinned one; but where that gave no answer, what it once said is not known to hold.
        if (!PIN_REFUSALS.has(refusal.code)) drop(number, name, apps.value);
        return apps.value.map((app) => unknownApp(name, app.app, refusal));
      }
      const environment = findEnvironment(sources.discovery(), name);
      if (environment.kind === 'failed') return [unknownApp(name, request.app ?? '', environment.reason)];
      const optionsFor = (app: App) => ({
        mask,
        concurrency: CONCURRENCY,
        signal,
        ...(onComparison === undefined ? {} : { onComparison: (comparison: Comparison) => onComparison(app.app, comparison) }),
      });
      const render = (app: App) => {
        // The status of an owner that this app applies may repeat a secret of what that one applies.
        for (const child of environment.value.apps) if (child.parent === app.app) sources.render(name, child.app);
        return sources.render(name, app.app);
      };
      for (const app of apps.value) render(app);
      await sources.settled(signal);
      return compareEnvironment(environment.value, apps.value, cluster, render, optionsFor, (comparison, app, rendered) => {
        // An edit that arrived meanwhile has made this answer one about the past.
        if (sources.render(name, app.app) !== rendered || isOvertaken(number, name, app.app)) return;
        newest.set(keyOf(name, app.app), number);
        held.set(keyOf(name, app.app), { ...hold(comparison, rendered.reads, files), rendered });
        events.fire({ kind: 'comparisons', environment: name });
      });
    },
    get(environment, app) {
      const known = held.get(keyOf(environment, app));
      // What nobody tells of is looked at now.
      return known === undefined || (known.untold.length > 0 && !stillStands(known, files)) ? undefined : known.value;
    },
    changed(paths) {
      const dropped = new Set<string>();
      const touched = touchedBy(paths);
      for (const [key, comparison] of held) {
        const { environment, app } = comparison.value;
        suspectIfReads(comparison, touched);
        // A file that the render did not read may still give the app another source, such as the ConfigMap of a substituteFrom.
        if (stillStands(comparison, files) && sources.render(environment, app) === comparison.rendered) continue;
        held.delete(key);
        dropped.add(environment);
      }
      return [...dropped];
    },
    forget(environment) {
      newest.set(environment, ++started);
      const old = [...held].filter(([, comparison]) => comparison.value.environment === environment);
      for (const [key] of old) held.delete(key);
      return old.length > 0;
    },
  };
}

async function refusalOf({ environment, cluster, signal, withoutPin }: ComparisonRequest, pins: Pins): Promise<Failure | undefined> {
  const check = await checkPin(environment, cluster, pins, signal);
  if (check.kind === 'refused') return check.reason;
  if (check.kind === 'pinned' || withoutPin) return undefined;
  return { code: 'notPinned', subject: environment, detail: `the cluster is ${cluster.context} at ${check.server}` };
}

function unknownApp(environment: string, app: string, reason: Failure): AppComparison {
  return { environment, app, comparisons: [], verdict: 'unknown', health: 'unknown', failures: [reason] };
}

function keyOf(environment: string, app: string): string {
  return `${environment}\n${app}`;
}
