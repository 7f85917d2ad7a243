// In which order controllers get to the apps of an environment: what applies an app before it, and what it depends on.
import type { App } from '../model';

export interface Plan {
  /** Those of a step can go on at the same time; a step waits for what it needs of the steps before. */
  readonly steps: readonly (readonly App[])[];
  /** What never gets its turn: it waits for what is nowhere, for itself, or for another one that never does. */
  readonly blocked: readonly BlockedApp[];
}

export interface BlockedApp {
  readonly app: App;
  /** Names, as `dependsOn` and `parent` have them. */
  readonly waitsFor: readonly string[];
}

/** Apps that no controller applies have no place in it. */
export function planOf(apps: readonly App[]): Plan {
  const steps: (readonly App[])[] = [];
  const done = new Set<string>();
  let waiting = apps.filter(({ owner }) => owner !== undefined);
  for (;;) {
    const next = waiting.filter((app) => needsOf(app).every((name) => done.has(name)));
    if (next.length === 0) break;
    steps.push(next);
    for (const { app } of next) done.add(app);
    waiting = waiting.filter(({ app }) => !done.has(app));
  }
  return { steps, blocked: waiting.map((app) => ({ app, waitsFor: needsOf(app).filter((name) => !done.has(name)) })) };
}

function needsOf({ parent, dependsOn }: App): readonly string[] {
  return parent === undefined ? dependsOn : [parent, ...dependsOn];
}
