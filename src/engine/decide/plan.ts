// In which order controllers get to the apps of an environment: what applies an app before it, what it depends on, and waves of a sync.
import { groupBy } from '../discover/group';
import type { App, SyncTurn } from '../model';
import { compareTurns } from './sync-plan';

export interface Plan {
  /** Those of a step can go on at the same time; a step waits for what it needs of the steps before. */
  readonly steps: readonly (readonly App[])[];
  /** What never gets its turn: it waits for what is nowhere, for itself, or for another one that never does. */
  readonly blocked: readonly BlockedApp[];
}

export interface BlockedApp {
  readonly app: App;
  /** Names of apps, and what `dependsOn` names. */
  readonly waitsFor: readonly string[];
  /** Those of them that no app of the environment is. */
  readonly absent: readonly string[];
}

/**
 * Apps that no controller applies have no place in it, and a parent in another environment (often that of Argo CD itself) has its turn there.
 * An Application whose parent syncs it in a later wave comes after those of the waves before;
 * whether Argo CD waits for their health, too, is a matter of its own settings.
 */
export function planOf(apps: readonly App[]): Plan {
  const steps: (readonly App[])[] = [];
  const done = new Set<string>();
  let waiting = apps.filter(({ owner }) => owner !== undefined);
  const needs = needsOf(waiting);
  for (;;) {
    const next = waiting.filter((app) => needs(app).every((name) => done.has(name)));
    if (next.length === 0) break;
    steps.push(next);
    for (const { app } of next) done.add(app);
    waiting = waiting.filter(({ app }) => !done.has(app));
  }
  const here = new Set(apps.map(({ app }) => app));
  const blocked = waiting.map((app) => {
    const waitsFor = needs(app).filter((name) => !done.has(name));
    return { app, waitsFor, absent: waitsFor.filter((name) => !here.has(name)) };
  });
  return { steps, blocked };
}

const USUAL: SyncTurn = { phase: 'Sync', wave: 0 };

function needsOf(apps: readonly App[]): (app: App) => readonly string[] {
  const names = new Set(apps.map(({ app }) => app));
  const families = groupBy(apps, ({ parent }) => parent ?? '');
  const inTurns = new Set(apps.flatMap(({ parent, syncTurn }) => (parent === undefined || syncTurn === undefined ? [] : [parent])));
  return ({ parent, dependsOn, syncTurn = USUAL }) => {
    if (parent === undefined) return dependsOn;
    const siblings = inTurns.has(parent) ? (families.get(parent) ?? []) : [];
    const earlier = siblings.filter((sibling) => compareTurns(sibling.syncTurn ?? USUAL, syncTurn) < 0);
    return [...(names.has(parent) ? [parent] : []), ...dependsOn, ...earlier.map(({ app }) => app)];
  };
}
