// The table of commands: what runs for each, and whether it needs git or a cluster.
import * as vscode from 'vscode';
import { CancelledError, FailureError } from '../engine/model';
import { askArgoClustersCommand, forgetArgoClustersCommand } from './argo-clusters';
import { renderOfflineCommand, renderWithClusterCommand } from './cluster-answers';
import { compareCommand } from './compare';
import { compareRenderedCommand } from './compare-rendered';
import { chooseCloneCommand } from './local-clone';
import { decryptCommand, stopDecryptingCommand } from './decrypt';
import { openDriftCommand } from './drift';
import { showExplanation } from './explain';
import { pinCommand, unpinCommand } from './pin';
import { openPreviewCommand, openSourceCommand } from './preview';
import { promoteCommand } from './promotion';
import { reconcileCommand } from './reconcile';
import { fetchRemoteBasesCommand } from './remote-bases';
import { showEffectCommand } from './show-effect';
import { showReachCommand } from './show-reach';
import { showValuesCommand } from './show-values';
import { chooseEnvironment } from './targets';
import { showMessage, showOutput } from './messages';
import { toolsAllowed, type Ui } from './ui';
import { verifyCommand } from './verify';

interface Command {
  /** Uses git or a cluster: refused in a browser and without trust. */
  readonly needsTools?: true;
  /** Is about the whole workspace, never about a row of the list. */
  readonly general?: true;
  run(ui: Ui, argument: unknown): unknown;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  refresh: { general: true, run: (ui) => ui.fleet.reload() },
  openPreview: { run: openPreviewCommand },
  openSource: { run: openSourceCommand },
  openDrift: { needsTools: true, run: openDriftCommand },
  compare: { needsTools: true, run: compareCommand },
  compareRendered: { needsTools: true, run: compareRenderedCommand },
  showEffect: { general: true, run: showEffectCommand },
  showValues: { run: showValuesCommand },
  showReach: { general: true, run: showReachCommand },
  selectContext: { needsTools: true, general: true, run: (ui) => ui.clusters.choose() },
  pin: { needsTools: true, run: pinCommand },
  unpin: { needsTools: true, run: unpinCommand },
  promote: { needsTools: true, run: promoteCommand },
  reconcile: { needsTools: true, run: reconcileCommand },
  fetchRemoteBases: { needsTools: true, general: true, run: fetchRemoteBasesCommand },
  chooseClone: { needsTools: true, run: chooseCloneCommand },
  renderWithCluster: { needsTools: true, run: renderWithClusterCommand },
  renderOffline: { needsTools: true, run: renderOfflineCommand },
  askArgoClusters: { needsTools: true, run: askArgoClustersCommand },
  forgetArgoClusters: { needsTools: true, run: forgetArgoClustersCommand },
  decryptValues: { needsTools: true, general: true, run: decryptCommand },
  stopDecrypting: { general: true, run: stopDecryptingCommand },
  verifyKustomize: { needsTools: true, run: verifyCommand },
  explain: { run: explainCommand },
  showOutput: { general: true, run: (ui) => ui.host.log.show() },
};

/** Registers every command of the manifest. */
export function registerCommands(ui: Ui): vscode.Disposable {
  const registered = Object.entries(COMMANDS).map(([name, command]) =>
    vscode.commands.registerCommand(`plumbline.${name}`, (...given: readonly unknown[]) => runCommand(ui, name, command, given)),
  );
  return vscode.Disposable.from(...registered);
}

/** An error that no command expected is shown and logged; nothing fails silently. */
async function runCommand(ui: Ui, name: string, command: Command, given: readonly unknown[]): Promise<void> {
  if (command.general !== true && isOfLostRow(given)) {
    showMessage('information', vscode.l10n.t('The list was being drawn again, so Plumbline does not know which row you meant. Try again.'));
    return;
  }
  if (command.needsTools === true && !toolsAllowed(ui)) {
    showMessage('warning', toolsWords(ui));
    return;
  }
  try {
    await command.run(ui, given[0]);
  } catch (error) {
    if (error instanceof CancelledError) return;
    const mask = ui.fleet.folders[0]?.session.mask;
    const text = error instanceof FailureError ? error.failure.code : String(error);
    const shown = mask === undefined ? text : mask.scrub(text);
    ui.host.log.error(`plumbline.${name}: ${shown}`);
    showMessage('warning', vscode.l10n.t('Plumbline could not finish: {0}', shown), [showOutput(ui.host)]);
  }
}

/** A row's action that met a redraw of the list: the editor hands it over without its row. From the palette nothing at all is handed over. */
function isOfLostRow(given: readonly unknown[]): boolean {
  return given.length > 0 && given[0] === undefined;
}

function toolsWords(ui: Ui): string {
  return ui.host.hasTools
    ? vscode.l10n.t('Git and clusters are not used until you trust this workspace.')
    : vscode.l10n.t('Git and clusters cannot be used in a browser; open the repository in the desktop editor.');
}

async function explainCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseEnvironment(ui.fleet, argument, vscode.l10n.t('Environment to explain'));
  if (target !== undefined) await showExplanation(target.folder, target.environment.name, target.app?.app);
}
