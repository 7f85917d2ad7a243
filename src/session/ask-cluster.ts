// Asks the cluster of an environment what its charts ask, and renders with the answers from then on.
import type { App, Failure, Rendered } from '../engine/model';
import type { Answer, Clock, Cluster, Files, LongRenders, Pins } from '../engine/ports';
import { openQuestions } from './cluster-answers';
import { type AnswersUsed, type AskRequest, answersUsed, type Connection, type Connections, connectionTo } from './connections';
import { failed, findApps } from './find';
import { renderWhole } from './handed-over';
import { checkPin } from './pin-check';
import type { Sources } from './sources';

export interface AskParts {
  readonly sources: Sources;
  readonly files: Files;
  readonly pins: Pins;
  readonly clock: Clock;
  readonly longRenders: LongRenders | undefined;
  readonly connections: Connections;
}

/** An answer may lead to other questions; a chart that was made to have no end would ask for ever. */
const MOST_ROUNDS = 64;

/**
 * Nothing of the environment changes before all of it was asked. A refusal is an answer too: of the app that wanted to know.
 * @returns what was asked, or why this cluster may not be: it is not the one that the environment is pinned to.
 * @throws CancelledError when the signal aborts; then everything is as it was.
 */
export async function askCluster(request: AskRequest, parts: AskParts): Promise<Answer<AnswersUsed>> {
  const { environment, cluster, signal } = request;
  const { sources, pins, clock, connections } = parts;
  const refusal = await refusalOf(environment, cluster, pins, signal);
  if (refusal !== undefined) return failed(refusal);
  const found = findApps(sources.discovery(), environment, undefined);
  if (found.kind === 'failed') return found;
  const names = namesWith(request.apps, connections.get(environment), cluster);
  const apps = found.value.filter(({ app }) => names?.has(app) !== false);
  const connection = connectionTo(cluster, clock.now(), names, parts.longRenders !== undefined);
  const renders = await gatherFor(apps, connection, request, parts);
  connections.set(environment, connection);
  return { kind: 'answer', value: answersUsed(connection, renders) };
}

/** Apps of which this cluster was asked before stay with it, and get new answers: all that is shown is of one moment. */
function namesWith(
  apps: readonly string[] | undefined,
  before: Connection | undefined,
  { context }: Cluster,
): ReadonlySet<string> | undefined {
  if (apps === undefined) return undefined;
  if (before?.context !== context) return new Set(apps);
  return before.apps === undefined ? undefined : new Set([...before.apps, ...apps]);
}

async function gatherFor(
  apps: readonly App[],
  connection: Connection,
  { signal, onAsked }: AskRequest,
  { files, longRenders: port }: AskParts,
): Promise<readonly Rendered[]> {
  const { files: over, cache } = connection.over(files);
  let count = 0;
  for (let round = 0; ; round++) {
    const renders: Rendered[] = [];
    for (const app of apps) renders.push(await renderWhole({ kind: 'app', app }, over, { signal, port, cache }));
    const open = [...new Set(openQuestions(renders))];
    if (open.length === 0 || round === MOST_ROUNDS) return renders;
    await connection.answers.gather(open, signal);
    count += open.length;
    onAsked?.(count);
  }
}

async function refusalOf(environment: string, cluster: Cluster, pins: Pins, signal: AbortSignal): Promise<Failure | undefined> {
  const check = await checkPin(environment, cluster, pins, signal);
  if (check.kind === 'pinned') return undefined;
  if (check.kind === 'refused') return check.reason;
  return { code: 'notPinned', subject: environment, detail: `the cluster is ${cluster.context} at ${check.server}` };
}
