// Merged Helm values: a document of a release's row, which follows edits, and in which every key knows its source.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  appRow,
  environmentRow,
  eventually,
  firstFolder,
  lineNumber,
  messagesDuring,
  picking,
  plumbline,
  row,
  withUnsaved,
} from './support';

const PATCH = 'apps/notifications/overlays/production/values.yaml';
const RELEASE = ['production', 'notifications', 'notifications'] as const;

async function opened(argument: unknown): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('plumbline.showValues', argument);
  const document = vscode.window.activeTextEditor?.document;
  assert.match(document?.uri.path ?? '', /\.values\.yaml$/);
  return document as vscode.TextDocument;
}

async function hovers(document: vscode.TextDocument, pattern: RegExp): Promise<string> {
  const at = new vscode.Position(lineNumber(document, pattern), 4);
  const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return found.flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value)).join('\n');
}

describe('merged Helm values', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are a read-only document of the release, by its own row and by that of the app that applies it', async () => {
    const document = await opened(await row(...RELEASE));
    assert.equal(document.languageId, 'yaml');
    assert.match(document.getText(), /^replicaCount: 2$/m);
    assert.match(document.getText(), /^ {2}repository: ghcr\.io\/plumb-shop\/notifications$/m);
    const text = document.getText();
    await vscode.commands.executeCommand('type', { text: 'typed' });
    assert.equal(document.getText(), text);
    assert.equal((await opened(await appRow('production', 'notifications'))).uri.toString(), document.uri.toString());
  });

  it('say at every key where it was set, and what that overrode', async () => {
    const document = await opened(await row(...RELEASE));
    const said = await hovers(document, /host: smtp\.mail/);
    assert.match(said, /`smtp\.host`/);
    assert.ok(said.indexOf(`${PATCH}:12`) !== -1, said);
    assert.ok(said.indexOf('apps/notifications/base/release.yaml:20') > said.indexOf(PATCH), said);
    assert.ok(said.indexOf('charts/notifications/values.yaml:9') > said.indexOf('base/release.yaml'), said);
    assert.match(said, /Reaches production/);
    const at = (pattern: RegExp) => new vscode.Position(lineNumber(document, pattern), 4);
    const definition = (pattern: RegExp) =>
      vscode.commands.executeCommand<vscode.Location[]>('vscode.executeDefinitionProvider', document.uri, at(pattern));
    const [tag] = await definition(/tag: 0\.7\.0/);
    assert.equal(tag?.uri.toString(), (await firstFolder()).uri(PATCH).toString());
    assert.equal(tag?.range.start.line, 9);
    const [cpu] = await definition(/cpu: 50m/);
    assert.ok(cpu?.uri.path.endsWith('charts/notifications/values.yaml'));
  });

  it('follow an edit that is not saved, and say at the top what could not be had', async () => {
    const document = await opened(await row(...RELEASE));
    await withUnsaved(PATCH, 'replicaCount: 2', 'replicaCount: 4', () =>
      eventually('the edit', () => (/^replicaCount: 4$/m.test(document.getText()) ? true : undefined)),
    );
    await withUnsaved('apps/notifications/base/release.yaml', './charts/notifications', './charts/nowhere', async () => {
      await eventually('the problem', () => (/^# Incomplete.*\n# .*charts\/nowhere/.test(document.getText()) ? true : undefined));
    });
    await eventually('none', () => (document.getText().startsWith('#') ? undefined : true));
  });

  it('are offered where there is a release', async () => {
    const { tree } = await plumbline();
    const flags = async (...path: readonly string[]) => String(tree.getTreeItem(await row(...path)).contextValue);
    assert.match(await flags(...RELEASE), /\breleases\b/);
    assert.match(await flags('production', 'notifications'), /\breleases\b/);
    assert.doesNotMatch(await flags('production', 'storefront'), /\breleases\b/);
    const [message] = await messagesDuring(async () =>
      vscode.commands.executeCommand('plumbline.showValues', await appRow('production', 'storefront')),
    );
    assert.match(message?.text ?? '', /^storefront has no HelmRelease/);
    const offered = await picking(undefined, async () =>
      vscode.commands.executeCommand('plumbline.showValues', await environmentRow('production')),
    );
    assert.ok(offered.includes('notifications') && offered.includes('ingress-nginx'), offered.join());
  });
});
