// Manifests against manifests: one environment against another, or against itself in another tree.
import { changedPairs, renderFailures } from '../engine/compare/renders';
import { type AppPair, pairApps } from '../engine/discover/counterpart';
import { type App, type Failure, nothingRendered, type Rendered } from '../engine/model';
import { learnSecrets } from '../engine/normalise/learn-secrets';
import type { Answer } from '../engine/ports';
import type { Session } from './api';
import type { AppChange, AppChanges } from './app-changes';
import { failed, findEnvironment } from './find';
import { run } from '../engine/steps';
import { wholeTree, wholeTreeChanges } from './whole-tree';

export type { AppChange, AppChanges } from './app-changes';

/** One side of such a comparison. */
export interface RenderedSide {
  readonly session: Session;
  readonly environment: string;
}

/**
 * Everything that differs from `before` to `after`, app by app in the order of their names; an app that one side lacks appears or goes with
 * all of its objects, and so does an environment that one of two trees lacks. Texts are masked by the session of `after`.
 *
 * @param app one app; all of them unless named.
 */
export function renderedChanges(before: RenderedSide, after: RenderedSide, app?: string): Answer<readonly AppChanges[]> {
  return run(renderedChangeSteps(before, after, app));
}

/** The same in small steps, one for each app, between which the caller may do other things or leave. */
export function* renderedChangeSteps(
  before: RenderedSide,
  after: RenderedSide,
  app?: string,
): Generator<void, Answer<readonly AppChanges[]>> {
  const from = findEnvironment(before.session.discovery(), before.environment);
  const to = findEnvironment(after.session.discovery(), after.environment);
  const neither = from.kind === 'failed' && to.kind === 'failed';
  // In two trees, an environment may come or go; in one, a name that is not there is a mistake.
  if (to.kind === 'failed' && (neither || before.session === after.session)) return to;
  if (from.kind === 'failed' && before.session === after.session) return from;
  const [old, now] = [from, to].map((found) => (found.kind === 'answer' ? found.value : undefined));
  const all = pairApps(old, now);
  const isAsked = (...names: readonly (string | undefined)[]): boolean => app === undefined || names.includes(app);
  const pairs = all.filter((pair) => isAsked(pair.after?.app, pair.before?.app));
  if (app !== undefined && pairs.length === 0) return failed({ code: 'noSuchApp', subject: app, detail: `looked in ${after.environment}` });
  const pairing = before.environment === after.environment ? 'sameObject' : 'sameName';
  const value: AppChanges[] = [];
  const whole = before.session === after.session ? wholeTree(all, old, now) : undefined;
  for (const pair of pairs) {
    if (whole !== undefined && (pair.before === undefined || pair.after === undefined)) continue;
    value.push(changesOf(pair, before, after, pairing));
    yield;
  }
  if (whole !== undefined) {
    const render = { before: (each: App) => renderOf(before, each), after: (each: App) => renderOf(after, each) };
    value.push(...wholeTreeChanges(whole, render, after.session.mask, isAsked));
  }
  return { kind: 'answer', value };
}

function changesOf(pair: AppPair, before: RenderedSide, after: RenderedSide, pairing: 'sameObject' | 'sameName'): AppChanges {
  const [old, now] = [renderOf(before, pair.before), renderOf(after, pair.after)];
  const name = (pair.after ?? pair.before)?.app ?? '';
  // What the other tree failed with may repeat a secret that only that tree has.
  if (before.session !== after.session) learnSecrets(old, after.session.mask);
  const changes = changedPairs(old.objects, now.objects, after.session.mask, pairing).map(
    (each): AppChange => ({ ...each.change, ...(each.before === undefined ? {} : { was: each.before.ref }) }),
  );
  const was = pair.before === undefined || pair.before.app === name ? {} : { was: pair.before.app };
  return { app: name, ...was, changes, failures: { before: renderFailures(old), after: renderFailures(now) } };
}

/** Files beside the entry points of an environment that could not be read: whether it has more apps is then not known. */
export function unreadOf({ session, environment }: RenderedSide): readonly Failure[] {
  const found = findEnvironment(session.discovery(), environment);
  return found.kind === 'answer' ? (found.value.unread ?? []) : [];
}

function renderOf({ session, environment }: RenderedSide, app: App | undefined): Rendered {
  return app === undefined ? nothingRendered([]) : session.render(environment, app.app);
}
