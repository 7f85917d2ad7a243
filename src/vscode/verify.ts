// Compares what Plumbline builds of an app's folder with what the installed kustomize builds, and shows where they differ.
import * as vscode from 'vscode';
import type { App } from '../engine/model';
import { createBuildCache } from '../engine/render/kustomize/build';
import type { Answer, CommandWays } from '../engine/ports';
import { IN_PLACE, renderWhole } from '../session/handed-over';
import { buildToVerify, flagsOf, type Verification, verify } from '../session/verify';
import { type DocumentRef, documentUri } from './document-uri';
import { type AppTarget, chooseApp } from './targets';
import { showFailure, showMessage, showOutput, withCancel } from './messages';
import type { Ui } from './ui';

/** Command. Both build from the files on disk, for kustomize does not see what is not saved. */
export async function verifyCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseApp(ui.fleet, argument, vscode.l10n.t('App to verify'), isBuilt);
  if (target === undefined) return;
  if (!isBuilt(target.app)) {
    const { app, artifact } = target.app;
    const words =
      artifact === undefined
        ? vscode.l10n.t('{0} is not made by kustomize. Choose an app that is.', app)
        : vscode.l10n.t('What {0} is made of is put together by an ArtifactGenerator, so no folder holds it. Choose another app.', app);
    showMessage('information', words);
    return;
  }
  const title = vscode.l10n.t('Building {0} with the installed kustomize', target.app.app);
  const answer = await withCancel(title, (signal) => verifyApp(target, signal));
  if (answer === undefined) return;
  if (answer.kind === 'failed') showFailure(ui.host.log, answer.reason, target.folder.session.mask);
  else await tell(ui, target, answer.value);
}

function isBuilt({ kind, artifact }: App): boolean {
  if (artifact !== undefined) return false;
  return kind === 'kustomization' || kind === 'fluxKustomization';
}

async function verifyApp({ folder, app }: AppTarget, signal: AbortSignal): Promise<Answer<Verification>> {
  const { kustomize } = folder.ports;
  if (kustomize === undefined) return { kind: 'failed', reason: { code: 'untrusted' } };
  const { files } = kustomize;
  const port = folder.ports.longRenders;
  const cache = createBuildCache(port && { allowance: IN_PLACE });
  const { ways, rendered } = await buildToVerify(waysOf(app), (each) =>
    renderWhole({ kind: 'folder', path: app.path, ways: each }, files, { signal, port, cache }),
  );
  const answer = await kustomize.build(app.path, flagsOf(ways), signal);
  if (answer.kind === 'failed') return answer;
  return { kind: 'answer', value: verify(rendered, answer.value, folder.session.mask) };
}

/** Flux builds unsorted and without a root restriction; what it does around kustomize is left out, for kustomize does not do it. */
function waysOf({ kind }: App): Omit<CommandWays, 'helm'> {
  return kind === 'fluxKustomization' ? { reorder: 'none', restrictToRoot: false } : { reorder: 'default', restrictToRoot: true };
}

async function tell(ui: Ui, target: AppTarget, verification: Verification): Promise<void> {
  const { program, verdict, objects, message = '' } = verification;
  const { app } = target.app;
  ui.host.log.info(`${app}: ${verdict} (${program})${message === '' ? '' : `: ${message}`}`);
  switch (verdict) {
    case 'same':
      return showMessage(
        'information',
        vscode.l10n.t('Plumbline and {0} build the same bytes of {1}: {2} objects.', program, app, objects),
      );
    case 'bothRefuse':
      return showMessage('information', vscode.l10n.t('Plumbline and {0} both refuse {1}. It says: {2}', program, app, message), [
        showOutput(ui.host),
      ]);
    case 'onlyProgramRefuses':
      return showMessage('warning', vscode.l10n.t('Plumbline builds {1}, and {0} refuses it. It says: {2}', program, app, message), [
        showOutput(ui.host),
      ]);
    case 'onlyPlumblineRefuses':
      return showMessage('warning', vscode.l10n.t('{0} builds {1}, and Plumbline does not. The Problems panel says why.', program, app));
    case 'different':
      await showDifference(ui, target, verification);
      return showMessage('warning', vscode.l10n.t('Plumbline and {0} build {1} differently; the diff editor shows where.', program, app));
  }
}

async function showDifference(ui: Ui, { folder, environment, app }: AppTarget, { program, ours, theirs }: Verification): Promise<void> {
  const build = { view: 'build', folder: folder.key, environment: environment.name, app: app.app } as const;
  const [left, right]: DocumentRef[] = [
    { ...build, by: 'kustomize' },
    { ...build, by: 'plumbline' },
  ];
  if (left === undefined || right === undefined) return;
  ui.documents.hold(`verify ${folder.key} ${environment.name} ${app.app}`, [
    { ref: left, text: theirs },
    { ref: right, text: ours },
  ]);
  const title = vscode.l10n.t('{0}: {1} ↔ Plumbline', app.app, program);
  await vscode.commands.executeCommand('vscode.diff', documentUri(left), documentUri(right), title);
}
