// `lookup`: what the cluster answered, as templates see it, and the list of what was asked.
import { type Finding, FailureError, lookupText, type Lookup, type ScalarNode } from '../../../model';
import type { ClusterAnswers, LookupAnswer } from '../cluster/answers';
import { GoMap } from '../go/values';
import type { LookedUp } from '../request';
import type { ValueOrigins } from '../values/origins';
import { lookedUpObject } from './looked-up-object';

export interface Lookups {
  /**
   * What a cluster that is not there, or was not asked yet, is taken to have is nothing.
   * @throws FailureError where the cluster refuses: Helm fails there too.
   */
  readonly answer: (lookup: Lookup, at: Place) => GoMap;
  readonly asked: () => readonly LookedUp[];
  /** What was told to templates and holds for no cluster. */
  readonly warnings: () => readonly Finding[];
  /** Values of Secrets, as they are read from here on. */
  readonly secrets: readonly ScalarNode[];
}

/** Where a template asks. */
export type Place = Pick<Finding, 'file' | 'line' | 'column'>;

/** A chart that asks for more, by names that it makes up, would have every answer fetched. */
const MOST_QUESTIONS = 2000;

export function createLookups(cluster: ClusterAnswers, origins: ValueOrigins): Lookups {
  const asked = new Map<string, LookedUp & { readonly at: Place }>();
  const secrets: ScalarNode[] = [];
  return {
    secrets,
    answer(lookup, at) {
      const answer = cluster.lookup(lookup);
      const key = JSON.stringify(lookup);
      if (!asked.has(key)) {
        if (asked.size >= MOST_QUESTIONS) throw new FailureError({ code: 'tooLarge', subject: `${MOST_QUESTIONS} lookups` });
        asked.set(key, { ...lookup, answer: kindOf(answer), at });
      }
      if (answer.kind === 'failed') throw new FailureError(answer.reason);
      return answer.kind === 'answer' ? lookedUpObject(lookup, answer.value, { origins, secrets }) : new GoMap();
    },
    asked: () => [...asked.values()].map(({ at: _, ...lookup }) => lookup),
    warnings: () => [...asked.values()].filter(({ answer }) => answer === 'notAsked').map(({ at, ...lookup }) => notAsked(lookup, at)),
  };
}

function kindOf(answer: LookupAnswer): LookedUp['answer'] {
  if (answer.kind !== 'answer') return 'notAsked';
  return Object.keys(answer.value).length === 0 ? 'absent' : 'found';
}

function notAsked(lookup: Lookup, at: Place): Finding {
  return { code: 'lookupNotAsked', severity: 'information', ...at, subject: lookupText(lookup) };
}
