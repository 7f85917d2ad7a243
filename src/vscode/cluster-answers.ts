// Render with the Cluster's Answers, and back: charts of an environment are told what the cluster that it is pinned to answered.
import * as vscode from 'vscode';
import type { Answer, Cluster } from '../engine/ports';
import type { AnswersUsed } from '../session/connections';
import { absentCluster } from './absent-tools';
import { answerWords } from './answer-words';
import { contextName } from './clusters';
import { showFailure, showMessage, showOutput, withCancel } from './messages';
import { clusterFor, ensurePinned, showRefusal } from './pin';
import { openPreviewCommand } from './preview';
import { withReleases } from './releases';
import { chooseEnvironment, type Target } from './targets';
import type { Ui } from './ui';

/** Command. Asks nobody but the cluster that the environment is pinned to; without a pin the user is asked for it first. */
export async function renderWithClusterCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseEnvironment(ui.fleet, argument, vscode.l10n.t('Environment whose cluster to ask'));
  const cluster = target === undefined ? undefined : await pinnedCluster(ui, target);
  if (target === undefined || cluster === undefined) return;
  const { folder, environment } = target;
  const asked = await ask(target, cluster);
  if (asked === undefined) return;
  if (asked.kind === 'failed') {
    if (asked.reason.code === 'contextMismatch') showRefusal(ui, target, asked.reason);
    else showFailure(ui.host.log, asked.reason, folder.session.mask, [showOutput(ui.host)]);
    return;
  }
  for (const line of answerWords(asked.value, folder.session.mask)) ui.host.log.info(`${nameOf(target)}: ${line}`);
  if (asked.value.asked.length === 0) {
    folder.session.goOffline(environment.name);
    showMessage('information', vscode.l10n.t('Nothing that {0} renders asks a cluster for anything.', nameOf(target)));
  } else await openPreviewCommand(ui, row(target));
}

/** Command: what was rendered before a cluster was asked. */
export async function renderOfflineCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseEnvironment(ui.fleet, argument, vscode.l10n.t('Environment to render offline'));
  if (target === undefined) return;
  const { folder, environment } = target;
  if (folder.session.answeredBy(environment.name) === undefined)
    showMessage('information', vscode.l10n.t('{0} is rendered offline: no cluster was asked for it.', environment.name));
  else folder.session.goOffline(environment.name);
}

/** Asks what the target's charts ask, with progress. @returns undefined when the user cancelled. */
export function ask({ folder, environment, app }: Target, cluster: Cluster): Promise<Answer<AnswersUsed> | undefined> {
  const title = vscode.l10n.t('Asking {0} what charts of {1} want to know', contextName(cluster.context), environment.name);
  // Its row stands for the HelmReleases below it too.
  const apps = app === undefined ? {} : { apps: withReleases(folder, environment, app).apps.map((each) => each.app) };
  return withCancel(title, (signal, progress) =>
    folder.session.askCluster({
      environment: environment.name,
      ...apps,
      cluster,
      signal,
      onAsked: (count) => progress.report({ message: vscode.l10n.t('{0} questions', count) }),
    }),
  );
}

/** The pinned one, whatever is active. @returns undefined when the user left, or was told why there is none. */
async function pinnedCluster(ui: Ui, target: Target): Promise<Cluster | undefined> {
  const { folder, environment } = target;
  const pin = folder.pin(environment.name);
  if (pin === undefined) {
    const cluster = await clusterFor(ui, target);
    return cluster !== undefined && (await ensurePinned(ui, target, cluster)) ? cluster : undefined;
  }
  const opened = await ui.clusters.open(pin.context, folder);
  return opened.kind === 'answer' ? opened.value : absentCluster(pin.context, opened.reason);
}

function nameOf({ environment, app }: Target): string {
  return app === undefined ? environment.name : `${app.app} (${environment.name})`;
}

function row({ folder, environment, app }: Target): unknown {
  return app === undefined ? { kind: 'environment', folder, environment } : { kind: 'app', folder, environment, app };
}
