// Asks the controller to reconcile an app, and waits with progress until it has acknowledged.
import * as vscode from 'vscode';
import type { ReconcileProgress, ReconcileResult } from '../engine/act/reconcile';
import type { Failure } from '../engine/model';
import { contextName } from './clusters';
import { compareTarget } from './compare';
import { clusterFor, ensurePinned } from './pin';
import { reconcileTimeout } from './settings';
import { chooseApp } from './targets';
import { selectContext, showFailure, showMessage, showOutput, withCancel } from './messages';
import type { Ui } from './ui';

/** Command. Says what came of it: acknowledged, ready or not, and in the controller's own words why. */
export async function reconcileCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseApp(ui.fleet, argument, vscode.l10n.t('App to reconcile'), ({ owner }) => owner?.kind === 'Kustomization');
  if (target === undefined) return;
  const cluster = await clusterFor(ui, target, 'live');
  if (cluster === undefined) return;
  const { folder, environment, app } = target;
  // Before anything is pinned: a dump of objects has no controller that could be asked.
  if (cluster.kind === 'snapshot') {
    const reason: Failure = {
      code: 'noCluster',
      subject: vscode.l10n.t('Reconciling'),
      detail: vscode.l10n.t('{0} is a snapshot', contextName(cluster.context)),
    };
    return showFailure(ui.host.log, reason, folder.session.mask, [selectContext()]);
  }
  if (!(await ensurePinned(ui, target, cluster))) return;
  const title = vscode.l10n.t('Reconciling {0} ({1})', app.app, environment.name);
  const answer = await withCancel(title, (signal, progress) =>
    folder.session.reconcile(environment.name, app.app, cluster, {
      signal,
      timeoutMilliseconds: reconcileTimeout(),
      onProgress: (step) => progress.report({ message: stageWords(step) }),
    }),
  );
  if (answer === undefined) {
    showMessage(
      'information',
      vscode.l10n.t('Stopped waiting for {0}. A request that was already sent stays with the controller.', app.app),
    );
  } else if (answer.kind === 'failed') showFailure(ui.host.log, answer.reason, folder.session.mask, [showOutput(ui.host)]);
  else {
    showOutcome(app.app, answer.value);
    // What was known of the app is about the time before.
    if (answer.value.acknowledged) await compareTarget(ui, target);
  }
}

function showOutcome(app: string, { acknowledged, ready, revision, message = '' }: ReconcileResult): void {
  if (acknowledged && ready) {
    const done = vscode.l10n.t('{0} is reconciled at {1}.', app, revision ?? vscode.l10n.t('an unnamed revision'));
    showMessage('information', done);
  } else if (acknowledged) showMessage('warning', vscode.l10n.t('The controller has taken up {0}, which is not ready: {1}', app, message));
  else showMessage('warning', vscode.l10n.t('The controller has not acknowledged {0}: {1}', app, message));
}

function stageWords({ stage, message = '' }: ReconcileProgress): string {
  const words: Record<ReconcileProgress['stage'], string> = {
    requested: vscode.l10n.t('requested; waiting for the controller'),
    acknowledged: vscode.l10n.t('acknowledged; waiting until it is ready'),
    ready: vscode.l10n.t('ready'),
  };
  return message === '' ? words[stage] : `${words[stage]} (${message})`;
}
