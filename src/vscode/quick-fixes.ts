// The light bulb on findings with one obvious edit: offered where every app that reads the file renders the same with it.
import * as vscode from 'vscode';
import { fixOf, type LinesEdit } from '../engine/check/fixes';
import type { FindingCode } from '../engine/model';
import type { EditedFile } from './edit-effect';
import type { EditEffects } from './edit-effects';
import type { Fleet } from './fleet';
import { signalOf, sourceLine } from './source-reach';

export function registerQuickFixes(fleet: Fleet, effects: EditEffects): vscode.Disposable {
  const actions: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { diagnostics }, token) {
      const source = sourceLine(fleet, document.uri, 0);
      if (source === undefined) return [];
      const edited = { folder: source.folder, file: source.place.file };
      const found = diagnostics.filter((each) => each.source === 'Plumbline' && titles()[String(each.code)] !== undefined);
      const offered = await Promise.all(found.map((diagnostic) => fix(edited, document, diagnostic, effects, signalOf(token))));
      return offered.filter((action) => action !== undefined);
    },
  };
  const selector = { pattern: '**/*' };
  return vscode.languages.registerCodeActionsProvider(selector, actions, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] });
}

function titles(): Readonly<Record<string, string>> {
  return {
    deprecatedField: vscode.l10n.t('Write the successor of this field'),
    repeated: vscode.l10n.t('Remove this line, which changes nothing'),
  };
}

async function fix(
  edited: EditedFile,
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  effects: EditEffects,
  signal: AbortSignal,
): Promise<vscode.CodeAction | undefined> {
  const code = String(diagnostic.code);
  const edit = fixOf(code as FindingCode, document.getText(), diagnostic.range.start.line);
  if (edit === undefined || !(await effects.rendersTheSame(edited, textWith(document, edit), signal))) return undefined;
  const action = new vscode.CodeAction(titles()[code] ?? code, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(document.uri, rangeOf(edit), linesOf(document, edit));
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  return action;
}

function textWith(document: vscode.TextDocument, edit: LinesEdit): string {
  const { start, end } = document.validateRange(rangeOf(edit));
  const text = document.getText();
  return text.slice(0, document.offsetAt(start)) + linesOf(document, edit) + text.slice(document.offsetAt(end));
}

function rangeOf({ from, to }: LinesEdit): vscode.Range {
  return new vscode.Range(from, 0, to, 0);
}

function linesOf({ eol }: vscode.TextDocument, { lines }: LinesEdit): string {
  return lines.map((line) => `${line}${eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n'}`).join('');
}
