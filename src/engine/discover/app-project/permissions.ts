// Whether a project permits a source, a destination, a kind or a namespace of Applications. Source: argo-cd v3.2.6, `app_project_types.go`.
import type { DestinationRule, KindRule, KnownCluster, PatternRule, Position, ProjectRules, RuleList, ScopedClusters } from '../../model';
import { folderPattern } from '../application-set/globs';
import { compileGlob } from '../glob';
import { withoutCredentials } from '../git-url';
import { once } from '../once';
import { normalizedAddress } from './address';
import { mayNeverEnd } from './endless-expressions';

/** `rule` is of the list or the entry that decides, and `why` says so in words. */
export type Permission = { readonly kind: 'permitted' | 'unknown' } | Refusal;

export interface Refusal {
  readonly kind: 'refused';
  readonly rule: Position;
  readonly why: string;
}

const PERMITTED: Permission = { kind: 'permitted' };
const UNKNOWN: Permission = { kind: 'unknown' };

export function sourcePermitted(address: string, { sourceRepos }: ProjectRules): Permission {
  const normalized = normalizedAddress(address);
  let isMatched = false;
  for (const rule of sourceRepos.rules) {
    const { isDenial, matches } = sourceOf(rule);
    if (matches(normalized)) isMatched = true;
    else if (isDenial) return refused(rule, `sourceRepos forbids it by “${withoutCredentials(rule.pattern)}”`);
  }
  return isMatched ? PERMITTED : refused(sourceRepos.place, noEntry(sourceRepos, 'sourceRepos'));
}

/** Namespaces of Applications outside of Argo CD's own: expressions between slashes, or patterns. Unknown where only an expression could match that might never end. */
export function namespacePermitted(namespace: string, { sourceNamespaces }: ProjectRules): Permission {
  const answers = sourceNamespaces.rules.map((rule) => namespaceOf(rule)(namespace));
  if (answers.includes(true)) return PERMITTED;
  return answers.includes(undefined) ? UNKNOWN : refused(sourceNamespaces.place, noEntry(sourceNamespaces, 'sourceNamespaces'));
}

/** Unknown where it depends on what the repository does not tell of the cluster. */
export function destinationPermitted(cluster: KnownCluster, namespace: string, { destinations, scoped }: ProjectRules): Permission {
  // Each answer that rules so far may give: whether one has matched.
  let reached: ReadonlySet<boolean> = new Set([false]);
  let denying: DestinationRule | undefined;
  for (const rule of destinations.rules) {
    const outcomes = outcomesOf(rule, cluster, namespace);
    if (outcomes.has('denied')) denying ??= rule;
    reached = new Set(
      [...reached].flatMap((isMatched) => [...(outcomes.has('matched') ? [true] : []), ...(outcomes.has('passed') ? [isMatched] : [])]),
    );
    if (reached.size === 0) break;
  }
  if (!reached.has(true))
    return denying === undefined
      ? refused(destinations.place, noEntry(destinations, 'destinations'))
      : refused(denying, `destinations forbids it by “${shownDestination(denying)}”`);
  if (reached.has(false) || denying !== undefined) return UNKNOWN;
  return scoped === undefined ? PERMITTED : scopedPermitted(cluster, scoped);
}

/** By group and kind alone: where its objects go is another question. */
export function kindPermitted(
  { group, kind }: { readonly group: string; readonly kind: string },
  isNamespaced: boolean,
  rules: ProjectRules,
): Permission {
  const { permitted, denied } = isNamespaced ? rules.namespacedKinds : rules.clusterKinds;
  const [allowing, denying] = isNamespaced
    ? ['namespaceResourceWhitelist', 'namespaceResourceBlacklist']
    : ['clusterResourceWhitelist', 'clusterResourceBlacklist'];
  const isIn = (rule: KindRule): boolean => kindOf(rule).kind?.test(kind) === true && kindOf(rule).group?.test(group) === true;
  const forbidding = denied.rules.find(isIn);
  if (forbidding !== undefined) return refused(forbidding, `${denying} names it`);
  if (permitted === undefined)
    return isNamespaced ? PERMITTED : refused(rules, `the project has no ${allowing}, so no cluster-scoped kind is`);
  return permitted.rules.some(isIn) ? PERMITTED : refused(permitted.place, noEntry(permitted, allowing as string));
}

