// The workload that a Canary of Flagger, or a Rollout of Argo Rollouts, rolls out step by step.
import { apiGroup, type Node } from '../model';
import { at, text } from '../yaml/access';

/** The workload whose pods are rolled out. An API version that is left out is empty. */
export interface RolloutTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/**
 * Undefined for what rolls nothing else out: a Rollout with pods of its own is the workload itself.
 * Sources: the API references of Flagger (Canary, spec.targetRef) and Argo Rollouts (Rollout, spec.workloadRef).
 */
export function rolloutTarget({ apiVersion, kind, node }: Rolling): RolloutTarget | undefined {
  const field = TARGETS[`${apiGroup(apiVersion)} ${kind}`];
  if (field === undefined) return undefined;
  const [version = '', target, name] = ['apiVersion', 'kind', 'name'].map((key) => text(at(node, ['spec', field, key])));
  return target === undefined || name === undefined ? undefined : { apiVersion: version, kind: target, name };
}

interface Rolling {
  readonly apiVersion: string;
  readonly kind: string;
  readonly node: Node;
}

const TARGETS: Readonly<Record<string, string>> = { 'flagger.app Canary': 'targetRef', 'argoproj.io Rollout': 'workloadRef' };
