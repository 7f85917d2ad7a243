// What the tests inside the extension host share: the running extension, its rows, and waiting for the editor.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Environment } from '../../../src/engine/model';
import type { Folder } from '../../../src/vscode/folder';
import type { AppRow, EnvironmentRow, ObjectRow, Row } from '../../../src/vscode/rows';
import type { PlumblineApi } from '../../../src/vscode/start';

/** The extension under test, active, with every folder read. */
export async function plumbline(): Promise<PlumblineApi> {
  const extension = vscode.extensions.getExtension<PlumblineApi>('plumbline.plumbline');
  assert.ok(extension, 'the extension is not installed');
  const api = await extension.activate();
  await api.fleet.ready;
  return api;
}

export async function firstFolder(): Promise<Folder> {
  const [folder] = (await plumbline()).fleet.folders;
  assert.ok(folder, 'no folder is open');
  return folder;
}

/** The row that a path of labels leads to, such as `production`, `storefront`, `Deployment/storefront`. */
export async function row(...labels: readonly string[]): Promise<Row> {
  const { tree } = await plumbline();
  let found: Row | undefined;
  for (const label of labels) {
    const rows = tree.getChildren(found);
    const next = rows.find((candidate) => tree.getTreeItem(candidate).label === label);
    assert.ok(next, `no row ${label} among ${rows.map((candidate) => tree.getTreeItem(candidate).label).join(', ')}`);
    found = next;
  }
  assert.ok(found);
  return found;
}

export async function environmentRow(environment: string): Promise<EnvironmentRow> {
  return narrowed(await row(environment), 'environment');
}

export async function appRow(environment: string, app: string): Promise<AppRow> {
  return narrowed(await row(environment, app), 'app');
}

export async function objectRow(environment: string, app: string, object: string): Promise<ObjectRow> {
  return narrowed(await row(environment, app, object), 'object');
}

