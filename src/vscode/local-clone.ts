// Chooses a folder on this machine for a repository that is not here: by command on its row, or by the light bulb on the line that names it.
import * as vscode from 'vscode';
import type { Failure } from '../engine/model';
import type { Folder } from './folder';
import { showMessage } from './messages';
import type { Row } from './rows';
import { isRow } from './targets';
import { toolsAllowed, type Ui } from './ui';

/** What the command is called with: a row that lacks a repository, or the address itself. */
interface Wanted {
  readonly folder: Folder;
  readonly url: string;
}

/** Command: asks for the folder, and writes it to the user's own settings, as paths differ from machine to machine. */
export async function chooseCloneCommand(ui: Ui, argument: unknown): Promise<void> {
  const wanted = wantedBy(argument) ?? (await chosenFrom(ui));
  if (wanted === undefined) return;
  const { folder, url } = wanted;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      title: vscode.l10n.t('Local clone of {0}', url),
      openLabel: vscode.l10n.t('Use This Folder'),
    })) ?? [];
  if (chosen === undefined || !(await isMeant(ui, chosen, url))) return;
  const settings = vscode.workspace.getConfiguration('plumbline', folder.workspaceFolder);
  const own = settings.inspect<Record<string, string>>('repositories')?.globalValue ?? {};
  await settings.update('repositories', { ...own, [url]: chosen.fsPath }, vscode.ConfigurationTarget.Global);
}

/** The light bulb on lines that name a repository which is not here. */
export function registerCloneActions(ui: Ui): vscode.Disposable {
  const actions: vscode.CodeActionProvider = {
    provideCodeActions({ uri }, range, { diagnostics }) {
      const found = diagnostics.filter(({ source, code }) => source === 'Plumbline' && code === 'unresolvedSource');
      const folder = ui.fleet.folderOf(uri);
      const url = folder && lackedAt(folder, folder.path(uri), range);
      if (found.length === 0 || folder === undefined || url === undefined || !toolsAllowed(ui)) return [];
      const action = new vscode.CodeAction(vscode.l10n.t('Choose a local clone of {0}…', url), vscode.CodeActionKind.QuickFix);
      action.command = { command: 'plumbline.chooseClone', title: action.title, arguments: [{ folder, url } satisfies Wanted] };
      action.diagnostics = found;
      return [action];
    },
  };
  const selector = { pattern: '**/{*.yaml,*.yml,Kustomization}' };
  return vscode.languages.registerCodeActionsProvider(selector, actions, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] });
}

function wantedBy(argument: unknown): Wanted | undefined {
  if (isRow(argument)) return wantedByRow(argument);
  const given = argument as Partial<Wanted> | undefined;
  return given?.folder === undefined || given.url === undefined ? undefined : { folder: given.folder, url: given.url };
}

function wantedByRow(row: Row): Wanted | undefined {
  const failures = row.kind === 'failure' ? [row.failure] : row.kind === 'app' ? row.app.unresolved : [];
  const url = failures.flatMap(({ repository }) => repository ?? [])[0];
  return url === undefined ? undefined : { folder: row.folder, url };
}

/** From the palette: which of the repositories that are not here. */
async function chosenFrom(ui: Ui): Promise<Wanted | undefined> {
  const all = ui.fleet.folders.flatMap((folder) => [...lackedBy(folder)].map((url) => ({ label: url, folder, url })));
  if (all.length === 0) {
    showMessage('information', vscode.l10n.t('Everything here comes from this repository, or from a clone that is named already.'));
    return undefined;
  }
  return vscode.window.showQuickPick(all, { placeHolder: vscode.l10n.t('Repository to choose a local clone for') });
}

function lackedBy({ environments }: Folder): ReadonlySet<string> {
  const failures = environments.flatMap(({ apps }) => apps).flatMap(({ unresolved }) => unresolved);
  return new Set(failures.flatMap(({ repository }) => repository ?? []));
}

function lackedAt({ environments, session }: Folder, path: string | undefined, range: vscode.Range): string | undefined {
  const isHere = ({ file, line = 1, repository }: Failure): boolean =>
    repository !== undefined && file === path && line - 1 >= range.start.line && line - 1 <= range.end.line;
  for (const { name, apps } of environments) {
    for (const { app, unresolved } of apps) {
      const found = [...unresolved, ...session.render(name, app).failures].find(isHere);
      if (found !== undefined) return found.repository;
    }
  }
  return undefined;
}

/** A folder of another repository is easily taken: it is asked about. */
async function isMeant(ui: Ui, folder: vscode.Uri, url: string): Promise<boolean> {
  if (ui.host.hasRemote?.(folder, url) !== false) return true;
  const use = vscode.l10n.t('Use It All the Same');
  const text = vscode.l10n.t('{0} is no clone of {1}: it has no remote with that address.', folder.fsPath, url);
  return (await vscode.window.showWarningMessage(text, { modal: true }, use)) === use;
}
