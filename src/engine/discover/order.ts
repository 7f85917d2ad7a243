// Names of environments: which folder names are one, and the order in which people promote through them.

/** In promotion order; names in a row are of one rank. */
const RANKS: readonly (readonly string[])[] = [
  ['local', 'sandbox'],
  ['dev', 'develop', 'development'],
  ['int', 'integration', 'ci'],
  ['test', 'testing', 'tst'],
  ['qa'],
  ['uat', 'acceptance'],
  ['stage', 'stg', 'staging'],
  ['preprod', 'preproduction', 'pre'],
  ['canary'],
  ['prod', 'prd', 'production', 'live'],
];

const RANK_OF = new Map(RANKS.flatMap((names, rank) => names.map((name) => [name, rank] as const)));

/** Folders below which each folder is an environment. */
const ENVIRONMENT_MARKERS = new Set(['overlays', 'environments', 'envs', 'env']);
const CLUSTER_MARKERS = new Set(['clusters', 'cluster']);
/** Folders that are part of a layout and name nothing. */
const LAYOUT = new Set(['flux-system', 'flux', 'kubernetes', 'k8s', 'bootstrap', 'config', 'apps', 'applications', 'argocd', 'argo-cd']);

export function isEnvironmentName(name: string): boolean {
  return RANK_OF.has(name.toLowerCase());
}

/** Whether a name is an environment's, or a part of it is: `engineering-dev`, `prod-eu`. */
export function hasEnvironmentPart(name: string): boolean {
  return rankOf(name) < RANKS.length;
}

/** Whether two names are used for the same stage: `prod` and `production`. */
export function isSameStage(a: string, b: string): boolean {
  const rank = RANK_OF.get(a.toLowerCase());
  // Those of the first rank are not the same thing, but in the same place of the order.
  return rank !== undefined && rank > 0 && rank === RANK_OF.get(b.toLowerCase());
}

/** Sorts by rank (also of a part: `prod-eu`), names without one last; equals by their place in the list that a person wrote, then by name. */
export function compareEnvironments(listed: ReadonlyMap<string, number>): (a: string, b: string) => number {
  const placeOf = (name: string): number => listed.get(name) ?? listed.size;
  return (a, b) => rankOf(a) - rankOf(b) || placeOf(a) - placeOf(b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** Whether the names say nothing of which of the two comes first. */
export function isOfSameRank(a: string, b: string): boolean {
  return rankOf(a) === rankOf(b);
}

/** The environment that a branch is by its name: `env/staging`, `environment/staging`, `staging`. */
export function branchEnvironment(branch: string): string | undefined {
  return /^(?:env|envs|environment|environments)\/(.+)$/.exec(branch)?.[1] ?? (isEnvironmentName(branch) ? branch : undefined);
}

/** The folder that names an environment, with the depth at which it stands in `folders`. */
export interface NamedBy {
  readonly name: string;
  /** Index of the naming folder. */
  readonly index: number;
  readonly rule: 'cluster' | 'marker' | 'name' | 'layout';
}

/** Where a controller's entry point lies: `clusters/<name>`, a folder with an environment's name, else the innermost folder that names something. */
export function entryPointName(folders: readonly string[]): NamedBy | undefined {
  const cluster = after(folders, CLUSTER_MARKERS);
  if (cluster !== undefined) return withStage(folders, cluster);
  return overlayName(folders) ?? layoutName(folders);
}

/** The environment of an overlay folder: below `overlays` and the like, or a folder with an environment's name. */
export function overlayName(folders: readonly string[]): NamedBy | undefined {
  const marked = after(folders, ENVIRONMENT_MARKERS);
  if (marked !== undefined) return { name: folders[marked] as string, index: marked, rule: 'marker' };
  const index = folders.findLastIndex(isEnvironmentName);
  return index === -1 ? undefined : { name: folders[index] as string, index, rule: 'name' };
}

/** Whether a folder lies below `clusters`. */
export function isInCluster(folders: readonly string[]): boolean {
  return after(folders, CLUSTER_MARKERS) !== undefined;
}

/** `clusters/eu/production` and `clusters/us/production` are two environments. */
function withStage(folders: readonly string[], index: number): NamedBy {
  const [name, next] = [folders[index] as string, folders[index + 1]];
  const isStage = next !== undefined && isEnvironmentName(next) && rankOf(name) === RANKS.length;
  return isStage ? { name: `${name}-${next}`, index: index + 1, rule: 'cluster' } : { name, index, rule: 'cluster' };
}

function layoutName(folders: readonly string[]): NamedBy | undefined {
  const index = folders.findLastIndex((name) => !LAYOUT.has(name));
  return index === -1 ? undefined : { name: folders[index] as string, index, rule: 'layout' };
}

function after(folders: readonly string[], markers: ReadonlySet<string>): number | undefined {
  const index = folders.findIndex((name, i) => markers.has(name) && i + 1 < folders.length);
  return index === -1 ? undefined : index + 1;
}

function rankOf(name: string): number {
  const whole = RANK_OF.get(name.toLowerCase());
  if (whole !== undefined) return whole;
  const parts = name.toLowerCase().split(/[-_.]/);
  if (parts.includes('pre') && (parts.includes('prod') || parts.includes('production'))) return RANK_OF.get('preprod') as number;
  const ranks = parts.flatMap((part) => RANK_OF.get(part) ?? []);
  return ranks.length === 0 ? RANKS.length : (ranks[0] as number);
}
