// The status bar item: the worst sync state of the environments that are pinned to the active context.
import * as vscode from 'vscode';
import { worstHealth, worstVerdict } from '../engine/decide/rollup';
import { type ClusterSelection, contextName } from './clusters';
import { DisposableList } from './disposables';
import { type Fleet, VIEW } from './fleet';
import type { Environment } from '../engine/model';
import type { Folder } from './folder';
import { comparisons } from './rows';
import { statusBarEnabled } from './settings';
import { countWords, environmentState, stateCodicon, stateWords, summaryWords } from './verdicts';

interface Pinned {
  readonly folder: Folder;
  readonly environment: Environment;
}

interface Shown {
  readonly text: string;
  readonly tooltip: string;
  /** Where there is nothing to see yet: chooses a cluster instead of opening the view. */
  readonly choose?: true;
}

export class StatusBar implements vscode.Disposable {
  private readonly owned = new DisposableList();
  private readonly item: vscode.StatusBarItem;
  private drawing = 0;

  constructor(
    private readonly fleet: Fleet,
    private readonly clusters: ClusterSelection,
  ) {
    this.item = this.owned.add(vscode.window.createStatusBarItem('status', vscode.StatusBarAlignment.Left, 10));
    this.item.name = vscode.l10n.t('Plumbline: sync state');
    const draw = (): void => void this.draw();
    this.owned.add(fleet.onDidChange(draw));
    this.owned.add(clusters.onDidChange(draw));
    this.owned.add(vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('plumbline') && draw()));
  }

  /** What the item says now. */
  get text(): string {
    return this.item.text;
  }

  async draw(): Promise<void> {
    const turn = ++this.drawing;
    const context = await this.clusters.active();
    // A later drawing has overtaken this one.
    if (turn !== this.drawing) return;
    const shown = this.describe(context);
    this.item.text = shown.text;
    const click = shown.choose ? vscode.l10n.t('Click to select a cluster context.') : vscode.l10n.t('Click to open the environments.');
    this.item.command = shown.choose ? 'plumbline.selectContext' : `${VIEW}.focus`;
    this.item.tooltip = `${shown.tooltip}\n${click}`;
    this.item.accessibilityInformation = { label: `Plumbline: ${shown.tooltip}`, role: 'button' };
    const wanted = statusBarEnabled() && this.fleet.folders.some(({ environments }) => environments.length > 0);
    if (wanted) this.item.show();
    else this.item.hide();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private describe(context: string | undefined): Shown {
    if (context === undefined)
      return {
        text: `$(plug) ${vscode.l10n.t('No cluster selected')}`,
        tooltip: vscode.l10n.t('No cluster is selected to compare the environments with.'),
        ...(vscode.workspace.isTrusted ? { choose: true } : {}),
      };
    const pinned = this.fleet.folders.flatMap((folder) =>
      folder.environments
        .filter(({ name }) => folder.pin(name)?.context === context)
        .map((environment): Pinned => ({ folder, environment })),
    );
    const name = contextName(context);
    if (pinned.length > 0) return describePinned(name, pinned);
    return {
      text: `$(pin) ${name}: ${vscode.l10n.t('not pinned')}`,
      tooltip: vscode.l10n.t('No environment is pinned to {0}. Compare one with it to pin it.', name),
    };
  }
}

function describePinned(context: string, pinned: readonly Pinned[]): Shown {
  const names = pinned.map(({ environment }) => environment.name).join(', ');
  const states = pinned.map(({ folder, environment }) => environmentState(environment, comparisons(folder, environment)));
  const known = states.filter((state) => state !== undefined);
  const worst = { verdict: worstVerdict(known.map(({ verdict }) => verdict)), health: worstHealth(known.map(({ health }) => health)) };
  // "In sync" needs an answer for every one of them.
  if (known.length === 0 || (worst.verdict === 'inSync' && known.length < states.length)) {
    const text = `$(circle-outline) ${names}: ${vscode.l10n.t('not compared')}`;
    return { text, tooltip: vscode.l10n.t('{0} was not compared with {1} yet.', names, context) };
  }
  const words = stateWords(worst);
  const compared = pinned.flatMap(({ folder, environment }) => comparisons(folder, environment));
  const counted = countWords(compared.flatMap((app) => app.comparisons));
  const tooltip = vscode.l10n.t('{0} against {1}: {2}. Objects: {3}.', names, context, words, counted);
  return { text: `${stateCodicon(worst)} ${names}: ${summaryWords(worst, compared)}`, tooltip };
}
