// Clusters that `doNotDeploy` leaves out of a target of a bundle: which those are, and by which line.
import type { Failure, Node, Position } from '../../model';
import { at, child, text } from '../../yaml/access';
import { failureAt } from '../inventory';
import { positionOf } from '../sources';
import { type FleetClusters, matchingClusters, targetName } from './targets';

export interface LeftOut {
  readonly reasons: readonly Failure[];
  /** Whether no cluster of the target is left. */
  readonly isAll: boolean;
}

/** Whether a target customization keeps a bundle away from its clusters. */
export function deploysNothing(target: Node): boolean {
  return text(child(target, 'doNotDeploy')) === 'true';
}

/**
 * @param before the customizations before the target in Fleet's order: of those that match a cluster the first one counts, and deploys nothing there where it says so.
 * Source: Fleet's own code, `Match` of the bundle matcher.
 */
export function leftOutOf(target: Node, before: readonly Node[], known: FleetClusters, bundle: string, fallback: Position): LeftOut {
  const own = matchingClusters(target, known);
  const reasons: Failure[] = [];
  const left = new Set(own);
  let isAll = false;
  for (const skip of before) {
    const clusters = matchingClusters(skip, known);
    if (!deploysNothing(skip)) {
      for (const cluster of clusters) left.delete(cluster);
      continue;
    }
    const shared = clusters.filter((cluster) => left.has(cluster));
    const isKnown = shared.length > 0 || (own.length > 0 && clusters.length > 0);
    if (isKnown ? shared.length === 0 : excludesEachOther(target, skip)) continue;
    for (const cluster of shared) left.delete(cluster);
    isAll ||= isKnown ? left.size === 0 : criteria(target) === criteria(skip);
    const which = shared.length > 0 ? shared.map(({ name }) => `the cluster ${name}`).join(', ') : wordsOf(skip);
    reasons.push(notDeployed(skip, which, bundle, fallback));
  }
  return { reasons, isAll };
}

/** What a customization that deploys nothing says by itself. */
export function notDeployed(skip: Node, which: string, bundle: string, fallback: Position): Failure {
  return failureAt(positionOf(child(skip, 'doNotDeploy'), fallback), { code: 'notDeployed', subject: bundle, detail: which });
}

/** The clusters that a target asks for, as people say it. */
export function wordsOf(target: Node): string {
  const [name, group] = [text(child(target, 'clusterName')) ?? '', text(child(target, 'clusterGroup')) ?? ''];
  if (name !== '') return `the cluster ${name}`;
  return group === '' ? `the clusters that the target ${targetName(target)} selects` : `the clusters of the group ${group}`;
}

const CRITERIA = ['clusterName', 'clusterGroup', 'clusterSelector', 'clusterGroupSelector'];

function criteria(target: Node): string {
  return JSON.stringify(CRITERIA.map((field) => plain(child(target, field))));
}

function plain(node: Node | undefined): unknown {
  if (node?.kind === 'map')
    return node.entries.map(({ key, value }) => [key, plain(value)]).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return node?.kind === 'list' ? node.items.map(plain) : text(node);
}

/** Whether no cluster can match both: they name different ones, or want different values of a label. */
function excludesEachOther(one: Node, other: Node): boolean {
  const [name, otherName] = [text(child(one, 'clusterName')) ?? '', text(child(other, 'clusterName')) ?? ''];
  if (name !== '' && otherName !== '' && name !== otherName) return true;
  const [labels, wanted] = [one, other].map((target) => at(target, ['clusterSelector', 'matchLabels']));
  if (labels?.kind !== 'map') return false;
  return labels.entries.some(({ key, value }) => ![undefined, text(value)].includes(text(child(wanted, key))));
}
