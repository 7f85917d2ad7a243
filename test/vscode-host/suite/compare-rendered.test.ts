// Compare Rendered with…: what was committed, another environment; nothing differs; not everything known; a commit that is not there.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { appRow, comparing, environmentRow, picking, plumbline, withUnsaved } from './support';

const PATCH = 'apps/storefront/overlays/production/replicas.yaml';

async function textOf(uri: vscode.Uri | undefined): Promise<string> {
  assert.ok(uri);
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

describe('comparing what is rendered', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('says that nothing differs from the last commit', async () => {
    const { opened, messages } = await comparing(await appRow('production', 'storefront'), 'HEAD');
    assert.equal(opened, undefined);
    assert.match(messages.map(({ text }) => text).join('\n'), /storefront \(production\) renders the same as HEAD \([0-9a-f]{7}\)/);
  });

  it('opens the objects that an unsaved edit changes, and keeps its right side up to date', async () => {
    await withUnsaved(PATCH, 'replicas: 5', 'replicas: 6', async () => {
      const { opened, messages } = await comparing(await appRow('production', 'storefront'), 'HEAD');
      assert.deepEqual(messages, []);
      assert.match(opened?.title ?? '', /^storefront \(production\): HEAD \([0-9a-f]{7}\) ↔ now/);
      assert.equal(opened?.resources.length, 1);
      const [, left, right] = opened?.resources[0] ?? [];
      assert.match(await textOf(left), /^ {2}replicas: 5$/m);
      assert.match(await textOf(right), /^ {2}replicas: 6$/m);
      const document = await vscode.workspace.openTextDocument(right as vscode.Uri);
      const line = document.getText().split('\n').indexOf('  replicas: 6');
      const at = new vscode.Position(line, 4);
      const [location] = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeDefinitionProvider', right, at);
      assert.ok(location?.uri.path.endsWith(PATCH));
      assert.equal(location?.range.start.line, 6);
    });
  });

  it('opens what another environment has instead, secrets masked', async () => {
    const { opened } = await comparing(await appRow('production', 'payments'), 'staging');
    assert.match(opened?.title ?? '', /^staging ↔ payments \(production\)/);
    const sides = (opened?.resources ?? []).flatMap(([, left, right]) => [left, right]).filter((uri) => uri !== undefined);
    const texts = (await Promise.all(sides.map(textOf))).join('\n');
    assert.match(texts, /kind: Secret/);
    const source = await vscode.workspace.fs.readFile(
      vscode.Uri.joinPath(
        (await appRow('production', 'payments')).folder.workspaceFolder.uri,
        'apps/payments/overlays/production/database.yaml',
      ),
    );
    const password = /password: (\S+)/.exec(Buffer.from(source).toString())?.[1];
    assert.ok(password);
    assert.ok(!texts.includes(password) && !texts.includes(Buffer.from(password).toString('base64')));
  });

  it('never says that nothing differs where a side could not be rendered', async () => {
    await withUnsaved(
      'apps/storefront/overlays/production/kustomization.yaml',
      'resources:',
      'resources:\n  - not-there.yaml',
      async () => {
        const { messages } = await comparing(await appRow('production', 'storefront'), 'HEAD');
        const said = messages.map(({ text }) => text).join('\n');
        assert.match(said, /not everything could be rendered|unknown whether they differ/);
        assert.match(said, /not-there\.yaml/);
        assert.doesNotMatch(said, /nothing differs/);
      },
    );
  });

  it('offers HEAD, other environments and branches, and not the environment itself', async () => {
    const { fleet } = await plumbline();
    const offered = await picking(undefined, async () =>
      vscode.commands.executeCommand('plumbline.compareRendered', await environmentRow('staging')),
    );
    assert.ok(offered.includes('HEAD') && offered.includes('main'));
    const names = fleet.folders.flatMap(({ environments }) => environments.map(({ name }) => name));
    for (const name of names) assert.equal(offered.includes(name), name !== 'staging', name);
  });
});