/** Asks again until `read` gives an answer. @throws with the last failure after ten seconds. */
export async function eventually<T>(what: string, read: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    if (Date.now() > end) assert.fail(`not within ten seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The rendered preview of an app, opened as the command opens it; where another app applies it, its row stands below that of the other. */
export async function openPreview(environment: string, ...apps: readonly string[]): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('plumbline.openPreview', narrowed(await row(environment, ...apps), 'app'));
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, 'plumbline');
  return document;
}

/** Replaces text in a file without saving it while `work` runs, and puts it back whatever comes of it. */
export async function withUnsaved(path: string, before: string, after: string, work: () => Promise<unknown>): Promise<void> {
  const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(path));
  try {
    await replace(document, before, after);
    assert.ok(document.isDirty);
    await work();
  } finally {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}

const KUSTOMIZATION =
  'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: docs, namespace: flux-system}\n' +
  'spec: {path: ./tools/docs, sourceRef: {kind: GitRepository, name: flux-system}}\n';

/** While `work` runs there is an environment `qa` of one app, and beside its entry point a file that cannot be read. */
export async function withUnreadFile(work: (environment: Environment) => Promise<unknown>): Promise<void> {
  const folder = await firstFolder();
  const write = (path: string, text: string): Thenable<void> => vscode.workspace.fs.writeFile(folder.uri(path), Buffer.from(text));
  try {
    await write('clusters/qa/docs.yaml', KUSTOMIZATION);
    await write('clusters/qa/more.yaml', 'kind: [Kustomization\n');
    const unread = (): Environment | undefined => folder.environments.find((each) => each.name === 'qa' && each.unread !== undefined);
    await work(await eventually('an environment with a file that cannot be read', unread));
  } finally {
    await vscode.workspace.fs.delete(folder.uri('clusters/qa'), { recursive: true });
    await eventually('that it is gone', () => (folder.environment('qa') === undefined ? true : undefined));
  }
}

/** Changes a file and saves it. */
export async function edit(document: vscode.TextDocument, change: (text: string) => string): Promise<void> {
  const text = document.getText();
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), document.positionAt(text.length)), change(text));
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.ok(await document.save());
}

/** Notes the most work, in milliseconds of the thread's own processor time, that the host's thread did without a turn of its timers: what else the machine does makes no difference. */
export function startPulse(): { stop(): number } {
  let [last, longest] = [worked(), 0];
  const beat = (): void => {
    const now = worked();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(beat, 5);
  return {
    stop() {
      beat();
      clearInterval(timer);
      return longest;
    },
  };
}

/** The tests' host runs on Node 24; our types are those of Node 20, which does not tell threads apart. */
function worked(): number {
  const { user, system } = (process as NodeJS.Process & { threadCpuUsage(): NodeJS.CpuUsage }).threadCpuUsage();
  return (user + system) / 1000;
}

export function lineNumber(document: vscode.TextDocument, pattern: RegExp): number {
  const line = document
    .getText()
    .split('\n')
    .findIndex((text) => pattern.test(text));
  assert.notEqual(line, -1, `no line matches ${pattern}`);
  return line;
}

/** Every message of the editor while `work` runs. `answer` presses a button, by its title; without it, or where it names none, the message is closed. */
export async function messagesDuring(
  work: () => unknown,
  answer: (message: Shown) => string | undefined = () => undefined,
): Promise<Shown[]> {
  const messages: Shown[] = [];
  const show = (text: string, ...rest: readonly unknown[]): Promise<unknown> => {
    const items = rest.filter((item) => typeof item === 'string' || (typeof item === 'object' && item !== null && 'title' in item));
    const title = (item: unknown): string => (typeof item === 'string' ? item : (item as vscode.MessageItem).title);
    const message = { text, buttons: items.map(title) };
    messages.push(message);
    const chosen = answer(message);
    return Promise.resolve(items.find((item) => title(item) === chosen));
  };
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const spoken = vscode.window as { -readonly [K in keyof typeof vscode.window]: (typeof vscode.window)[K] };
  Object.assign(spoken, { showInformationMessage: show as Show, showWarningMessage: show as Show, showErrorMessage: show as Show });
  try {
    await work();
    // What a pressed button does goes on after the command.
    await new Promise((resolve) => setTimeout(resolve, 0));
    return messages;
  } finally {
    Object.assign(spoken, { showInformationMessage, showWarningMessage, showErrorMessage });
  }
}

/** Chooses from the quick pick that `work` opens, by its label; leaves it where none is named. @returns the labels that were offered. */
export async function picking(label: string | undefined, work: () => unknown): Promise<readonly string[]> {
  const offered: string[] = [];
  const { showQuickPick } = vscode.window;
  const choose = async (items: readonly vscode.QuickPickItem[] | Thenable<readonly vscode.QuickPickItem[]>): Promise<unknown> => {
    const list = await items;
    offered.push(...list.map((item) => item.label));
    const found = list.find((item) => item.label === label);
    assert.ok(label === undefined || found !== undefined, `no ${label} among ${offered.join(', ')}`);
    return found;
  };
  Object.assign(vscode.window, { showQuickPick: choose });
  try {
    await work();
    return offered;
  } finally {
    Object.assign(vscode.window, { showQuickPick });
  }
}

async function replace(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  const start = document.getText().indexOf(before);
  assert.notEqual(start, -1, `${document.uri.path} does not contain ${before}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(start + before.length)), after);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

function narrowed<K extends Row['kind']>(found: Row, kind: K): Extract<Row, { kind: K }> {
  assert.equal(found.kind, kind);
  return found as Extract<Row, { kind: K }>;
}

/** A message as the user would see it, with the titles of its buttons. */
export interface Shown {
  readonly text: string;
  readonly buttons: readonly string[];
}

type Show = typeof vscode.window.showWarningMessage;

export interface Opened {
  readonly title: string;
  readonly resources: readonly (readonly [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined])[];
}

/** What *Compare Rendered with…* opens in the multi-file diff editor, and what it says. */
export async function comparing(row: unknown, choice: string): Promise<{ opened: Opened | undefined; messages: readonly Shown[] }> {
  let opened: Opened | undefined;
  const messages = await messagesDuring(async () => {
    await picking(choice, () => vscode.commands.executeCommand('plumbline.compareRendered', row));
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const input = tab?.input as { textDiffs?: readonly { original?: vscode.Uri; modified?: vscode.Uri }[] } | undefined;
    if (tab !== undefined && input?.textDiffs !== undefined)
      opened = {
        title: tab.label,
        resources: input.textDiffs.map(({ original, modified }) => [(modified ?? original) as vscode.Uri, original, modified]),
      };
  });
  return { opened, messages };
}
