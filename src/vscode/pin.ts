// Pins environments to clusters: asked once, remembered, and every other cluster refused.
import * as vscode from 'vscode';
import type { Failure } from '../engine/model';
import type { Cluster } from '../engine/ports';
import type { PinCheck } from '../session/session';
import { absentCluster } from './absent-tools';
import { contextName } from './clusters';
import type { Folder } from './folder';
import { type Action, selectContext, showFailure, showMessage, showOutput, withCancel } from './messages';
import type { Ui } from './ui';
import { chooseEnvironment, type Target } from './targets';

/** The cluster to use for an environment: the active context, or the one that the user picks now. One that is gone answers with the reason. */
export async function clusterFor(ui: Ui, { folder, environment }: Target, kind?: 'live'): Promise<Cluster | undefined> {
  const name = (await activeFor(ui, folder, environment.name)) ?? (await ui.clusters.choose({ environment, kind }));
  if (name === undefined) return undefined;
  const opened = await ui.clusters.open(name, folder);
  return opened.kind === 'answer' ? opened.value : absentCluster(name, opened.reason);
}

/**
 * Makes sure that `environment` may be compared with `cluster`: true when it is pinned to it, or is now that the user said so.
 * A cluster that is not the pinned one is refused with an explanation.
 */
export async function ensurePinned(ui: Ui, target: Target, cluster: Cluster): Promise<boolean> {
  const { folder, environment } = target;
  const check = await checkPin(folder, environment.name, cluster);
  if (check === undefined) return false;
  if (check.kind === 'pinned') return true;
  if (check.kind === 'refused') {
    showRefusal(ui, target, check.reason);
    return false;
  }
  return (await confirmed(environment.name, cluster, check.server)) && pinNow(ui, folder, environment.name, cluster);
}

/** Why a cluster is not compared with, and the buttons that lead on. @param again what was asked for, once the right cluster is active. */
export function showRefusal(ui: Ui, { folder, environment }: Target, reason: Failure, again?: () => unknown): void {
  showFailure(ui.host.log, reason, folder.session.mask, refusalActions(ui, folder, environment.name, reason, again));
}

/** Command: pins an environment to a context that the user picks. */
export async function pinCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseEnvironment(ui.fleet, argument, vscode.l10n.t('Environment to pin'));
  const name = target === undefined ? undefined : await ui.clusters.choose({ environment: target.environment });
  if (target === undefined || name === undefined) return;
  const opened = await ui.clusters.open(name, target.folder);
  if (opened.kind === 'failed') showFailure(ui.host.log, opened.reason, target.folder.session.mask, [showOutput(ui.host)]);
  else await ensurePinned(ui, target, opened.value);
}

/** Command: takes the pin off an environment. */
export async function unpinCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseEnvironment(ui.fleet, argument, vscode.l10n.t('Environment to unpin'));
  if (target === undefined) return;
  const { folder, environment } = target;
  const pin = folder.pin(environment.name);
  if (pin === undefined) {
    showMessage('information', vscode.l10n.t('{0} is not pinned to a cluster context.', environment.name));
    return;
  }
  const unpin = vscode.l10n.t('Unpin');
  const question = vscode.l10n.t(
    'Unpin {0} from {1}? The next comparison asks again which cluster is the right one.',
    environment.name,
    contextName(pin.context),
  );
  if ((await vscode.window.showWarningMessage(question, { modal: true }, unpin)) !== unpin) return;
  const answer = await folder.session.unpin(environment.name);
  if (answer.kind === 'failed') showFailure(ui.host.log, answer.reason, folder.session.mask, [showOutput(ui.host)]);
  await folder.readPins();
}

/** A context that belongs to another environment of the folder is hardly the one for an environment without a pin: there the user is asked. */
async function activeFor(ui: Ui, folder: Folder, environment: string): Promise<string | undefined> {
  const [active, pin] = [await ui.clusters.active(), folder.pin(environment)?.context];
  if (active === undefined || pin !== undefined) return active ?? pin;
  return folder.environments.some(({ name }) => folder.pin(name)?.context === active) ? undefined : active;
}

/** A snapshot answers at once; a server may take its time, and the user may not want to wait. */
async function checkPin(folder: Folder, environment: string, cluster: Cluster): Promise<PinCheck | undefined> {
  if (cluster.kind === 'snapshot') return folder.session.checkPin(environment, cluster, new AbortController().signal);
  const title = vscode.l10n.t('Asking {0} who it is…', cluster.context);
  return withCancel(title, (signal) => folder.session.checkPin(environment, cluster, signal));
}

async function confirmed(environment: string, { context, kind }: Cluster, server: string): Promise<boolean> {
  const question =
    kind === 'snapshot'
      ? vscode.l10n.t('Pin {0} to the snapshot {1}?', environment, contextName(context))
      : vscode.l10n.t('Pin {0} to context {1} (server {2})?', environment, context, server);
  const detail = vscode.l10n.t('Plumbline remembers this, and compares and reconciles {0} with no other cluster.', environment);
  const yes = vscode.l10n.t('Pin {0}', environment);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

async function pinNow(ui: Ui, folder: Folder, environment: string, cluster: Cluster): Promise<boolean> {
  const title = vscode.l10n.t('Pinning {0} to {1}…', environment, contextName(cluster.context));
  const answer = await withCancel(title, (signal) => folder.session.pin(environment, cluster, signal));
  await folder.readPins();
  if (answer === undefined) return false;
  if (answer.kind === 'answer') return true;
  showFailure(ui.host.log, answer.reason, folder.session.mask, [showOutput(ui.host)]);
  return false;
}

function refusalActions(ui: Ui, folder: Folder, environment: string, reason: Failure, again?: () => unknown): readonly Action[] {
  const pin = folder.pin(environment);
  if (reason.code !== 'contextMismatch' || pin === undefined) return [selectContext(), showOutput(ui.host)];
  const use: Action = {
    title: vscode.l10n.t('Use {0}', contextName(pin.context)),
    run: () => ui.clusters.activate(pin.context).then(() => again?.()),
  };
  const unpin: Action = {
    title: vscode.l10n.t('Unpin {0}', environment),
    run: () =>
      vscode.commands.executeCommand('plumbline.unpin', { kind: 'environment', folder, environment: folder.environment(environment) }),
  };
  return [use, unpin];
}
