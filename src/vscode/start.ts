// Builds the editor's side around a host: shared by the Node and the browser extension.
import * as vscode from 'vscode';
import { registerAnswerKeys } from './answer-keys';
import { ClusterSelection } from './clusters';
import { registerCommands } from './commands';
import { registerArgoClusterActions, registerArgoClusters } from './argo-clusters';
import { Diagnostics } from './diagnostics';
import { DisposableList } from './disposables';
import { Documents } from './documents';
import { EditEffects } from './edit-effects';
import { registerEffectLens } from './effect-lens';
import { EnvironmentTree } from './environment-tree';
import { Fleet } from './fleet';
import type { Host } from './host';
import { registerImageLens } from './image-lens';
import { registerDriftProvenance } from './drift-provenance';
import { decryptAhead, registerDecryptActions } from './decrypt';
import { registerCloneActions } from './local-clone';
import { registerProvenance } from './provenance';
import { registerQuickFixes } from './quick-fixes';
import { fetchAhead, registerRemoteBaseActions } from './remote-bases';
import { registerSourceProvenance } from './source-provenance';
import { StatusBar } from './status-bar';
import { toolsAllowed, type Ui } from './ui';

/** What `activate` returns: for tests, and for extensions that build on this one. */
export interface PlumblineApi extends Ui {
  readonly statusBar: StatusBar;
  /** Time that activation took, in milliseconds. */
  readonly activationMilliseconds: number;
}

/** Starts everything. Reading the workspace goes on in the background: see `fleet.ready`. */
export function start(context: vscode.ExtensionContext, host: Host): PlumblineApi {
  const started = performance.now();
  const owned = new DisposableList();
  context.subscriptions.push(owned);
  const fleet = owned.add(new Fleet(host));
  const clusters = owned.add(new ClusterSelection(host, fleet, context.workspaceState));
  const documents = owned.add(new Documents(fleet));
  const tree = owned.add(new EnvironmentTree(fleet));
  const statusBar = owned.add(new StatusBar(fleet, clusters));
  owned.add(new Diagnostics(fleet, host.log));
  const effects = owned.add(new EditEffects(host, fleet, documents));
  owned.add(registerEffectLens(effects));
  owned.add(registerAnswerKeys(fleet));
  owned.add(registerProvenance(fleet, documents));
  owned.add(registerDriftProvenance(fleet));
  owned.add(registerSourceProvenance(fleet));
  const ui: Ui = { host, fleet, tree, documents, clusters, effects };
  owned.add(registerCommands(ui));
  owned.add(registerRemoteBaseActions(ui));
  owned.add(registerCloneActions(ui));
  owned.add(registerArgoClusters(ui));
  owned.add(registerArgoClusterActions(ui));
  owned.add(registerDecryptActions(ui));
  owned.add(decryptAhead(ui));
  owned.add(registerQuickFixes(fleet, effects));
  owned.add(registerImageLens(ui));
  owned.add(fetchAhead(ui));
  allowTools(host);
  owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => allowTools(host)));
  fleet.load().catch((error: unknown) => host.log.error(`reading the workspace: ${String(error)}`));
  const activationMilliseconds = performance.now() - started;
  host.log.info(`active after ${activationMilliseconds.toFixed(1)} ms`);
  return { ...ui, statusBar, activationMilliseconds };
}

function allowTools(host: Host): void {
  void vscode.commands.executeCommand('setContext', 'plumbline.tools', toolsAllowed({ host }));
  // The editor's own key for trust is not set where trust is switched off.
  void vscode.commands.executeCommand('setContext', 'plumbline.restricted', !vscode.workspace.isTrusted);
}