function refused({ file, line, column }: Position, why: string): Permission {
  return { kind: 'refused', rule: { file, line, column }, why };
}

function noEntry({ rules }: RuleList<unknown>, list: string): string {
  return rules.length === 0 ? `its ${list} has no entries` : `no entry of ${list} matches`;
}

type Outcome = 'matched' | 'denied' | 'passed';

/** Several where the server or the name of the cluster is not known. */
function outcomesOf(rule: DestinationRule, { server, name }: KnownCluster, namespace: string): ReadonlySet<Outcome> {
  const match = destinationOf(rule);
  const isOfNamespace = match.namespace(namespace);
  const outcomes = new Set<Outcome>();
  for (const isNamed of possible(rule.name, match.name, name)) {
    for (const isServer of possible(rule.server, match.server, server)) {
      const isDenied =
        (!isNamed && isDenying(rule.name)) ||
        (!isServer && isDenying(rule.server) && isOfNamespace) ||
        (!isOfNamespace && isDenying(rule.namespace) && isServer);
      outcomes.add((isNamed || isServer) && isOfNamespace ? 'matched' : isDenied ? 'denied' : 'passed');
    }
  }
  return outcomes;
}

function possible(pattern: string, matches: Matcher, value: string | undefined): readonly boolean[] {
  if (value !== undefined) return [value !== '' && matches(value)];
  if (pattern === '') return [false];
  return pattern === '*' || pattern === '**' ? [true] : [true, false];
}

function shownDestination({ server, name, namespace }: DestinationRule): string {
  return [server, name, namespace].filter((part) => part.startsWith('!')).join(' ');
}

/** Secrets of clusters are seldom in Git: only of a cluster whose own is here, it is known that it is none of the project's. */
function scopedPermitted(cluster: KnownCluster, { place, own, others }: ScopedClusters): Permission {
  const isThis = ({ server, name }: KnownCluster): boolean =>
    (name !== undefined && name === cluster.name) || (server !== undefined && server === cluster.server);
  if (own.some(isThis)) return PERMITTED;
  return others.some(isThis) ? refused(place, 'permitOnlyProjectScopedClusters is set, and the cluster is none of the project’s') : UNKNOWN;
}

function isDenying(pattern: string): boolean {
  return pattern.startsWith('!');
}

type Matcher = (value: string) => boolean;

function matcher(pattern: string, separator: '/' | '' = ''): Matcher {
  if (pattern === '*') return () => true;
  const isMatch = compileGlob(isDenying(pattern) ? pattern.slice(1) : pattern, { separator, malformed: false });
  return isDenying(pattern) ? (value) => !isMatch(value) : isMatch;
}

/** Every Application, and every object, is held against the few rules of its project. */
const sourceOf = once(({ pattern }: PatternRule): { readonly isDenial: boolean; readonly matches: Matcher } => {
  const own = isDenying(pattern) ? `!${normalizedAddress(pattern.slice(1))}` : normalizedAddress(pattern);
  return { isDenial: isDenying(own), matches: matcher(own, '/') };
});

const destinationOf = once(({ server, name, namespace }: DestinationRule) => ({
  server: matcher(server),
  name: matcher(name),
  namespace: matcher(namespace),
}));

/** As Go's `filepath.Match`. */
const kindOf = once(({ group, kind }: KindRule): { readonly group: RegExp | undefined; readonly kind: RegExp | undefined } => ({
  group: folderPattern(group),
  kind: folderPattern(kind),
}));

const namespaceOf = once(({ pattern }: PatternRule): ((namespace: string) => boolean | undefined) => {
  const isMatch = compileGlob(pattern, { separator: '', malformed: false });
  if (isExpression(pattern) && mayNeverEnd(pattern.slice(1, -1))) return (namespace) => isMatch(namespace) || undefined;
  const expression = expressionIn(pattern);
  return (namespace) => (namespace.length <= LONGEST && expression?.test(namespace) === true) || isMatch(namespace);
});

/** Of the names of namespaces; the API server takes no longer one. */
const LONGEST = 63;

const isExpression = (pattern: string): boolean => pattern.startsWith('/') && pattern.endsWith('/');

function expressionIn(pattern: string): RegExp | undefined {
  if (!isExpression(pattern)) return undefined;
  try {
    return new RegExp(pattern.slice(1, -1));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
