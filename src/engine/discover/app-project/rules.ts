// The rules of an AppProject, with those that its global projects and the Secrets of its clusters and repositories add. Source: argo-cd v3.2.6, `GetAppProjectByName`.
import type {
  DestinationRule,
  KindRule,
  KindRules,
  Node,
  PatternRule,
  Position,
  ProjectRules,
  RuleList,
  ScopedClusters,
} from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { type ClusterSecret, repositoriesOf } from '../argo-secrets';
import type { Inventory } from '../inventory';
import { positionOf, type SourceObject } from '../sources';

/** What the repository holds, and the clusters that are known of. */
export interface Known {
  readonly inventory: Inventory;
  readonly clusters: readonly ClusterSecret[];
}

/** @param globals whose lists are laid behind the project's own. */
export function rulesOf(project: SourceObject, globals: readonly SourceObject[], { inventory, clusters }: Known): ProjectRules {
  const all = [project, ...globals];
  const position = positionOf(undefined, project);
  const list = (field: string): Node | undefined => all.map((one) => at(one.node, ['spec', field])).find((node) => node?.kind === 'list');
  const listed = <T>(field: string, read: (item: Node) => T, more: readonly T[] = []): RuleList<T & Position> => {
    const [own = [], ...others] = all.map((one) => items(at(one.node, ['spec', field])).map((item) => placed(read(item), item)));
    const scoped = more.map((rule) => ({ ...rule, ...position }));
    return { place: positionOf(list(field), project), rules: [...own, ...scoped, ...others.flat()] };
  };
  const kinds = (scope: 'cluster' | 'namespace'): KindRules => {
    const permitted = listed(`${scope}ResourceWhitelist`, kindRule);
    // An empty list permits nothing, but one that a global project adds.
    const isThere = at(project.node, ['spec', `${scope}ResourceWhitelist`])?.kind === 'list' || permitted.rules.length > 0;
    return { ...(isThere ? { permitted } : {}), denied: listed(`${scope}ResourceBlacklist`, kindRule) };
  };
  const own = clusters.filter((cluster) => cluster.project === project.name);
  return {
    name: project.name,
    ...position,
    sourceRepos: listed(
      'sourceRepos',
      patternRule,
      repositoriesOf(project.name, inventory).map(({ text: pattern }) => ({ pattern })),
    ),
    sourceNamespaces: { ...listed('sourceNamespaces', patternRule), rules: namespacesOf(project) },
    destinations: listed('destinations', destinationRule, own.flatMap(destinationsOf)),
    clusterKinds: kinds('cluster'),
    namespacedKinds: kinds('namespace'),
    ...scopedClusters(project, clusters),
  };
}

type Unplaced<T> = Omit<T, keyof Position>;

function placed<T>(rule: T, { origin }: Node): T & Position {
  const { file, line, column } = origin;
  return { ...rule, file, line, column };
}

function patternRule(item: Node): Unplaced<PatternRule> {
  return { pattern: text(item) ?? '' };
}

function destinationRule(item: Node): Unplaced<DestinationRule> {
  const [server = '', name = '', namespace = ''] = ['server', 'name', 'namespace'].map((field) => text(child(item, field)));
  return { server, name, namespace };
}

function kindRule(item: Node): Unplaced<KindRule> {
  const [group = '', kind = ''] = ['group', 'kind'].map((field) => text(child(item, field)));
  return { group, kind };
}

/** Global projects add none of these. */
function namespacesOf({ node }: SourceObject): readonly PatternRule[] {
  return items(at(node, ['spec', 'sourceNamespaces'])).map((item) => placed(patternRule(item), item));
}

function destinationsOf({ server = '', namespaces }: ClusterSecret): readonly Unplaced<DestinationRule>[] {
  return (namespaces.length === 0 ? ['*'] : namespaces).map((namespace) => ({ server, name: '', namespace }));
}

function scopedClusters(project: SourceObject, clusters: readonly ClusterSecret[]): { readonly scoped?: ScopedClusters } {
  const option = at(project.node, ['spec', 'permitOnlyProjectScopedClusters']);
  if (text(option) !== 'true') return {};
  const known = (isOwn: boolean) =>
    clusters
      .filter((cluster) => (cluster.project === project.name) === isOwn)
      .map(({ server, name }) => ({ ...(server === undefined ? {} : { server }), ...(name === undefined ? {} : { name }) }));
  return { scoped: { place: positionOf(option, project), own: known(true), others: known(false) } };
}
