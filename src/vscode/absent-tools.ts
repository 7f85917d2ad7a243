// The ports where there is nobody to ask: git and pins in a browser or without trust, a cluster whose context is gone.
import type { Failure } from '../engine/model';
import type { Answer, Cluster, Git, Pins } from '../engine/ports';
import type { Revisions } from './host';

/** Every method answers with `reason`. */
export function absentGit(reason: Failure): Git {
  const failed = async (): Promise<Answer<never>> => ({ kind: 'failed', reason });
  return { status: failed, branchExists: failed, show: failed, commitOnNewBranch: failed, push: failed };
}

/** There is nothing to look back at. */
export function absentRevisions(reason: Failure): Revisions {
  const failed = async (): Promise<Answer<never>> => ({ kind: 'failed', reason });
  return { list: failed, open: failed };
}

/** No environment is pinned, and none can be. */
export function absentPins(reason: Failure): Pins {
  const failed = async (): Promise<Answer<never>> => ({ kind: 'failed', reason });
  return { read: async () => ({ kind: 'answer', value: undefined }), write: failed, remove: failed };
}

/** A cluster that cannot even be asked: every answer is `reason`, so that what was known of it is dropped as after any other silence. */
export function absentCluster(context: string, reason: Failure): Cluster {
  const failed = async (): Promise<Answer<never>> => ({ kind: 'failed', reason });
  const answers = {
    identity: failed,
    scope: failed,
    read: failed,
    list: failed,
    lookup: failed,
    capabilities: failed,
    mayPatch: failed,
    dryRunApply: failed,
    mergePatch: failed,
  };
  return { context, kind: 'live', ...answers };
}
