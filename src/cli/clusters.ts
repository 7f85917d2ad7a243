// The cluster that a command is about, and the question whether it is the environment's.
import { openCluster, readContexts } from '../adapters/contexts';
import { createPins } from '../adapters/pins';
import { openSnapshot } from '../adapters/snapshot';
import { snapshotPath } from '../engine/model';
import type { Answer, Cluster } from '../engine/ports';
import { askCluster, type CliFleet } from './fleet';
import { interruptible } from './interrupt';
import { answered, type Flags, type Invocation, Stop, usage } from './invocation';
import { userPath } from './tree';

/** --snapshot, else --context, else the context that the environment is pinned to, else the one that a declaration names, else the current one. */
export async function openNamedCluster(fleet: CliFleet, environment: string, { flags }: Invocation): Promise<Answer<Cluster>> {
  const { root, files, session } = fleet;
  if ((flags.text('snapshot') ?? flags.text('context')) !== undefined) return openChosenCluster(fleet, flags);
  const pin = await createPins(root).read(environment);
  if (pin.kind === 'failed') return pin;
  const expected = session.discovery().environments.find(({ name }) => name === environment)?.expectedContext;
  const context = pin.value?.context ?? expected ?? (await currentContext());
  if (typeof context !== 'string') return context;
  // The editor, or --snapshot with --pin, may have pinned it to a snapshot of the tree.
  const path = snapshotPath(context);
  return path === undefined ? openCluster(context) : openSnapshot(path, files);
}

/** --snapshot, else --context, else the current context. */
export async function openChosenCluster({ root, files }: Pick<CliFleet, 'root' | 'files'>, flags: Flags): Promise<Answer<Cluster>> {
  const snapshot = flags.text('snapshot');
  const named = flags.text('context');
  if (snapshot !== undefined && named !== undefined) throw usage('--snapshot and --context exclude each other.');
  if (snapshot !== undefined) return openSnapshot(userPath(root, snapshot), files);
  const context = named ?? (await currentContext());
  return typeof context === 'string' ? openCluster(context) : context;
}

/**
 * From here on charts and generators are told what the cluster answers that is named by --context or --snapshot; without either, nobody is asked.
 * Naming it is enough, unless the environment is pinned to another one.
 */
export async function askNamedCluster(fleet: CliFleet, { flags }: Pick<Invocation, 'flags'>, environment?: string): Promise<void> {
  if (flags.text('context') === undefined && flags.text('snapshot') === undefined) return;
  const cluster = answered(await openChosenCluster(fleet, flags));
  if (environment !== undefined) {
    const check = await interruptible((signal) => fleet.session.checkPin(environment, cluster, signal));
    if (check.kind === 'refused') throw new Stop(check.reason);
  }
  await askCluster(fleet, cluster);
}

/**
 * Makes sure that the environment is pinned to this cluster: asks on a terminal, or pins where --pin is given.
 * @throws Stop with `notPinned` or `contextMismatch` otherwise.
 */
export async function ensurePinned({ session }: CliFleet, environment: string, cluster: Cluster, call: Invocation): Promise<void> {
  const { flags, terminal, signal } = call;
  const check = await session.checkPin(environment, cluster, signal);
  if (check.kind === 'refused') throw new Stop(check.reason, 2);
  if (check.kind === 'pinned') return;
  const question = `Pin ${environment} to context ${cluster.context} at ${check.server}? Any other cluster is refused for it from now on.`;
  const agreed = flags.on('pin') || (await terminal.confirm(question));
  if (!agreed)
    throw new Stop({ code: 'notPinned', subject: environment, detail: `the cluster is ${cluster.context} at ${check.server}` }, 2);
  answered(await session.pin(environment, cluster, signal), 2);
}

/** In the words of the command line. */
const HOW =
  'your kubeconfig has no current context; name one with --context, or where the command takes it, dumped objects with --snapshot';

async function currentContext(): Promise<string | Extract<Answer<never>, { kind: 'failed' }>> {
  const contexts = await readContexts();
  if (contexts.kind === 'failed') return contexts;
  return contexts.value.find(({ current }) => current)?.name ?? { kind: 'failed', reason: { code: 'noCluster', detail: HOW } };
}
