// The lens above a line that image automation sets.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, firstFolder, withUnsaved } from './support';

const OVERLAY = 'apps/storefront/overlays/staging/kustomization.yaml';

describe('the lens of image automation', () => {
  it('names the policy that sets the line, and says that the repository has none of that name', async () => {
    const uri = (await firstFolder()).uri(OVERLAY);
    await vscode.workspace.openTextDocument(uri);
    const titles = async (): Promise<readonly string[]> => {
      const found = (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri)) ?? [];
      return found.map(({ command }) => command?.title ?? '').filter((title) => title.startsWith('Set by'));
    };
    assert.deepEqual(await titles(), []);
    const plain = '2.5.1   # promoted from dev after the smoke tests';
    await withUnsaved(OVERLAY, plain, '2.5.1 # {"$imagepolicy": "flux-system:storefront:tag"}', async () => {
      const title = await eventually('the lens', async () => (await titles())[0]);
      assert.equal(title, 'Set by ImagePolicy flux-system:storefront, which is not in this repository');
    });
  });
});
