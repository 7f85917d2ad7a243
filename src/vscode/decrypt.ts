// Decrypts what SOPS encrypted, with the user's own program and keys, once they ask for it: in memory, until they say otherwise or the window closes.
import * as vscode from 'vscode';
import { CancelledError, type Failure } from '../engine/model';
import type { Folder } from './folder';
import { showMessage, withCancel } from './messages';
import { toolsAllowed, type Ui } from './ui';

/** Command: decrypts, and tries again what could not be decrypted before. */
export async function decryptCommand(ui: Ui): Promise<void> {
  const done = await withCancel(vscode.l10n.t('Decrypting with SOPS'), async (signal) => {
    for (const folder of ui.fleet.folders) await decryptIn(folder, signal);
    return true;
  });
  await setContext(ui);
  if (done === undefined) return;
  const [failure] = ui.fleet.folders.flatMap(failuresOf);
  if (failure === undefined) {
    showMessage(
      'information',
      vscode.l10n.t('What SOPS encrypted is decrypted in memory until this window closes. Its values stay masked.'),
      [stop()],
    );
  } else showMessage('warning', vscode.l10n.t('Not everything could be decrypted. The Problems panel says why.'), [stop()]);
}

/** Command: forgets everything that was decrypted. */
export async function stopDecryptingCommand(ui: Ui): Promise<void> {
  for (const { decryptions, session } of ui.fleet.folders) session.sourcesChanged(decryptions.forget());
  await setContext(ui);
}

/** Where the user has asked, decrypts what an edit brings, once all of it was rendered. */
export function decryptAhead(ui: Pick<Ui, 'host' | 'fleet'>): vscode.Disposable {
  const abort = new AbortController();
  const running = new Set<Folder>();
  const decryptFor = async (folder: Folder): Promise<void> => {
    if (running.has(folder) || !folder.decryptions.areWanted || !toolsAllowed(ui)) return;
    running.add(folder);
    try {
      await folder.decryptMissing(abort.signal);
    } catch (error) {
      if (!(error instanceof CancelledError)) ui.host.log.error(`decrypting in ${folder.workspaceFolder.name}: ${String(error)}`);
    } finally {
      running.delete(folder);
    }
  };
  return vscode.Disposable.from(
    ui.fleet.onDidChange(({ folder, kind }) => {
      if (kind === 'folders') void setContext(ui);
      if (kind === 'rendered' && folder !== undefined) void decryptFor(folder);
    }),
    { dispose: () => abort.abort() },
  );
}

/** The light bulb on lines that need something decrypted. */
export function registerDecryptActions(ui: Ui): vscode.Disposable {
  const actions: vscode.CodeActionProvider = {
    provideCodeActions(_document, _range, { diagnostics }) {
      const found = diagnostics.filter(
        ({ source, code }) => source === 'Plumbline' && (code === 'notDecrypted' || code === 'decryptionFailed'),
      );
      if (found.length === 0 || !toolsAllowed(ui)) return [];
      const action = new vscode.CodeAction(vscode.l10n.t('Decrypt SOPS values in memory'), vscode.CodeActionKind.QuickFix);
      action.command = { command: 'plumbline.decryptValues', title: action.title };
      action.diagnostics = found;
      return [action];
    },
  };
  const selector = { scheme: 'file' };
  return vscode.languages.registerCodeActionsProvider(selector, actions, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] });
}

async function decryptIn(folder: Folder, signal: AbortSignal): Promise<void> {
  const { decryptions, ports, session } = folder;
  if (ports.decryptor === undefined) return;
  session.sourcesChanged(decryptions.areWanted ? decryptions.forgetFailures() : decryptions.want(ports.decryptor));
  await folder.decryptMissing(signal);
}

function failuresOf({ environments, session }: Folder): readonly Failure[] {
  const failures = environments.flatMap(({ name, apps }) => apps.flatMap(({ app }) => session.render(name, app).failures));
  return failures.filter(({ code }) => code === 'decryptionFailed' || code === 'programMissing');
}

const stop = () => ({
  title: vscode.l10n.t('Stop Decrypting'),
  run: () => vscode.commands.executeCommand('plumbline.stopDecrypting'),
});

function setContext({ fleet }: Pick<Ui, 'fleet'>): Thenable<unknown> {
  const isOn = fleet.folders.some(({ decryptions }) => decryptions.areWanted);
  return vscode.commands.executeCommand('setContext', 'plumbline.decrypting', isOn);
}
