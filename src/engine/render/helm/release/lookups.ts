// `lookup`: what the cluster answered, as templates see it, and the list of what was asked.
import { type Finding, FailureError, lookupText, type Lookup, type ScalarNode } from '../../../model';
import type { ClusterAnswers, LookupAnswer } from '../cluster/answers';
import { lookupPath, questionText } from '../../../model/cluster-question';
import { GoMap } from '../go/values';
import type { LookedUp } from '../request';
import type { ValueOrigins } from '../values/origins';
import { lookedUpObject } from './looked-up-object';

export interface Lookups {
  /**
   * What a cluster that is not there, or was not asked yet, is taken to have is nothing.
   * @param shown what is told of the question: what of it derives from a Secret is hidden.
   * @throws FailureError where the cluster refuses: Helm fails there too.
   */
  readonly answer: (lookup: Lookup, at: Place, shown: Lookup) => GoMap;
  /** What is told of the question that a path stands for. */
  readonly textOf: (path: string) => string;
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
  const texts = new Map<string, string>();
  const secrets: ScalarNode[] = [];
  return {
    secrets,
    answer(lookup, at, shown) {
      const answer = cluster.lookup(lookup);
      const key = JSON.stringify(lookup);
      if (!asked.has(key)) {
        if (asked.size >= MOST_QUESTIONS) throw new FailureError({ code: 'tooMuchWork', subject: `${MOST_QUESTIONS} lookups` });
        asked.set(key, { ...shown, answer: kindOf(answer), at });
        texts.set(lookupPath(lookup), lookupText(shown));
      }
      if (answer.kind === 'failed') throw new FailureError(answer.reason);
      return answer.kind === 'answer' ? lookedUpObject(lookup, answer.value, { origins, secrets }, lookupText(shown)) : new GoMap();
    },
    textOf: (path) => texts.get(path) ?? questionText(path),
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
