// Ask a Cluster for Argo CD's Clusters, and back: cluster generators of ApplicationSets are told what a cluster answered that the user named.
import * as vscode from 'vscode';
import { contextName } from './clusters';
import { type Fleet, VIEW } from './fleet';
import type { Folder } from './folder';
import { type Action, showFailure, showMessage, showOutput, withCancel } from './messages';
import type { FailureRow } from './rows';
import { isRow } from './targets';
import { toolsAllowed, type Ui } from './ui';

/** For menus: `open` where a generator asks for clusters, `told` where a cluster was asked. */
const KEY = 'plumbline.argoClusters';

/** Command: asks the cluster that the user picks now. It is asked for nothing else, and becomes neither active nor anybody's pin. */
export async function askArgoClustersCommand(ui: Ui, argument: unknown): Promise<void> {
  const folder = isRow(argument) ? argument.folder : await chooseFolder(ui.fleet);
  const name = folder && (await ui.clusters.pick({ placeHolder: vscode.l10n.t('Cluster that Argo CD runs in') }));
  if (folder === undefined || name === undefined) return;
  const { mask } = folder.session;
  const opened = await ui.clusters.open(name, folder);
  if (opened.kind === 'failed') {
    showFailure(ui.host.log, opened.reason, mask, [askAnother(argument), showOutput(ui.host)]);
    return;
  }
  const title = vscode.l10n.t('Asking {0} which clusters its Argo CD knows', contextName(name));
  const asking = () => withCancel(title, (signal) => folder.askArgoClusters(opened.value, signal));
  const told = await vscode.window.withProgress({ location: { viewId: VIEW } }, asking);
  if (told === undefined) return;
  const [refused] = told.refused;
  if (refused !== undefined) showFailure(ui.host.log, refused, mask, [askAnother(argument), showOutput(ui.host)]);
  else if (folder.argoClusters.questions().length === 0) nothingToAsk();
  else tell(ui, folder, name);
}

/** Command: what ApplicationSets gave before a cluster was asked. */
export function forgetArgoClustersCommand({ fleet }: Ui, argument: unknown): void {
  const told = fleet.folders.filter(({ argoClusters }) => argoClusters.told() !== undefined);
  const folders = isRow(argument) ? told.filter((folder) => folder === argument.folder) : told;
  if (folders.length === 0) showMessage('information', vscode.l10n.t('No cluster was asked which clusters its Argo CD knows.'));
  for (const folder of folders) forget(folder);
}

function forget({ session, argoClusters }: Folder): void {
  session.sourcesChanged(argoClusters.forget());
}

/** Keeps the context key in step. */
export function registerArgoClusters({ fleet }: Pick<Ui, 'fleet'>): vscode.Disposable {
  return fleet.onDidChange(({ kind }) => {
    if (kind === 'folders' || kind === 'sources') void vscode.commands.executeCommand('setContext', KEY, stateOf(fleet));
  });
}

/** The light bulb on generators that want to know clusters. */
export function registerArgoClusterActions(ui: Ui): vscode.Disposable {
  const actions: vscode.CodeActionProvider = {
    provideCodeActions({ uri }, range, { diagnostics }) {
      const found = diagnostics.filter(({ source, code }) => source === 'Plumbline' && (code === 'controllerOnly' || code === 'notAsked'));
      const row = found.length > 0 && toolsAllowed(ui) ? askingRow(ui.fleet, uri, range) : undefined;
      if (row === undefined) return [];
      const action = new vscode.CodeAction(vscode.l10n.t('Ask a cluster for Argo CD’s clusters…'), vscode.CodeActionKind.QuickFix);
      action.command = { command: 'plumbline.askArgoClusters', title: action.title, arguments: [row] };
      action.diagnostics = found;
      return [action];
    },
  };
  const selector = { pattern: '**/*.{yaml,yml,json}' };
  return vscode.languages.registerCodeActionsProvider(selector, actions, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] });
}

function tell(ui: Ui, folder: Folder, context: string): void {
  const { workspaceFolder, environments } = folder;
  const apps = environments.flatMap((environment) => environment.apps.filter(({ clusterQuestion }) => clusterQuestion !== undefined));
  const text =
    apps.length === 1
      ? vscode.l10n.t('With the clusters that {0} told, ApplicationSets give 1 app.', contextName(context))
      : vscode.l10n.t('With the clusters that {0} told, ApplicationSets give {1} apps.', contextName(context), apps.length);
  ui.host.log.info(`${workspaceFolder.name}: ${text}`);
  showMessage('information', text, [{ title: vscode.l10n.t('Forget Argo CD’s Clusters'), run: () => forget(folder) }]);
}

/** Nobody was asked then. */
function nothingToAsk(): void {
  showMessage('information', vscode.l10n.t('No ApplicationSet here has a cluster generator.'));
}

const askAnother = (argument: unknown): Action => ({
  title: vscode.l10n.t('Ask Again…'),
  run: () => vscode.commands.executeCommand('plumbline.askArgoClusters', ...(argument === undefined ? [] : [argument])),
});

/** From the palette: the folder whose generators ask. */
async function chooseFolder({ folders }: Fleet): Promise<Folder | undefined> {
  const asking = folders.filter(({ argoClusters }) => argoClusters.questions().length > 0);
  const [only, ...others] = asking;
  if (only === undefined) nothingToAsk();
  if (others.length === 0) return only;
  const items = asking.map((folder) => ({ label: folder.workspaceFolder.name, folder }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Folder whose ApplicationSets to tell') }))?.folder;
}

function stateOf({ folders }: Fleet): 'open' | 'told' | undefined {
  if (folders.some(({ argoClusters }) => argoClusters.told() !== undefined)) return 'told';
  return folders.some(({ argoClusters }) => argoClusters.questions().length > 0) ? 'open' : undefined;
}

/** The generator at a line that a cluster could tell what it gives. */
function askingRow(fleet: Fleet, uri: vscode.Uri, range: vscode.Range): FailureRow | undefined {
  const folder = fleet.folderOf(uri);
  const path = folder?.path(uri);
  if (folder === undefined || path === undefined) return undefined;
  const failure = folder.environments
    .flatMap(({ apps }) => apps)
    .flatMap(({ unresolved }) => unresolved)
    .find(({ file, line = 1, clusterQuestion }) => clusterQuestion !== undefined && file === path && isAt(line, range));
  return failure && { kind: 'failure', folder, failure, under: folder.key };
}

function isAt(line: number, range: vscode.Range): boolean {
  return line - 1 >= range.start.line && line - 1 <= range.end.line;
}
