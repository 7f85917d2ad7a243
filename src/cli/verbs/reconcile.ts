// `plumbline reconcile`: asks the controller, and waits until it has answered.
import type { App, Failure } from '../../engine/model';
import type { Cluster } from '../../engine/ports';
import { sentence } from '../../engine/presenter';
import { findApps } from '../../session/find';
import { ensurePinned, openNamedCluster } from '../clusters';
import { type CliFleet, openFleet } from '../fleet';
import { answered, type Invocation, Stop, usage } from '../invocation';
import { failureJson, jsonLine } from '../json';

interface Outcome {
  readonly app: string;
  readonly acknowledged: boolean;
  readonly ready: boolean;
  readonly revision?: string;
  readonly message?: string;
  readonly failure?: Failure;
}

export async function run(call: Invocation): Promise<number> {
  const { positionals, flags, terminal, signal } = call;
  const timeoutMilliseconds = duration(flags.text('wait') ?? '2m');
  const fleet = await openFleet(flags, signal);
  const [environment = '', named] = positionals;
  const apps = chosenApps(fleet, environment, named);
  const cluster = answered(await openNamedCluster(fleet, environment, call), 2);
  await ensurePinned(fleet, environment, cluster, call);
  const { mask } = fleet.session;
  const outcomes: Outcome[] = [];
  for (const app of apps) {
    const outcome = await reconcileOne(fleet, environment, app, cluster, timeoutMilliseconds, call);
    outcomes.push(outcome);
    if (!flags.on('json')) await terminal.write(`${outcomeText(outcome, (failure) => sentence(failure, mask))}\n`);
  }
  if (flags.on('json')) {
    const results = outcomes.map(({ failure, ...rest }) => ({
      ...rest,
      ...(failure === undefined ? {} : { failure: failureJson(failure, mask) }),
    }));
    await terminal.write(jsonLine({ environment, context: cluster.context, apps: results }));
  }
  return outcomes.every(({ ready }) => ready) ? 0 : 1;
}

/** The named app, or every app that Flux owns, each after those that it depends on. */
function chosenApps({ session }: CliFleet, name: string, app: string | undefined): readonly App[] {
  const apps = answered(findApps(session.discovery(), name, app));
  if (app !== undefined) return apps;
  const owned = inOrder(apps.filter(({ owner }) => owner?.kind === 'Kustomization'));
  if (owned.length === 0)
    throw new Stop({ code: 'unsupported', subject: 'Reconciling without Flux', detail: `no app of ${name} has a Flux Kustomization` });
  return owned;
}

function inOrder(apps: readonly App[]): readonly App[] {
  const ordered = new Set<App>();
  const visiting = new Set<App>();
  const visit = (app: App): void => {
    // What depends on itself is asked in the order of the tree; Flux itself says so in its status.
    if (ordered.has(app) || visiting.has(app)) return;
    visiting.add(app);
    for (const other of apps) if (app.dependsOn.includes(other.app) || app.parent === other.app) visit(other);
    ordered.add(app);
  };
  for (const app of apps) visit(app);
  return [...ordered];
}

async function reconcileOne(
  { session }: CliFleet,
  environment: string,
  app: App,
  cluster: Cluster,
  timeoutMilliseconds: number,
  { terminal, signal }: Invocation,
): Promise<Outcome> {
  const progress = terminal.progress(`Asking for ${app.app}…`);
  const answer = await session.reconcile(environment, app.app, cluster, {
    signal,
    timeoutMilliseconds,
    onProgress: ({ stage, message }) => progress(`${app.app}: ${stage}${message === undefined ? '' : `, ${message}`}`),
  });
  progress();
  return answer.kind === 'answer'
    ? { app: app.app, ...answer.value }
    : { app: app.app, acknowledged: false, ready: false, failure: answer.reason };
}

function outcomeText({ app, ready, acknowledged, revision, message, failure }: Outcome, words: (failure: Failure) => string): string {
  if (failure !== undefined) return `${app}: ${failure.code}: ${words(failure)}`;
  const state = ready ? 'ready' : acknowledged ? 'acknowledged, not ready' : 'not acknowledged';
  return `${app}: ${state}${revision === undefined ? '' : ` at ${revision}`}${ready || message === undefined ? '' : `: ${message}`}`;
}

/** `90s`, `5m`, `1h`, `1m30s`. In milliseconds. */
function duration(text: string): number {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  const [hours, minutes, seconds] = [1, 2, 3].map((group) => Number(match?.[group] ?? 0));
  const milliseconds = (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
  if (milliseconds === 0) throw usage(`“${text}” is not a duration, such as 90s or 5m.`);
  return milliseconds;
}
