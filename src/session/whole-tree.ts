// A branch that is one environment as a whole holds what several apps of another environment render: it is compared object by object, whichever app has it.
import { changedPairs, renderFailures } from '../engine/compare/renders';
import type { AppPair } from '../engine/discover/counterpart';
import type { App, Environment, Rendered, RenderedObject } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import type { AppChange, AppChanges } from './app-changes';

/** Apps that have no partner, of which those of one side are all of a branch. */
export interface WholeTree {
  readonly before: readonly App[];
  readonly after: readonly App[];
}

export function wholeTree(pairs: readonly AppPair[], old: Environment | undefined, now: Environment | undefined): WholeTree | undefined {
  const before = pairs.flatMap((pair) => (pair.before !== undefined && pair.after === undefined ? [pair.before] : []));
  const after = pairs.flatMap((pair) => (pair.after !== undefined && pair.before === undefined ? [pair.after] : []));
  if (before.length === 0 || after.length === 0) return undefined;
  return isAll(before, old) || isAll(after, now) ? { before, after } : undefined;
}

/** One entry for each app that has differences of those that are asked for, and one for what only the branch has. The first one tells what failed. */
export function wholeTreeChanges(
  { before, after }: WholeTree,
  render: { before(app: App): Rendered; after(app: App): Rendered },
  mask: Mask,
  isAsked: (...names: readonly (string | undefined)[]) => boolean,
): readonly AppChanges[] {
  const [old, now] = [
    before.map((app) => ({ app, rendered: render.before(app) })),
    after.map((app) => ({ app, rendered: render.after(app) })),
  ];
  const owners = new Map([...old, ...now].flatMap(({ app, rendered }) => rendered.objects.map((object) => [object, app.app] as const)));
  const pairs = changedPairs(objectsOf(old), objectsOf(now), mask, 'sameName');
  const failures = {
    before: old.flatMap(({ rendered }) => renderFailures(rendered)),
    after: now.flatMap(({ rendered }) => renderFailures(rendered)),
  };
  const entries = new Map<string, AppChanges & { readonly changes: AppChange[] }>();
  const entryOf = (app: string, was: string | undefined) => {
    const key = JSON.stringify([app, was]);
    const known = entries.get(key) ?? { app, ...(was === undefined ? {} : { was }), changes: [], failures: { before: [], after: [] } };
    entries.set(key, known);
    return known;
  };
  for (const { before: previous, after: object, change } of pairs) {
    const [was, is] = [previous && owners.get(previous), object && owners.get(object)];
    const entry = entryOf(is ?? was ?? '', is === undefined || was === is ? undefined : was);
    entry.changes.push({ ...change, ...(previous === undefined ? {} : { was: previous.ref }) });
  }
  const asked = [...entries.values()].filter(({ app, was }) => isAsked(app, was));
  const [first = entryOf(after[0]?.app ?? '', before[0]?.app), ...more] = asked;
  return [{ ...first, failures }, ...more];
}

function objectsOf(renders: readonly { readonly rendered: Rendered }[]): readonly RenderedObject[] {
  return renders.flatMap(({ rendered }) => rendered.objects);
}

function isAll([only, ...others]: readonly App[], environment: Environment | undefined): boolean {
  return environment?.branch !== undefined && only !== undefined && others.length === 0 && environment.apps.length === 1;
}
