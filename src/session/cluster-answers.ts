// What charts and generators ask of a cluster, gathered through the Cluster port and read as sources of a render.
import type { Json, Rendered } from '../engine/model';
import type { Answer, Cluster, FileAnswer, Files } from '../engine/ports';
import { answerText, type ClusterQuestion, questionAt } from '../engine/model/cluster-question';
import { askForArgoClusters } from './ask-argo-clusters';

export interface ClusterAnswers {
  /** The files of a tree, with the answers that are there. Without a cluster there are none; with one, what it was not asked yet is `unread`. */
  over(files: Files): Files;
  /** From here on this cluster is asked. @returns the questions that were put before: what depends on them is rendered anew. */
  connect(cluster: Cluster): readonly string[];
  /**
   * Asks what is not answered yet; a refusal is an answer too.
   * @param questions paths, as a render's needs have them.
   * @throws CancelledError when the signal aborts.
   */
  gather(questions: readonly string[], signal: AbortSignal): Promise<void>;
  /** Questions that were put and not answered yet; none without a cluster. */
  open(): readonly string[];
  /** What it answered; undefined where it was not asked. */
  answerTo(question: string): FileAnswer | undefined;
}

/** Requests at once: charts ask for a few objects, and some ask in loops. */
const AT_ONCE = 8;

/** Asks nothing by itself. What was answered once stays: for one command, everything is as of one moment. */
export function createClusterAnswers(): ClusterAnswers {
  const answers = new Map<string, FileAnswer>();
  const put = new Set<string>();
  let cluster: Cluster | undefined;
  /** Without a cluster, what lies below may know what charts are told. */
  const answerTo = (path: string, files: Files): FileAnswer => {
    put.add(path);
    return cluster === undefined ? files.read(path) : (answers.get(path) ?? { kind: 'unread' });
  };
  return {
    over: (files) => ({
      read: (path) => (questionAt(path) === undefined ? files.read(path) : answerTo(path, files)),
      list: (path) => files.list(path),
    }),
    connect(to) {
      cluster = to;
      answers.clear();
      return [...put];
    },
    open: () => (cluster === undefined ? [] : [...put].filter((path) => !answers.has(path))),
    answerTo: (question) => answers.get(question),
    async gather(questions, signal) {
      const asked = cluster;
      if (asked === undefined) return;
      const open = [...new Set(questions)].filter((path) => !answers.has(path));
      const work = async (): Promise<void> => {
        for (let path = open.shift(); path !== undefined; path = open.shift()) answers.set(path, await ask(path, asked, signal));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
  };
}

/** What renders still want to know of a cluster. */
export function openQuestions(renders: readonly Rendered[]): readonly string[] {
  return renders.flatMap(({ needs }) => needs).flatMap((need) => (need.kind === 'clusterAnswer' ? [need.path] : []));
}

async function ask(path: string, cluster: Cluster, signal: AbortSignal): Promise<FileAnswer> {
  const question = questionAt(path);
  if (question === undefined) return { kind: 'absent' };
  const answer = await put(question, cluster, signal);
  if (answer.kind === 'failed') return answer;
  const text = answerText(answer.value as Json);
  return { kind: 'file', text, version: text };
}

function put(question: ClusterQuestion, cluster: Cluster, signal: AbortSignal): Promise<Answer<unknown>> {
  switch (question.kind) {
    case 'lookup':
      return cluster.lookup(question.lookup, signal);
    case 'capabilities':
      return cluster.capabilities(signal);
    case 'argoClusters':
      return askForArgoClusters(question.namespace, cluster, signal);
  }
}
