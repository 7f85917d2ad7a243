// Fetches remote bases when the user asks for it: by command, by the light bulb on a line, or ahead by a setting. Nothing is fetched otherwise.
import * as vscode from 'vscode';
import { CancelledError, type Failure } from '../engine/model';
import type { Fleet } from './fleet';
import type { Folder } from './folder';
import type { AppRow } from './rows';
import { fetchesRemoteBases } from './settings';
import { isRow, targetOf } from './targets';
import { showFailure, showMessage, showOutput, withCancel } from './messages';
import { toolsAllowed, type Ui } from './ui';

/** Command: fetches what is missing, and looks at branches again. @param argument a row, for what it needs alone. */
export async function fetchRemoteBasesCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = isRow(argument) ? targetOf(ui.fleet, argument) : undefined;
  const folders = target === undefined ? ui.fleet.folders : [target.folder];
  let count = 0;
  const failures: { readonly folder: Folder; readonly failure: Failure }[] = [];
  const done = await withCancel(vscode.l10n.t('Fetching remote bases'), async (signal, progress) => {
    for (const folder of folders) {
      const found = await folder.fetchRemotes({
        signal,
        environment: target?.environment.name,
        app: target?.app?.app,
        again: true,
        onStart(what) {
          count++;
          ui.host.log.info(`fetching ${what}`);
          progress.report({ message: what });
        },
      });
      failures.push(...found.map((failure) => ({ folder, failure })));
    }
    return true;
  });
  const [first] = failures;
  if (first !== undefined) showFailure(ui.host.log, first.failure, first.folder.session.mask, [showOutput(ui.host)]);
  else if (done === true && count === 0) showMessage('information', vscode.l10n.t('Nothing here builds on a remote base.'));
}

/** The light bulb on lines whose base was not fetched. */
export function registerRemoteBaseActions(ui: Ui): vscode.Disposable {
  const actions: vscode.CodeActionProvider = {
    provideCodeActions({ uri }, _range, { diagnostics }) {
      const found = diagnostics.filter(({ source, code }) => source === 'Plumbline' && code === 'notFetched');
      if (found.length === 0 || !toolsAllowed(ui)) return [];
      const action = new vscode.CodeAction(vscode.l10n.t('Fetch remote bases'), vscode.CodeActionKind.QuickFix);
      const row = askingRow(ui.fleet, uri);
      action.command = { command: 'plumbline.fetchRemoteBases', title: action.title, ...(row === undefined ? {} : { arguments: [row] }) };
      action.diagnostics = found;
      action.isPreferred = true;
      return [action];
    },
  };
  // A HelmRelease may stand in any file.
  const selector = { pattern: '**/{*.yaml,*.yml,Kustomization}' };
  return vscode.languages.registerCodeActionsProvider(selector, actions, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] });
}

/** The first app that lacks what the file asks for: it alone is fetched for, and what other apps lack is left to be asked for. */
function askingRow(fleet: Fleet, uri: vscode.Uri): AppRow | undefined {
  const folder = fleet.folderOf(uri);
  const path = folder?.path(uri);
  if (folder === undefined || path === undefined) return undefined;
  for (const environment of folder.environments) {
    const asks = ({ code, file }: Failure): boolean => code === 'notFetched' && file === path;
    const app = environment.apps.find((each) => folder.problems(environment.name, each.app).some(asks));
    if (app !== undefined) return { kind: 'app', folder, environment, app };
  }
  return undefined;
}

/** Where the setting asks for it, fetches as soon as something is missing. What could not be fetched waits for the command. */
export function fetchAhead(ui: Pick<Ui, 'host' | 'fleet'>): vscode.Disposable {
  const abort = new AbortController();
  const running = new Set<Folder>();
  const fetchFor = async (folder: Folder): Promise<void> => {
    if (running.has(folder) || !toolsAllowed(ui) || !fetchesRemoteBases(folder.workspaceFolder)) return;
    running.add(folder);
    try {
      await folder.fetchRemotes({ signal: abort.signal, onStart: (what) => ui.host.log.info(`fetching ${what}`) });
    } catch (error) {
      if (!(error instanceof CancelledError)) ui.host.log.error(`remote bases of ${folder.workspaceFolder.name}: ${String(error)}`);
    } finally {
      running.delete(folder);
    }
  };
  const fetchAll = (fleet: Fleet): void => fleet.folders.forEach((folder) => void fetchFor(folder));
  return vscode.Disposable.from(
    ui.fleet.onDidChange(({ folder, kind }) => {
      if (kind === 'problems' && folder !== undefined) void fetchFor(folder);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('plumbline.remoteBases')) fetchAll(ui.fleet);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => fetchAll(ui.fleet)),
    { dispose: () => abort.abort() },
  );
}
