// Environments whose charts are told what a cluster answered: kept in memory alone, from when the user asked for it until they go back.
import type { Failure, Rendered } from '../engine/model';
import type { Cluster, FileAnswer, Files } from '../engine/ports';
import { answerIn, questionAt, questionText } from '../engine/model/cluster-question';
import { type BuildCache, createBuildCache } from '../engine/render/kustomize/build';
import { type ClusterAnswers, createClusterAnswers } from './cluster-answers';
import { IN_PLACE } from './handed-over';

export interface AskRequest {
  readonly environment: string;
  /** Those that are told; all of the environment unless named. */
  readonly apps?: readonly string[];
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
  /** Told how many questions were put so far. */
  readonly onAsked?: (count: number) => void;
}

/** What an app, or an environment, was told by a cluster. */
export interface AnswersUsed {
  readonly context: string;
  readonly at: Date;
  /** What was asked, by its words, in their order. */
  readonly asked: readonly AnswerUsed[];
}

export interface AnswerUsed {
  readonly subject: string;
  /** There may be no such thing, no answer yet, or a reason why there is none. */
  readonly outcome: 'answered' | 'absent' | 'notAsked' | Failure;
}

/** What a render is made over. */
export interface Basis {
  readonly files: Files;
  readonly cache: BuildCache;
}

export interface Connection {
  readonly answers: ClusterAnswers;
  readonly context: string;
  readonly at: Date;
  /** Those that are told what it answers; all of the environment where they are not named. */
  readonly apps: ReadonlySet<string> | undefined;
  /** The files with the answers, and what was built over them: the same as long as the connection stands. */
  over(files: Files): Basis;
}

export interface Connections {
  get(environment: string): Connection | undefined;
  set(environment: string, connection: Connection): void;
  /** @returns whether there was one. */
  delete(environment: string): boolean;
  /** What an app is rendered over, where a cluster was asked for it. */
  basisOf(environment: string, app: string, files: Files): Basis | undefined;
}

export function createConnections(): Connections {
  const open = new Map<string, Connection>();
  return {
    get: (environment) => open.get(environment),
    set: (environment, connection) => void open.set(environment, connection),
    delete: (environment) => open.delete(environment),
    basisOf(environment, app, files) {
      const connection = open.get(environment);
      return connection === undefined || connection.apps?.has(app) === false ? undefined : connection.over(files);
    },
  };
}

/** @param restrained whether renders over it are to be short, because others can be made elsewhere. */
export function connectionTo(cluster: Cluster, at: Date, apps: ReadonlySet<string> | undefined, restrained: boolean): Connection {
  const answers = createClusterAnswers();
  answers.connect(cluster);
  const bases = new Map<Files, Basis>();
  return {
    answers,
    context: cluster.context,
    at,
    apps,
    over(files) {
      const basis = bases.get(files) ?? {
        files: answers.over(files),
        cache: createBuildCache(restrained ? { allowance: IN_PLACE } : undefined),
      };
      bases.set(files, basis);
      return basis;
    },
  };
}

/** Whether a render asks a cluster, or would if there were one to ask. */
export function asksCluster({ reads }: Rendered): boolean {
  return reads.some((path) => questionAt(path) !== undefined);
}

/** Whether it asks for objects: what charts are told of the cluster itself is asked by all of them. */
export function looksUp({ reads }: Rendered): boolean {
  return reads.some((path) => questionAt(path)?.kind === 'lookup');
}

/** What the renders were told over this connection. */
export function answersUsed({ answers, context, at }: Connection, renders: readonly Rendered[]): AnswersUsed {
  const paths = new Set(renders.flatMap(({ reads }) => reads).filter((path) => questionAt(path) !== undefined));
  const asked = [...paths].map((path) => ({ subject: questionText(path), outcome: outcomeOf(answers.answerTo(path)) }));
  return { context, at, asked: asked.sort((a, b) => (a.subject < b.subject ? -1 : 1)) };
}

function outcomeOf(answer: FileAnswer | undefined): AnswerUsed['outcome'] {
  if (answer?.kind === 'failed') return answer.reason;
  if (answer?.kind !== 'file') return 'notAsked';
  const value = answerIn(answer.text);
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? 'absent' : 'answered';
}
