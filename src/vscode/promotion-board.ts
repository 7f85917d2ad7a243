// The host of the promotion board: sends the plan to the webview, and carries out what the user chooses there.
import * as vscode from 'vscode';
import type { ToBoard, ToHost } from '../../webview/protocol';
import type { ObjectRef, PromotionPlan, PromotionResult } from '../engine/model';
import { boardPlan, type Planned, titleOf } from './board-plan';
import { type DocumentRef, documentUri } from './document-uri';
import type { Folder } from './folder';
import type { Host } from './host';
import { type Action, showMessage } from './messages';
import type { Ui } from './ui';
import { failureWords } from './words';

interface Board extends Planned {
  readonly ui: Ui;
  readonly panel: vscode.WebviewPanel;
}

/** The open boards, by folder and title. */
const boards = new Map<string, vscode.WebviewPanel>();

/** Opens the board of a plan. Nothing is written before the user presses one of its buttons. */
export async function openPromotionBoard(ui: Ui, folder: Folder, plan: PromotionPlan): Promise<vscode.WebviewPanel> {
  const status = await folder.ports.git.status();
  const remotes = status.kind === 'answer' ? status.value.remotes : [];
  const options = { enableScripts: true, localResourceRoots: [ui.host.webviewRoot], retainContextWhenHidden: true };
  // One board for each promotion: an older plan may be out of date.
  const key = `${folder.key} ${titleOf(plan)}`;
  boards.get(key)?.dispose();
  const panel = vscode.window.createWebviewPanel('plumbline.promotion', titleOf(plan), vscode.ViewColumn.Active, options);
  const board: Board = { ui, folder, plan, remotes, panel };
  const listening = panel.webview.onDidReceiveMessage((message: ToHost) => receive(board, message));
  boards.set(key, panel);
  panel.onDidDispose(() => {
    listening.dispose();
    if (boards.get(key) === panel) boards.delete(key);
  });
  panel.webview.html = page(ui.host, panel.webview);
  return panel;
}

async function receive(board: Board, message: ToHost): Promise<void> {
  switch (message.type) {
    case 'ready':
      return send(board, { type: 'plan', plan: boardPlan(board) });
    case 'create':
      return create({ ...board, plan: { ...board.plan, branch: message.branch } }, message.push);
    case 'openDiff':
      return openEffects(board);
    case 'openEdit':
      return openEdit(board, message.index);
  }
}

async function create(board: Board, push: boolean): Promise<void> {
  const { folder, plan, remotes, ui } = board;
  const remote = remotes.includes('origin') ? 'origin' : remotes[0];
  await send(board, { type: 'busy', text: vscode.l10n.t('Creating branch {0}…', plan.branch) });
  const answer = await folder.session.promote(plan, push && remote !== undefined ? { push, remote } : { push: false });
  if (answer.kind === 'failed') {
    const text = failureWords(answer.reason, folder.session.mask);
    ui.host.log.error(`promotion of ${plan.app}: ${answer.reason.code}: ${text}`);
    return send(board, { type: 'failed', text });
  }
  return showDone(board, answer.value, remote);
}

async function showDone(board: Board, result: PromotionResult, remote: string | undefined): Promise<void> {
  const { folder, ui } = board;
  const actions = [checkOut(folder, result.branch), copyName(result.branch)];
  if (result.pushFailure === undefined) {
    const text = doneWords(result, remote);
    ui.host.log.info(text);
    await send(board, { type: 'done', text });
    return showMessage('information', text, actions);
  }
  const text = notPushedWords(result, failureWords(result.pushFailure, folder.session.mask), remote);
  ui.host.log.warn(text);
  await send(board, { type: 'warning', text });
  showMessage('warning', text, remote === undefined ? actions : [pushAgain(board, result, remote), ...actions]);
}

function notPushedWords({ branch, commit }: PromotionResult, reason: string, remote = 'origin'): string {
  const command = `git push ${remote} ${branch}`;
  return vscode.l10n.t(
    'Branch {0} was created with commit {1}, but it was not pushed. {2} Nothing is lost. To push it yourself: {3}',
    branch,
    commit.slice(0, 8),
    reason,
    command,
  );
}

