// Clones of other repositories in the editor: chosen from the row that lacks one, followed as they are edited, and said with what is checked out.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type GitRepo, gitRepo } from '../../support/git-repo';
import { appRow, eventually, firstFolder, messagesDuring, openPreview, plumbline } from './support';

const URL = 'https://git.example/org/platform';
const SOURCE = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: platform, namespace: flux-system}\nspec: {url: "${URL}.git", ref: {branch: main}}\n`;
const APP =
  'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: elsewhere, namespace: flux-system}\n' +
  'spec: {path: ./web, sourceRef: {kind: GitRepository, name: platform}}\n';
const WEB = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  colour: blue\n';

describe('clones of other repositories', () => {
  let clone: GitRepo;

  before(async () => {
    clone = gitRepo({ 'web/web.yaml': WEB });
    await write('clusters/qa/platform.yaml', SOURCE);
    await write('clusters/qa/elsewhere.yaml', APP);
    const folder = await firstFolder();
    await eventually('the app', () => folder.app('qa', 'elsewhere'));
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.getConfiguration('plumbline').update('repositories', undefined, vscode.ConfigurationTarget.Global);
    await eventually('the folder', async () => (await firstFolder()).environment('production'));
    const folder = await firstFolder();
    await vscode.workspace.fs.delete(folder.uri('clusters/qa'), { recursive: true });
    await eventually('that it is gone', () => (folder.environment('qa') === undefined ? true : undefined));
    clone.remove();
  });

  it('are offered where a source is not here: on the row and at the line', async () => {
    const { tree } = await plumbline();
    const app = await appRow('qa', 'elsewhere');
    assert.match(String(tree.getTreeItem(app).contextValue), /^app.*\brepository\b/);
    const uri = (await firstFolder()).uri('clusters/qa/elsewhere.yaml');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const action = await eventually('the light bulb', async () => {
      const range = new vscode.Range(3, 0, 3, 80);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range);
      return actions.find(({ command }) => command?.command === 'plumbline.chooseClone');
    });
    assert.match(action.title, /git\.example\/org\/platform/);
  });

  it('are taken once chosen, after a question where the folder is none of that repository', async () => {
    const chosen = choosing(vscode.Uri.file(clone.root), async () => {
      const refused = await messagesDuring(async () =>
        vscode.commands.executeCommand('plumbline.chooseClone', await appRow('qa', 'elsewhere')),
      );
      assert.match(refused[0]?.text ?? '', /is no clone of .*platform/);
      clone.git('remote', 'add', 'origin', 'git@git.example:org/platform');
      const taken = await messagesDuring(async () =>
        vscode.commands.executeCommand('plumbline.chooseClone', await appRow('qa', 'elsewhere')),
      );
      assert.deepEqual(taken, []);
    });
    await chosen;
    const preview = await eventually('the preview', async () => {
      const folder = await firstFolder();
      return folder.app('qa', 'elsewhere')?.clone === undefined ? undefined : openPreview('qa', 'elsewhere');
    });
    await eventually('its content', () => (preview.getText().includes('colour: blue') ? true : undefined));
  });

  it('say what is checked out, in the tooltip of the app', async () => {
    const { tree } = await plumbline();
    const { value } = await eventually('the tooltip', async () => {
      const { tooltip } = tree.getTreeItem(await appRow('qa', 'elsewhere'));
      const text = tooltip as vscode.MarkdownString;
      return text.value.includes('of the branch main') ? text : undefined;
    });
    assert.match(value, /is mapped to/);
  });

  it('lead to their own files, and are followed as these are edited, saved or not', async () => {
    const preview = await openPreview('qa', 'elsewhere');
    const line = preview
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('colour'));
    const [place] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      preview.uri,
      new vscode.Position(line, 4),
    );
    assert.equal(place?.uri.fsPath, vscode.Uri.joinPath(vscode.Uri.file(clone.root), 'web/web.yaml').fsPath);
    const document = await vscode.workspace.openTextDocument(place.uri);
    const edit = new vscode.WorkspaceEdit();
    const start = document.getText().indexOf('blue');
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(start + 4)), 'green');
    await vscode.workspace.applyEdit(edit);
    await eventually('the unsaved colour', () => (preview.getText().includes('colour: green') ? true : undefined));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually('the colour on disk', () => (preview.getText().includes('colour: blue') ? true : undefined));
    clone.write('web/web.yaml', WEB.replace('blue', 'red'));
    await eventually('the new colour on disk', () => (preview.getText().includes('colour: red') ? true : undefined));
    const { tree } = await plumbline();
    await eventually('that it is not committed', async () => {
      const { tooltip } = tree.getTreeItem(await appRow('qa', 'elsewhere'));
      return (tooltip as vscode.MarkdownString).value.includes('not committed') ? true : undefined;
    });
  });
});

/** Answers the dialog that asks for a folder while `work` runs. */
async function choosing(folder: vscode.Uri, work: () => Promise<unknown>): Promise<void> {
  const { showOpenDialog } = vscode.window;
  Object.assign(vscode.window, { showOpenDialog: async () => [folder] });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showOpenDialog });
  }
}

async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile((await firstFolder()).uri(path), Buffer.from(text));
}
