// Opens rendered previews, and the sources behind rows and rendered lines.
import * as vscode from 'vscode';
import type { Position } from '../engine/model';
import { documentRef, documentUri } from './document-uri';
import { lineOf } from './line-argument';
import { driftSource } from './drift-provenance';
import { findObject, latest } from './rows';
import { chooseEnvironment, isRow, targetOf } from './targets';
import { showMessage } from './messages';
import type { Ui } from './ui';

/** Command: what an environment, an app or an object really gets. */
export async function openPreviewCommand(ui: Ui, argument: unknown): Promise<void> {
  const place = lineOf(argument);
  if (place !== undefined && documentRef(place.uri) !== undefined) {
    const selection = new vscode.Range(place.line, 0, place.line, 0);
    await vscode.window.showTextDocument(place.uri, { preview: true, selection });
    return;
  }
  const target = await chooseEnvironment(ui.fleet, argument, vscode.l10n.t('Environment to preview'));
  if (target === undefined) return;
  const { folder, environment, app, ref } = target;
  const shown = { view: 'preview', folder: folder.key, environment: environment.name } as const;
  const uri = documentUri(app === undefined ? shown : { ...shown, app: app.app });
  const document = await vscode.workspace.openTextDocument(uri);
  const preview = ui.documents.previewOf(uri);
  const shownRef = ref === undefined ? undefined : findObject(preview?.refs ?? [], ref, (candidate) => candidate);
  const index = shownRef === undefined ? -1 : (preview?.refs.indexOf(shownRef) ?? -1);
  const line = index === -1 ? -1 : (preview?.lines.findIndex((candidate) => candidate?.object === index) ?? -1);
  const selection = line === -1 ? {} : { selection: new vscode.Range(line, 0, line, 0) };
  await vscode.window.showTextDocument(document, { preview: true, ...selection });
}

/** Command: the line in Git behind a row, or behind the line of the preview that holds the cursor. */
export async function openSourceCommand(ui: Ui, argument: unknown): Promise<void> {
  const found = rowSource(argument) ?? cursorSource(ui);
  if (found === undefined) {
    showMessage(
      'information',
      vscode.l10n.t(
        'Choose a row of the Environments view, a line of a rendered preview, or a line that differs in a drift, to open its source.',
      ),
    );
    return;
  }
  const position = new vscode.Position(found.position.line - 1, found.position.column - 1);
  await vscode.window.showTextDocument(found.folder.uri(found.position.file), { selection: new vscode.Range(position, position) });
}

interface Source {
  readonly folder: { uri(path: string): vscode.Uri };
  readonly position: Position;
}

function rowSource(argument: unknown): Source | undefined {
  const row = isRow(argument) ? latest(argument) : undefined;
  if (row === undefined) return undefined;
  const { folder } = row;
  switch (row.kind) {
    case 'app':
      return { folder, position: row.app.source };
    case 'object': {
      const { environment, app, ref } = row;
      const found = findObject(folder.session.render(environment.name, app.app).objects, ref, (object) => object.ref);
      return found === undefined ? undefined : { folder, position: found.node.origin };
    }
    case 'failure': {
      const { file, line = 1, column = 1 } = row.failure;
      return file === undefined ? undefined : { folder, position: { file, line, column } };
    }
    case 'part': {
      const { file, line, column } = row.part;
      return { folder, position: { file, line, column } };
    }
    case 'environment':
    case 'folder':
    case 'problems':
    case 'otherParts':
      return undefined;
  }
}

function cursorSource(ui: Ui): Source | undefined {
  const editor = vscode.window.activeTextEditor;
  const drift = editor === undefined ? undefined : driftSource(ui.fleet, editor.document.uri, editor.selection.active.line);
  if (drift !== undefined) return drift;
  const folder = editor === undefined ? undefined : targetOf(ui.fleet, editor.document.uri)?.folder;
  const line = editor === undefined ? undefined : ui.documents.previewOf(editor.document.uri)?.lines[editor.selection.active.line];
  return folder === undefined || line === undefined ? undefined : { folder, position: line.origin };
}
