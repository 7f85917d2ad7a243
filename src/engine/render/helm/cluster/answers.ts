// The answers of a cluster, as a render reads them: what was not asked yet is a need of it.
import { type Failure, type Json, type JsonObject, type Lookup, lookupText } from '../../../model';
import type { ClusterCapabilities, FileAnswer, Files } from '../../../ports';
import { readFile, type Reads } from '../chart/reads';
import type { ClusterAsks } from '../request';
import { answerIn, CAPABILITIES_PATH, ITSELF, lookupPath } from '../../../model/cluster-question';

export type LookupAnswer =
  /** Empty where the cluster has nothing of the kind. */
  | { readonly kind: 'answer'; readonly value: JsonObject }
  /** There is no cluster to ask. */
  | { readonly kind: 'notAsked' }
  /** Not gathered yet, which is noted. */
  | { readonly kind: 'unread' }
  | { readonly kind: 'failed'; readonly reason: Failure };

export interface ClusterAnswers {
  readonly lookup: (lookup: Lookup) => LookupAnswer;
  /** Undefined where there is no cluster to ask, or its answer is not there yet. */
  readonly capabilities: () => ClusterCapabilities | Failure | undefined;
}

/** There is none to ask. */
export const NO_CLUSTER: ClusterAnswers = { lookup: () => ({ kind: 'notAsked' }), capabilities: () => undefined };

/** @param asks what may be asked; nothing unless given. */
export function clusterAnswers(files: Files, reads: Reads, asks: ClusterAsks | undefined): ClusterAnswers {
  if (asks === undefined) return NO_CLUSTER;
  return {
    lookup(lookup) {
      if (asks === 'versions') return { kind: 'notAsked' };
      const answer = read(lookupPath(lookup), files, reads);
      return answer.kind === 'failed' ? { kind: 'failed', reason: refused(lookupText(lookup), answer.reason) } : answer;
    },
    capabilities() {
      if (asks === 'lookups') return undefined;
      const answer = read(CAPABILITIES_PATH, files, reads);
      if (answer.kind === 'failed') return refused(ITSELF, answer.reason);
      return answer.kind === 'answer' ? (answer.value as unknown as ClusterCapabilities) : undefined;
    },
  };
}

function read(path: string, files: Files, reads: Reads): LookupAnswer {
  const answer: FileAnswer = readFile(files, reads, path, { kind: 'clusterAnswer', path });
  if (answer.kind === 'file') return { kind: 'answer', value: answerIn(answer.text) as JsonObject & Json };
  return answer.kind === 'unread' || answer.kind === 'failed' ? answer : { kind: 'notAsked' };
}

function refused(subject: string, { code, subject: about, detail }: Failure): Failure {
  return { code: 'lookupFailed', subject, detail: detail ?? about ?? code };
}
