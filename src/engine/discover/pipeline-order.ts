// The order that Kargo's Stages and GitOps Promoter's PromotionStrategies promote in, as far as they name environments of the tree.
import type { Failure } from '../model';
import { at, child, items, text } from '../yaml/access';
import { failureAt, type Inventory } from './inventory';
import type { SourceObject } from './sources';

/** That `to` is promoted to from `from`. */
interface Promotion {
  readonly from: string;
  readonly to: string;
  readonly object: SourceObject;
}

export interface PipelineOrder {
  /** Sorts names of environments by it; names that it does not know keep their places. */
  sorted(names: readonly string[]): readonly string[];
  /** Why an environment stands where it does; undefined where no object names it. */
  reasonOf(name: string): string | undefined;
  readonly failures: readonly Failure[];
}

/** @param nameOf the environment that a branch is, for those strategies that name branches. */
export function readPipelineOrder({ promotionObjects }: Inventory, nameOf: (branch: string) => string): PipelineOrder {
  const promotions: Promotion[] = [];
  const reasons = new Map<string, string>();
  for (const object of promotionObjects) {
    const isStage = object.kind === 'Stage';
    const chain = isStage ? upstreams(object).map((stage) => [stage, object.name]) : pairs(branches(object).map(nameOf));
    for (const [from, to] of chain as [string, string][]) promotions.push({ from, to, object });
    const named = isStage ? [object.name] : branches(object).map(nameOf);
    for (const name of named) reasons.set(name, `${reasons.has(name) ? `${reasons.get(name)}, ` : ''}${reasonFor(object)}`);
  }
  const { ranks, failures } = ranked(promotions);
  return {
    failures,
    reasonOf: (name) => reasons.get(name),
    sorted(names) {
      const places = names.flatMap((name, index) => (ranks.has(name) ? [index] : []));
      const inOrder = places.map((place) => names[place] as string).sort((a, b) => (ranks.get(a) as number) - (ranks.get(b) as number));
      const sorted = [...names];
      for (const [index, place] of places.entries()) sorted[place] = inOrder[index] as string;
      return sorted;
    },
  };
}

/** Stages that this one takes freight from; older versions name them under `subscriptions`. */
function upstreams({ node }: SourceObject): readonly string[] {
  const requested = items(at(node, ['spec', 'requestedFreight'])).flatMap((item) => items(at(item, ['sources', 'stages'])).map(text));
  const subscribed = items(at(node, ['spec', 'subscriptions', 'upstreamStages'])).map((item) => text(child(item, 'name')));
  return [...requested, ...subscribed].filter((name) => name !== undefined);
}

function branches({ node }: SourceObject): readonly string[] {
  return items(at(node, ['spec', 'environments'])).flatMap((item) => text(child(item, 'branch')) ?? []);
}

function pairs(names: readonly string[]): readonly (readonly [string, string])[] {
  return names.slice(1).map((name, index) => [names[index] as string, name]);
}

function reasonFor(object: SourceObject): string {
  const product = object.kind === 'Stage' ? 'Kargo Stage' : 'PromotionStrategy';
  return `${product} ${object.name} (${object.file}:${object.line})`;
}

/** The longest way to each name. A promotion that closes a ring is left out, and said. */
function ranked(promotions: readonly Promotion[]): { readonly ranks: ReadonlyMap<string, number>; readonly failures: readonly Failure[] } {
  const into = new Map<string, string[]>();
  const failures: Failure[] = [];
  for (const { from, to, object } of promotions) {
    if (from === to || leadsTo(to, from, into)) {
      failures.push(failureAt(object, { code: 'promotionCycle', subject: `${from} → ${to}` }));
      continue;
    }
    into.set(to, [...(into.get(to) ?? []), from]);
    if (!into.has(from)) into.set(from, []);
  }
  const ranks = new Map<string, number>();
  const rank = (name: string): number => {
    const known = ranks.get(name) ?? Math.max(-1, ...(into.get(name) ?? []).map(rank)) + 1;
    ranks.set(name, known);
    return known;
  };
  for (const name of into.keys()) rank(name);
  return { ranks, failures };
}

/** Whether promotions lead from `name` to `target`. */
function leadsTo(name: string, target: string, into: ReadonlyMap<string, readonly string[]>): boolean {
  const open = [target];
  const seen = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === name) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(into.get(next) ?? []));
  }
  return false;
}
