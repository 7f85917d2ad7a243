// What rolls the workloads of an app out step by step: Canaries of Flagger, and Rollouts of Argo Rollouts that refer to a workload.
import type { Rollout } from '../model';
import type { Draft } from './draft';
import type { Inventory } from './inventory';
import { rolloutTarget } from './rollout-target';
import { positionOf } from './sources';
import { takesIn } from './unread';

/** Those that an app takes in from files of its folders. */
export function rolloutsOf(draft: Draft, inventory: Inventory): readonly Rollout[] {
  return inventory.rollouts.flatMap((object) => {
    const target = takesIn(draft, object.file, inventory) ? rolloutTarget(object) : undefined;
    if (target === undefined) return [];
    return [{ kind: object.kind, name: object.name, target: `${target.kind} ${target.name}`, ...positionOf(undefined, object) }];
  });
}
