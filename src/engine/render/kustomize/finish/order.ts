// The order of the output: as read, or the legacy order of kinds.
import { type Failure, FailureError, type Node } from '../../../model';
import { child, items, text } from '../../../yaml/access';
import type { Profile } from '../profile';
import { compareGvk, LEGACY_RANKS, ranksOf } from '../gvk';
import type { ObjectId, Resource } from '../resource';
import { byCodePoint, rawText } from '../values';

/**
 * `sortOptions` of the kustomization win over the profile.
 * @throws FailureError `invalidField` for options that kustomize refuses.
 */
export function order(resources: readonly Resource[], sortOptions: Node | undefined, profile: Profile): readonly Resource[] {
  if (sortOptions === undefined) return profile.reorder === 'none' ? resources : legacyOrder(resources, LEGACY_RANKS);
  const kind = text(child(sortOptions, 'order')) ?? '';
  const legacy = child(sortOptions, 'legacySortOptions');
  if (kind !== 'fifo' && kind !== 'legacy') throw invalid(sortOptions, 'sortOptions.order', 'must be fifo or legacy');
  if (kind === 'fifo' && legacy !== undefined) throw invalid(legacy, 'sortOptions.legacySortOptions', 'only for the order legacy');
  if (kind === 'fifo') return resources;
  if (legacy === undefined) return legacyOrder(resources, LEGACY_RANKS);
  return legacyOrder(resources, ranksOf(kinds(child(legacy, 'orderFirst')), kinds(child(legacy, 'orderLast'))));
}

function legacyOrder(resources: readonly Resource[], ranks: ReadonlyMap<string, number>): readonly Resource[] {
  return resources.slice().sort((a, b) => compareIds(a.id, b.id, ranks));
}

function compareIds(a: ObjectId, b: ObjectId, ranks: ReadonlyMap<string, number>): number {
  if (a.group === b.group && a.version === b.version && a.kind === b.kind) return byCodePoint(idText(a), idText(b));
  const kinds = compareGvk(a, b, ranks);
  // Namespaces of the core group come before those of other groups.
  return a.kind === 'Namespace' && b.kind === 'Namespace' && (a.group === '' || b.group === '') ? -kinds : kinds;
}

function idText(id: ObjectId): string {
  return `${id.namespace || '~X'}|${id.name || '~N'}`;
}

function kinds(list: Node | undefined): string[] {
  return items(list).map(rawText);
}

function invalid(node: Node, subject: string, detail: string): FailureError {
  const { file, line, column } = node.origin;
  const failure: Failure = { code: 'invalidField', file, line, column, subject, detail };
  return new FailureError(failure);
}
