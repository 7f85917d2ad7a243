// The clusters that an Argo CD knows, as a cluster told them that the user named: kept in memory alone, from when they asked until they go back.
import { questionAt } from '../engine/model/cluster-question';
import { CancelledError, type Failure } from '../engine/model';
import type { Cluster, FileAnswer, Files } from '../engine/ports';
import { type ClusterAnswers, createClusterAnswers } from './cluster-answers';

export interface ArgoClusters {
  /** The files of a tree, with the answers that are there. Before the user asks there are none; from then on, what was not asked yet is `unread`. */
  over(files: Files): Files;
  /** The paths of what generators want to know, whether it was asked or not. */
  questions(): readonly string[];
  /** Who told the generators, when, and what it refused to tell; undefined where nobody was asked. */
  told(): ClustersTold | undefined;
  /**
   * Asks this cluster all that generators want to know, in place of the one before. A refusal is an answer too, but for one that tells nothing at all where another one told before: that one stays.
   * @throws CancelledError when the signal aborts: then everything is as it was. Also when another one is asked meanwhile, or all is forgotten: then that is what counts.
   */
  ask(request: ArgoClustersRequest): Promise<ClustersTold>;
  /** Forgets what was told. @returns the questions: what depends on them is worked out anew. */
  forget(): readonly string[];
}

export interface ArgoClustersRequest {
  readonly cluster: Cluster;
  readonly at: Date;
  readonly signal: AbortSignal;
  /** Told which questions answer differently now; discovers anew, as an answer may lead to other questions. */
  readonly rediscover: (questions: readonly string[]) => void;
}

export interface ClustersTold {
  readonly context: string;
  readonly at: Date;
  readonly refused: readonly Failure[];
}

interface Telling {
  readonly answers: ClusterAnswers;
  readonly context: string;
  readonly at: Date;
}

/** Asks nothing by itself. */
export function createArgoClusters(): ArgoClusters {
  const put = new Set<string>();
  let telling: Telling | undefined;
  /** What was told before the asking that is under way, and after it. */
  let settled: Telling | undefined;
  /** The asking that is under way: whoever asks or forgets meanwhile ends it. */
  let turn: Telling | undefined;
  const answerTo = (question: string, files: Files): FileAnswer => {
    put.add(question);
    return telling === undefined ? files.read(question) : (telling.answers.answerTo(question) ?? { kind: 'unread' });
  };
  const toldBy = ({ answers, context, at }: Telling): ClustersTold => {
    const given = [...put].map((question) => answers.answerTo(question));
    return { context, at, refused: given.flatMap((answer) => (answer?.kind === 'failed' ? answer.reason : [])) };
  };
  return {
    over: (files) => ({
      read: (path) => (questionAt(path)?.kind === 'argoClusters' ? answerTo(path, files) : files.read(path)),
      list: (path) => files.list(path),
    }),
    questions: () => [...put],
    told: () => telling && toldBy(telling),
    async ask({ cluster, at, signal, rediscover }) {
      // Only what is wanted as the tree is now.
      const before = [...put];
      put.clear();
      rediscover(before);
      const next: Telling = { answers: createClusterAnswers(), context: cluster.context, at };
      turn = next;
      next.answers.connect(cluster);
      const open = (): readonly string[] => [...put].filter((question) => next.answers.answerTo(question) === undefined);
      try {
        // Nothing changes before the first questions were answered.
        for (let wanted = open(); wanted.length > 0; wanted = open()) {
          await next.answers.gather(wanted, signal);
          if (turn !== next) throw new CancelledError(`asking ${cluster.context}`);
          const tells = ({ answers }: Telling): boolean => wanted.some((question) => answers.answerTo(question)?.kind === 'file');
          if (settled !== undefined && tells(settled) && !tells(next)) return toldBy(next);
          telling = next;
          rediscover([...put]);
        }
      } catch (error) {
        if (turn === next) {
          telling = settled;
          rediscover([...put]);
        }
        throw error;
      }
      settled = telling;
      return toldBy(next);
    },
    forget() {
      [turn, settled, telling] = [undefined, undefined, undefined];
      return [...put];
    },
  };
}
