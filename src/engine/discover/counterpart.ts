// Which apps of two environments are the same thing: of one name, or of names that differ in the environment alone.
import type { App, Discovery, Environment } from '../model';
import { isSameStage } from './order';

type Place = Pick<Environment, 'name' | 'apps'>;

export interface AppPair {
  readonly before?: App;
  readonly after?: App;
}

/**
 * Every app of both environments once, in the order of their names. Applications of Argo CD live in one namespace, so those of one thing
 * carry the environment in their names: `shop-staging` and `shop-production`. Where several could be meant, none is.
 */
export function pairApps(before: Place | undefined, after: Place | undefined): readonly AppPair[] {
  const [old, now] = [before?.apps ?? [], after?.apps ?? []];
  const oldNames = new Map(old.map((app) => [app.app, app]));
  const nowNames = new Map(now.map((app) => [app.app, app]));
  const left = old.filter(({ app }) => !nowNames.has(app));
  const right = now.filter(({ app }) => !oldNames.has(app));
  const partners = before === undefined || after === undefined ? new Map() : bySharedStem(before.name, left, after.name, right);
  const taken = new Set(partners.values());
  const pairs = [
    ...old.map((app): AppPair => pairOf(app, nowNames.get(app.app) ?? partners.get(app))),
    ...right.filter((app) => !taken.has(app)).map((app): AppPair => ({ after: app })),
  ];
  return pairs.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** The pair that a name of either side means; the side of `from` comes first. */
export function pairNamed(discovery: Discovery, name: string, from: string, to: string): AppPair | undefined {
  const place = (wanted: string): Place | undefined => discovery.environments.find((environment) => environment.name === wanted);
  const pairs = pairApps(place(from), place(to));
  return pairs.find(({ before }) => before?.app === name) ?? pairs.find(({ after }) => after?.app === name);
}

/** Partners of apps of the first environment, where each is the only one of its stem. */
function bySharedStem(from: string, left: readonly App[], to: string, right: readonly App[]): ReadonlyMap<App, App> {
  const stems = byStem(right, to);
  const found = new Map<App, App>();
  for (const [stem, [app, ...others]] of byStem(left, from)) {
    const [partner, ...rivals] = stems.get(stem) ?? [];
    if (app !== undefined && partner !== undefined && others.length + rivals.length === 0) found.set(app, partner);
  }
  return found;
}

function byStem(apps: readonly App[], environment: string): ReadonlyMap<string, readonly App[]> {
  const found = new Map<string, App[]>();
  for (const app of apps) {
    const stem = stemOf(app.app, environment);
    if (stem !== undefined) found.set(stem, [...(found.get(stem) ?? []), app]);
  }
  return found;
}

/** The name with a gap where it says the environment, whole or as another name of its stage; undefined where it does not. */
function stemOf(name: string, environment: string): string | undefined {
  const bounded = new RegExp(`(^|[-_./])${environment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?=$|[-_./])`);
  if (bounded.test(name)) return name.replace(bounded, `$1${GAP}`);
  const parts = name.split(/([-_./])/);
  const at = parts.findIndex((part) => isSameStage(part, environment));
  return at === -1 ? undefined : parts.with(at, GAP).join('');
}

const GAP = '\n';

function pairOf(before: App, after: App | undefined): AppPair {
  return after === undefined ? { before } : { before, after };
}

function nameOf({ before, after }: AppPair): string {
  return (after ?? before)?.app ?? '';
}
