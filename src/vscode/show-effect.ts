// Opens what the edit of a source file changes in every environment that it reaches: a diff that follows the typing.
import * as vscode from 'vscode';
import { baseName } from '../engine/discover/paths';
import type { AppEffect } from '../engine/model';
import { documentUri } from './document-uri';
import type { EditEffect } from './edit-effect';
import { effectRef, newFailures } from './effect-texts';
import { effectWords } from './effect-lens';
import { lineOf } from './line-argument';
import { sourceLine } from './source-reach';
import { showMessage, withCancel } from './messages';
import type { Ui } from './ui';

/** Command: about the active file, or about the one that `argument` names. */
export async function showEffectCommand(ui: Ui, argument: unknown): Promise<void> {
  const uri = lineOf(argument)?.uri ?? vscode.window.activeTextEditor?.document.uri;
  const source = uri === undefined ? undefined : sourceLine(ui.fleet, uri, 0);
  if (source === undefined) {
    showMessage('information', vscode.l10n.t('Open a manifest, patch, kustomization or generator file of the opened folder first.'));
    return;
  }
  const edited = { folder: source.folder, file: source.place.file };
  const title = vscode.l10n.t('Rendering what the edit of {0} changes', edited.file);
  const found = await withCancel(title, async (signal) => ({ effect: await ui.effects.show(edited, signal), left: signal.aborted }));
  if (found === undefined || found.left) return;
  const { effect } = found;
  if (effect === undefined) {
    showMessage(
      'information',
      vscode.l10n.t(
        '{0} has no edit that any environment would notice: it is as at HEAD, or nothing that is rendered reads it.',
        edited.file,
      ),
    );
  } else if (effect.apps.every((app) => rank(app) === UNCHANGED)) {
    showMessage('information', effectWords(effect));
  } else {
    await vscode.commands.executeCommand(
      'vscode.changes',
      vscode.l10n.t('Effect of the edit of {0}', baseName(edited.file)),
      entries(effect),
    );
  }
}

/** What changes first; apps that only a later keystroke may change stay in the list, closed by the editor. */
function entries(effect: EditEffect) {
  return [...effect.apps]
    .sort((a, b) => rank(a) - rank(b))
    .map((app) => {
      const [before, after] = [documentUri(effectRef(effect, app, 'before')), documentUri(effectRef(effect, app, 'after'))];
      return [after, before, after];
    });
}

const UNCHANGED = 1;

function rank(app: AppEffect): number {
  return app.objects.length > 0 || newFailures(app).length > 0 ? 0 : UNCHANGED;
}
