// The targets of a bundle: what each is called, and whether clusters of the repository are known to match it.
import type { Failure, Node, Position } from '../../model';
import { at, child, text } from '../../yaml/access';
import { selectsLabels } from '../label-selector';
import { positionOf, type SourceObject } from '../sources';

/** The name, the cluster or group that it names, or a label that it selects by, the most telling first. */
export function targetName(target: Node): string {
  const named = ['name', 'clusterName', 'clusterGroup'].map((field) => text(child(target, field))).find((name) => (name ?? '') !== '');
  if (named !== undefined) return named;
  const labels = at(target, ['clusterSelector', 'matchLabels']);
  const told = TELLING.map((key) => text(child(labels, key))).find((value) => value !== undefined);
  const first = labels?.kind === 'map' ? text(labels.entries[0]?.value) : undefined;
  return told ?? first ?? 'all';
}

const TELLING = ['env', 'environment', 'stage', 'cluster', 'name'];

/** Why it is not known which clusters a target reaches: undefined where clusters of the repository match it. */
export function unknownClusters(target: Node, clusters: readonly SourceObject[], fallback: Position): Failure | undefined {
  const name = text(child(target, 'clusterName'));
  const selector = child(target, 'clusterSelector');
  const matches = (cluster: SourceObject): boolean => {
    if (name !== undefined && name !== '') return cluster.name === name;
    return selector !== undefined && selectsLabels(selector, at(cluster.node, ['metadata', 'labels']));
  };
  if (clusters.some(matches)) return undefined;
  const detail = clusters.length === 0 ? 'the repository has no Cluster of Fleet' : 'no Cluster of the repository is known to match it';
  return { code: 'clustersUnknown', subject: `the target ${targetName(target)}`, ...positionOf(target, fallback), detail };
}