function pushAgain(board: Board, result: PromotionResult, remote: string): Action {
  const title = vscode.l10n.t('Pushing {0} to {1}…', result.branch, remote);
  const push = (): Promise<void> =>
    Promise.resolve(board.folder.ports.git.push(result.branch, remote)).then((answer) => {
      const { pushFailure: _, ...base } = result;
      return showDone(board, answer.kind === 'answer' ? { ...base, pushed: true } : { ...base, pushFailure: answer.reason }, remote);
    });
  const location = vscode.ProgressLocation.Notification;
  return { title: vscode.l10n.t('Push Again'), run: () => vscode.window.withProgress({ location, title }, push) };
}

function doneWords({ branch, commit, pushed }: PromotionResult, remote: string | undefined): string {
  const short = commit.slice(0, 8);
  return pushed && remote !== undefined
    ? vscode.l10n.t('Branch {0} was created with commit {1} and pushed to {2}.', branch, short, remote)
    : vscode.l10n.t('Branch {0} was created with commit {1}. Your working tree was not touched.', branch, short);
}

function checkOut(folder: Folder, branch: string): Action {
  return { title: vscode.l10n.t('Check Out Branch'), run: () => checkOutBranch(folder, branch) };
}

interface GitExtension {
  getAPI(version: 1): { getRepository(uri: vscode.Uri): { checkout(branch: string): Promise<void> } | null };
}

/** By the editor's own Git extension, which knows about unsaved and conflicting changes. */
async function checkOutBranch(folder: Folder, branch: string): Promise<void> {
  const git = await vscode.extensions.getExtension<GitExtension>('vscode.git')?.activate();
  const repository = git?.getAPI(1).getRepository(folder.workspaceFolder.uri);
  if (repository === undefined || repository === null) {
    showMessage('warning', vscode.l10n.t("The editor's Git support is off; check out {0} in a terminal: git switch {0}", branch));
  } else await repository.checkout(branch);
}

function copyName(branch: string): Action {
  return { title: vscode.l10n.t('Copy Name'), run: () => vscode.env.clipboard.writeText(branch) };
}

/** The rendered before and after of every object that the promotion changes, in one diff editor. */
async function openEffects({ ui, folder, plan }: Board): Promise<void> {
  const ref = (view: 'before' | 'after', object: ObjectRef): DocumentRef => {
    return { view, folder: folder.key, environment: plan.to, app: plan.target, object };
  };
  ui.documents.hold(
    'promotion',
    plan.effects.flatMap(({ ref: object, before = '', after = '' }) => [
      { ref: ref('before', object), text: before },
      { ref: ref('after', object), text: after },
    ]),
  );
  const resources = plan.effects.map(({ ref: object, before, after }) => {
    const left = documentUri(ref('before', object), folder.session.mask);
    const right = documentUri(ref('after', object), folder.session.mask);
    return [right, before === undefined ? undefined : left, after === undefined ? undefined : right];
  });
  await vscode.commands.executeCommand('vscode.changes', titleOf(plan), resources);
}

async function openEdit({ folder, plan }: Board, index: number): Promise<void> {
  const edit = plan.edits[index];
  if (edit === undefined) return;
  const position = new vscode.Position(edit.line - 1, edit.column - 1);
  const selection = new vscode.Range(position, position);
  await vscode.window.showTextDocument(folder.uri(edit.file), { selection, viewColumn: vscode.ViewColumn.Beside });
}

function send({ panel }: Board, message: ToBoard): Promise<void> {
  return Promise.resolve(panel.webview.postMessage(message)).then(() => undefined);
}

function page(host: Host, webview: vscode.Webview): string {
  const nonce = [...host.randomKey()].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(host.webviewRoot, name)).toString();
  // The toolkit writes style elements, which a nonce does not reach.
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource} 'unsafe-inline'; font-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${asset('promotion.css')}">
</head>
<body>
  <script nonce="${nonce}" src="${asset('promotion.js')}"></script>
</body>
</html>`;
}
