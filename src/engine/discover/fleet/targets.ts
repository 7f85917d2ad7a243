// The targets of a bundle: what each is called, and which clusters of the repository are known to match it.
import type { Failure, Node, Position } from '../../model';
import { at, child, text } from '../../yaml/access';
import { selectsLabels } from '../label-selector';
import { positionOf, type SourceObject } from '../sources';

/** What the repository has of Fleet's clusters. */
export interface FleetClusters {
  readonly fleetClusters: readonly SourceObject[];
  readonly clusterGroups: readonly SourceObject[];
}

/** The name, the cluster or group that it names, or a label that it selects by, the most telling first. */
export function targetName(target: Node): string {
  const named = ['name', 'clusterName', 'clusterGroup'].map((field) => text(child(target, field))).find((name) => (name ?? '') !== '');
  if (named !== undefined) return named;
  const labels = at(target, ['clusterSelector', 'matchLabels']) ?? at(target, ['clusterGroupSelector', 'matchLabels']);
  const told = TELLING.map((key) => text(child(labels, key))).find((value) => value !== undefined);
  const first = labels?.kind === 'map' ? text(labels.entries[0]?.value) : undefined;
  return told ?? first ?? 'all';
}

const TELLING = ['env', 'environment', 'stage', 'cluster', 'name'];

/** Why it is not known which clusters a target reaches: undefined where clusters of the repository match it. */
export function unknownClusters(target: Node, known: FleetClusters, fallback: Position): Failure | undefined {
  if (matchingClusters(target, known).length > 0) return undefined;
  const { fleetClusters, clusterGroups } = known;
  const group = text(child(target, 'clusterGroup')) ?? '';
  const detail =
    fleetClusters.length === 0
      ? 'the repository has no Cluster of Fleet'
      : group !== '' && clusterGroups.every(({ name }) => name !== group)
        ? `the repository has no ClusterGroup ${group}`
        : 'no Cluster of the repository is known to match it';
  return { code: 'clustersUnknown', subject: `the target ${targetName(target)}`, ...positionOf(target, fallback), detail };
}

/** All that a target asks for must hold, and one that asks for nothing matches nothing. Source: Fleet's own code, ClusterMatcher. */
export function matchingClusters(target: Node, { fleetClusters, clusterGroups }: FleetClusters): readonly SourceObject[] {
  const [name, group] = [text(child(target, 'clusterName')) ?? '', text(child(target, 'clusterGroup')) ?? ''];
  const [selector, groupSelector] = [child(target, 'clusterSelector'), child(target, 'clusterGroupSelector')];
  if (name === '' && group === '' && selector === undefined && groupSelector === undefined) return [];
  return fleetClusters.filter((cluster) => {
    if (name !== '' && cluster.name !== name) return false;
    if (selector !== undefined && !selectsLabels(selector, labelsOf(cluster))) return false;
    if (group === '' && groupSelector === undefined) return true;
    return groupsOf(cluster, clusterGroups).some(
      (each) => (group === '' || each.name === group) && (groupSelector === undefined || selectsLabels(groupSelector, labelsOf(each))),
    );
  });
}

/** A group without a selector has no cluster. */
function groupsOf(cluster: SourceObject, groups: readonly SourceObject[]): readonly SourceObject[] {
  return groups.filter((group) => {
    const selector = at(group.node, ['spec', 'selector']);
    return group.namespace === cluster.namespace && selector !== undefined && selectsLabels(selector, labelsOf(cluster));
  });
}

function labelsOf({ node }: SourceObject): Node | undefined {
  return at(node, ['metadata', 'labels']);
}
