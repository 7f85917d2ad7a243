// Shows the rendered lines that a line of a source file reaches, in the editor's own peek view.
import * as vscode from 'vscode';
import { lineOf } from './line-argument';
import { unknownWords } from './reach-words';
import { reachLocations, reachOf, sourceLine } from './source-reach';
import { showMessage, showOutput, withCancel } from './messages';
import type { Ui } from './ui';

/** Command: about the line of the cursor, or about the one that `argument` names: `{ uri, line }`, counted from 0. */
export async function showReachCommand(ui: Ui, argument: unknown): Promise<void> {
  const cursor = cursorOf(argument);
  const source = cursor === undefined ? undefined : sourceLine(ui.fleet, cursor.uri, cursor.line);
  if (cursor === undefined || source === undefined) {
    showMessage(
      'information',
      vscode.l10n.t('Put the cursor into a line of a manifest, patch, kustomization or generator file of the opened folder.'),
    );
    return;
  }
  const title = vscode.l10n.t('Looking for what {0}:{1} reaches', source.place.file, source.place.line);
  const found = await withCancel(title, async (signal) => {
    const reach = await reachOf(source, signal);
    const locations = reach === undefined ? undefined : await reachLocations(source.folder, reach, signal);
    return reach === undefined || locations === undefined ? undefined : { reach, locations };
  });
  if (found === undefined) return;
  const { reach, locations } = found;
  const unknown = unknownWords(reach);
  if (locations.length > 0) {
    const position = new vscode.Position(cursor.line, cursor.character);
    await vscode.commands.executeCommand('editor.action.peekLocations', cursor.uri, position, locations, 'peek');
  } else if (unknown === '') {
    showMessage('information', vscode.l10n.t('{0}:{1} decides nothing in any environment.', source.place.file, source.place.line));
  } else {
    const text = vscode.l10n.t('{0}:{1} decides nothing that is known.', source.place.file, source.place.line);
    showMessage('warning', `${text} ${unknown}`, [showOutput(ui.host)]);
  }
}

function cursorOf(argument: unknown): { uri: vscode.Uri; line: number; character: number } | undefined {
  const named = lineOf(argument);
  if (named !== undefined) return { ...named, character: 0 };
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri, line: editor.selection.active.line, character: editor.selection.active.character };
}
