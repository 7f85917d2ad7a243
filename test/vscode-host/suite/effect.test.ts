// The effect of an edit: said above the file, followed while typing, in a diff of both sides, and never a removal where a render breaks.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentUri } from '../../../src/vscode/document-uri';
import { eventually, firstFolder, lineNumber, messagesDuring, withUnsaved } from './support';

const PATCH = 'apps/storefront/overlays/production/replicas.yaml';
const BASE = 'apps/storefront/base/deployment.yaml';

async function lens(path: string): Promise<string | undefined> {
  const uri = (await firstFolder()).uri(path);
  const found = (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri)) ?? [];
  return found.find(({ command }) => command?.command === 'plumbline.showEffect')?.command?.title;
}

/** Waits until the lens above a file says what it should. */
function says(path: string, pattern: RegExp): Promise<string> {
  return eventually(`a lens like ${pattern}`, async () => {
    const title = await lens(path);
    return title !== undefined && pattern.test(title) ? title : undefined;
  });
}

async function side(environment: string, app: string, file: string, which: 'before' | 'after'): Promise<vscode.TextDocument> {
  const { key } = await firstFolder();
  return vscode.workspace.openTextDocument(documentUri({ view: 'effect', folder: key, environment, app, file, side: which }));
}

async function edit(path: string, before: string, after: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(path));
  const start = document.getText().indexOf(before);
  assert.notEqual(start, -1);
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(start + before.length)), after);
  assert.ok(await vscode.workspace.applyEdit(change));
}

async function show(path: string): Promise<void> {
  await vscode.window.showTextDocument((await firstFolder()).uri(path));
}

describe('the effect of an edit', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('is not said of a file that nobody edited', async () => {
    await show(PATCH);
    const messages = await messagesDuring(() => vscode.commands.executeCommand('plumbline.showEffect'));
    assert.match(messages.map(({ text }) => text).join('\n'), /replicas\.yaml has no edit/);
    assert.equal(await lens(PATCH), undefined);
  });

  it('of a patch: one object of one environment', async () => {
    await show(PATCH);
    await withUnsaved(PATCH, 'replicas: 5', 'replicas: 6', async () => {
      assert.equal(await says(PATCH, /Unsaved edit/), 'Unsaved edit: 1 object changes in production');
    });
    await eventually('no lens', async () => ((await lens(PATCH)) === undefined ? true : undefined));
  });

  it('of a base: every environment that it reaches, in a diff that follows the typing', async () => {
    await show(BASE);
    await withUnsaved(BASE, 'containerPort: 3000', 'containerPort: 3001', async () => {
      await says(BASE, /^Unsaved edit: 3 objects change in dev, staging, production$/);
      await vscode.commands.executeCommand('plumbline.showEffect', { uri: (await firstFolder()).uri(BASE).toString(), line: 0 });
      assert.match(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '', /^Effect of the edit of deployment\.yaml/);
      const [before, after] = await Promise.all([side('dev', 'storefront', BASE, 'before'), side('dev', 'storefront', BASE, 'after')]);
      assert.match(before.getText(), /containerPort: 3000/);
      assert.match(after.getText(), /containerPort: 3001/);
      await edit(BASE, 'containerPort: 3001', 'containerPort: 3002');
      await eventually('the next keystroke', () => (/containerPort: 3002/.test(after.getText()) ? true : undefined));
      assert.match(before.getText(), /containerPort: 3000/);
    });
  });

  it('is explained in its diff: each line after the edit leads to its owner', async () => {
    await show(BASE);
    await withUnsaved(BASE, 'containerPort: 3000', 'containerPort: 3001', async () => {
      await vscode.commands.executeCommand('plumbline.showEffect', { uri: (await firstFolder()).uri(BASE).toString(), line: 0 });
      const after = await side('production', 'storefront', BASE, 'after');
      await eventually('the edit', () => (/containerPort: 3001/.test(after.getText()) ? true : undefined));
      const at = (pattern: RegExp) => new vscode.Position(lineNumber(after, pattern), 10);
      const definition = (pattern: RegExp) =>
        vscode.commands.executeCommand<vscode.Location[]>('vscode.executeDefinitionProvider', after.uri, at(pattern));
      const [port] = await definition(/containerPort: 3001/);
      assert.equal(port?.uri.toString(), (await firstFolder()).uri(BASE).toString());
      assert.equal(port?.range.start.line, 25);
      const [replicas] = await definition(/replicas: 5/);
      assert.ok(replicas?.uri.path.endsWith(PATCH));
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        after.uri,
        at(/containerPort: 3001/),
      );
      const said = hovers.flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value)).join('\n');
      assert.match(said, /deployment\.yaml:26/);
      assert.match(said, /Reaches dev, staging, production \(objects: 3, fields: 3\)/);
    });
  });

  it('that breaks the render is unknown, and removes nothing', async () => {
    await show(BASE);
    await withUnsaved(BASE, 'kind: Deployment', 'kind: [Deployment', async () => {
      const words = await says(BASE, /Effect unknown/);
      assert.match(words, /^Effect unknown in dev, staging, production: /);
      await vscode.commands.executeCommand('plumbline.showEffect', { uri: (await firstFolder()).uri(BASE).toString(), line: 0 });
      const [before, after] = await Promise.all([side('dev', 'storefront', BASE, 'before'), side('dev', 'storefront', BASE, 'after')]);
      assert.match(after.getText(), /^# Incomplete/);
      for (const line of before.getText().split('\n')) assert.ok(after.getText().includes(line), line);
    });
  });

  it('of a saved edit is counted from HEAD', async () => {
    await show(PATCH);
    const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(PATCH));
    await edit(PATCH, 'replicas: 5', 'replicas: 4');
    try {
      assert.ok(await document.save());
      assert.equal(await says(PATCH, /Since HEAD/), 'Since HEAD: 1 object changes in production');
    } finally {
      await edit(PATCH, 'replicas: 4', 'replicas: 5');
      assert.ok(await document.save());
    }
  });

  it('shows no secret', async () => {
    const path = 'apps/payments/overlays/production/database.yaml';
    const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(path));
    const password = /password: (\S+)/.exec(document.getText())?.[1] ?? '';
    assert.notEqual(password, '');
    await show(path);
    await withUnsaved(path, password, 'another-one-entirely', async () => {
      await says(path, /object/);
      await vscode.commands.executeCommand('plumbline.showEffect');
      for (const which of ['before', 'after'] as const) {
        const text = (await side('production', 'payments', path, which)).getText();
        assert.match(text, /kind: Secret/);
        for (const value of [password, 'another-one-entirely'])
          assert.ok(!text.includes(value) && !text.includes(Buffer.from(value).toString('base64')));
      }
    });
  });
});
