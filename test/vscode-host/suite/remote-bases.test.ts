// Remote bases in the editor: nothing is fetched before the user asks, and then they are a part of the tree.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type GitRepo, gitRepo } from '../../support/git-repo';
import { appRow, eventually, firstFolder, messagesDuring, openPreview, plumbline } from './support';

const KUSTOMIZATION = 'tools/remote/kustomization.yaml';
const APP =
  'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: remote, namespace: flux-system}\n' +
  'spec: {path: ./tools/remote, sourceRef: {kind: GitRepository, name: flux-system}}\n';
const WEB = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  colour: blue\n';

describe('remote bases', () => {
  let base: GitRepo;

  before(async () => {
    base = gitRepo({ 'kustomization.yaml': 'resources: [web.yaml]\n', 'web.yaml': WEB });
    await write(KUSTOMIZATION, `resources:\n- file://${base.root}\n`);
    await write('clusters/qa/remote.yaml', APP);
    const folder = await firstFolder();
    await eventually('the app', () => folder.app('qa', 'remote'));
  });

  after(async () => {
    const folder = await firstFolder();
    base.remove();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(folder.uri('clusters/qa'), { recursive: true });
    await vscode.workspace.fs.delete(folder.uri('tools/remote'), { recursive: true });
    await eventually('that it is gone', () => (folder.environment('qa') === undefined ? true : undefined));
  });

  it('are not fetched before the user asks: the line, the row and the preview say so', async () => {
    const found = await eventually('the problem', problem);
    assert.equal(found.severity, vscode.DiagnosticSeverity.Information);
    assert.equal(found.range.start.line, 1);
    const item = await eventually('the row', async () => {
      const { tree } = await plumbline();
      const drawn = tree.getTreeItem(await appRow('qa', 'remote'));
      const { id } = drawn.iconPath as vscode.ThemeIcon;
      // The folder may have been seen before the file in it.
      return String(drawn.contextValue).includes('unfetched') && id === 'question' ? drawn : undefined;
    });
    assert.match(String(item.description), /^not fetched/);
    assert.match((await openPreview('qa', 'remote')).getText(), /^# Incomplete: 1 part could not be rendered:\n# .*has not been fetched/);
  });

  it('are fetched by the light bulb on the line', async () => {
    const uri = (await firstFolder()).uri(KUSTOMIZATION);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await eventually('the problem', problem);
    const range = new vscode.Range(1, 2, 1, 2);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range);
    const action = actions.find(({ command }) => command?.command === 'plumbline.fetchRemoteBases');
    assert.ok(action?.command);
    assert.deepEqual(
      await messagesDuring(() => vscode.commands.executeCommand(String(action.command?.command), ...(action.command?.arguments ?? []))),
      [],
    );
    await eventually('no problem', async () => ((await problem()) === undefined ? true : undefined));
    const preview = await openPreview('qa', 'remote');
    await eventually('the preview', () =>
      preview.getText().includes('colour: blue') && !preview.getText().startsWith('#') ? true : undefined,
    );
  });

  it('are read-only documents, where definitions lead', async () => {
    const preview = await openPreview('qa', 'remote');
    const line = preview
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('colour'));
    const [place] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      preview.uri,
      new vscode.Position(line, 4),
    );
    assert.ok(place);
    assert.match(place.uri.path, /@[0-9a-f]{40}\/web\.yaml$/);
    const document = await vscode.workspace.openTextDocument(place.uri);
    assert.equal(document.getText(), WEB);
    assert.equal(place.range.start.line, 4);
  });

  it('follow their branch when the user asks again, and only then', async () => {
    base.write('web.yaml', WEB.replace('blue', 'green'));
    base.git('commit', '-aqm', 'Green');
    const preview = await openPreview('qa', 'remote');
    assert.match(preview.getText(), /colour: blue/);
    // The charts of the fleet lie in the network.
    await vscode.commands.executeCommand('plumbline.fetchRemoteBases', await appRow('qa', 'remote'));
    await eventually('the new colour', () => (preview.getText().includes('colour: green') ? true : undefined));
  });

  it('are fetched without being asked for where the setting says so', async () => {
    const settings = vscode.workspace.getConfiguration('plumbline');
    await settings.update('remoteBases.fetchAutomatically', true, vscode.ConfigurationTarget.Global);
    try {
      await write(KUSTOMIZATION, `resources:\n- file://${base.root}?ref=main\nnamePrefix: by-itself-\n`);
      const preview = await openPreview('qa', 'remote');
      await eventually('the preview', () => (/name: by-itself-web/.test(preview.getText()) ? true : undefined));
      await eventually('no problem', async () => ((await problem()) === undefined ? true : undefined));
    } finally {
      await settings.update('remoteBases.fetchAutomatically', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('that cannot be fetched say why, in a message and on the line', async () => {
    await write(KUSTOMIZATION, `resources:\n- file://${base.root}?ref=nowhere\n`);
    await eventually('the problem', async () => ((await problem())?.code === 'notFetched' ? true : undefined));
    const [message] = await messagesDuring(async () =>
      vscode.commands.executeCommand('plumbline.fetchRemoteBases', await appRow('qa', 'remote')),
    );
    assert.match(message?.text ?? '', /could not be fetched.*nowhere/);
    await eventually('the reason', async () => ((await problem())?.code === 'downloadFailed' ? true : undefined));
  });
});

async function problem(): Promise<vscode.Diagnostic | undefined> {
  const uri = (await firstFolder()).uri(KUSTOMIZATION);
  return vscode.languages.getDiagnostics(uri).find(({ source }) => source === 'Plumbline');
}

async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile((await firstFolder()).uri(path), Buffer.from(text));
}
