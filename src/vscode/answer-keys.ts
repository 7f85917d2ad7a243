// Context keys for the titles of rendered previews: which of them ask a cluster, and which were told what it answered.
import * as vscode from 'vscode';
import { DisposableList } from './disposables';
import { documentRef, SCHEME } from './document-uri';
import type { Fleet } from './fleet';

const ASKING = 'plumbline.asking';
const ANSWERED = 'plumbline.answered';

/** Keeps both keys, lists of URIs, in step with the previews that are open. */
export function registerAnswerKeys(fleet: Fleet): vscode.Disposable {
  const owned = new DisposableList();
  let told = '';
  const update = (): void => {
    const lists = { [ASKING]: previews(fleet, false), [ANSWERED]: previews(fleet, true) };
    const text = JSON.stringify(lists);
    if (text === told) return;
    told = text;
    for (const [key, uris] of Object.entries(lists)) void vscode.commands.executeCommand('setContext', key, uris);
  };
  owned.add(fleet.onDidChange(update));
  owned.add(vscode.workspace.onDidOpenTextDocument(update));
  owned.add(vscode.workspace.onDidCloseTextDocument(update));
  return owned;
}

function previews(fleet: Fleet, answered: boolean): readonly string[] {
  return vscode.workspace.textDocuments
    .filter(({ uri }) => uri.scheme === SCHEME && asks(fleet, uri) === (answered ? 'answered' : 'asking'))
    .map(({ uri }) => uri.toString());
}

function asks(fleet: Fleet, uri: vscode.Uri): 'asking' | 'answered' | undefined {
  const ref = documentRef(uri);
  const folder = ref?.view === 'preview' ? fleet.folder(ref.folder) : undefined;
  if (ref?.view !== 'preview' || folder?.discovery === undefined) return undefined;
  if (folder.session.answeredBy(ref.environment, ref.app) !== undefined) return 'answered';
  return folder.session.asks(ref.environment, ref.app) ? 'asking' : undefined;
}
