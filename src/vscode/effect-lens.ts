// Says above the first line of an edited source file what the edit changes; a click, or the command, opens the diff.
import * as vscode from 'vscode';
import type { EditEffect } from './edit-effect';
import type { EditEffects } from './edit-effects';
import { newFailures } from './effect-texts';
import { effectLensEnabled } from './settings';
import { failureWords } from './words';

export function registerEffectLens(effects: EditEffects): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses({ uri }) {
      const effect = effectLensEnabled() ? effects.of(uri) : undefined;
      if (effect === undefined) return [];
      const command = { command: 'plumbline.showEffect', title: effectWords(effect), arguments: [{ uri: uri.toString(), line: 0 }] };
      return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
    },
  };
  return vscode.Disposable.from(
    changed,
    effects.onDidChange(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('plumbline.effectOfEdits') && changed.fire()),
    vscode.languages.registerCodeLensProvider('*', provider),
  );
}

/** What an edit changes, in one sentence. Where it breaks a render it says that, and not that the objects went. */
export function effectWords(effect: EditEffect): string {
  const broken = effect.apps.filter((app) => newFailures(app).length > 0);
  const known = effect.apps.filter((app) => app.objects.length > 0 && !broken.includes(app));
  const count = known.reduce((sum, { objects }) => sum + objects.length, 0);
  const words = changeWords(effect.since, count, names(known));
  const [first] = broken;
  const [failure] = first === undefined ? [] : newFailures(first);
  if (failure === undefined) return words;
  const reason = failureWords(failure, effect.folder.session.mask);
  const unknown = vscode.l10n.t('Effect unknown in {0}: {1}', names(broken), reason);
  return count === 0 ? unknown : `${words}. ${unknown}`;
}

function changeWords(since: EditEffect['since'], count: number, environments: string): string {
  if (since === 'saved') {
    if (count === 0) return vscode.l10n.t('Unsaved edit: nothing that is rendered changes');
    return count === 1
      ? vscode.l10n.t('Unsaved edit: 1 object changes in {0}', environments)
      : vscode.l10n.t('Unsaved edit: {0} objects change in {1}', count, environments);
  }
  if (count === 0) return vscode.l10n.t('Since HEAD: nothing that is rendered changes');
  return count === 1
    ? vscode.l10n.t('Since HEAD: 1 object changes in {0}', environments)
    : vscode.l10n.t('Since HEAD: {0} objects change in {1}', count, environments);
}

/** As many names as a line has room for. */
const FEW = 4;

function names(apps: EditEffect['apps']): string {
  const all = [...new Set(apps.map(({ environment }) => environment))];
  return all.length > FEW ? vscode.l10n.t('{0} environments', all.length) : all.join(', ');
}
