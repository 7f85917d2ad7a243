// Files above the size that the setting allows are refused at the line that names them; the rest is rendered.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, firstFolder, openPreview, plumbline, withUnsaved } from './support';

const KUSTOMIZATION = 'tools/docs/kustomization.yaml';
const BIG = 'tools/docs/big.yaml';

describe('a large file', () => {
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await allow(undefined);
    await vscode.workspace.fs.delete((await firstFolder()).uri(BIG));
  });

  it('is refused with its name, its size and the setting, and read once the setting allows it', async () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\ndata:\n  text: "${'x'.repeat(300_000)}"\n`;
    await vscode.workspace.fs.writeFile((await firstFolder()).uri(BIG), Buffer.from(text));
    await allow(0.2);
    await withUnsaved(KUSTOMIZATION, 'resources:\n', 'resources:\n  - big.yaml\n', async () => {
      const found = await eventually('the problem', problem);
      assert.match(found.message, /tools\/docs\/big\.yaml is too large.*0\.29 MB.*plumbline\.maxFileSizeMegabytes allows 0\.2/);
      const [environment] = (await firstFolder()).environments.filter(({ apps }) => apps.some(({ app }) => app === 'docs'));
      assert.ok(environment);
      assert.match((await openPreview(environment.name, 'docs')).getText(), /kind: Deployment/);
      await allow(1);
      await eventually('no problem', async () => ((await problem()) === undefined ? true : undefined));
    });
  });
});

async function problem(): Promise<vscode.Diagnostic | undefined> {
  const uri = (await firstFolder()).uri(KUSTOMIZATION);
  return vscode.languages.getDiagnostics(uri).find(({ code }) => code === 'fileTooLarge');
}

async function allow(megabytes: number | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('plumbline');
  await settings.update('maxFileSizeMegabytes', megabytes, vscode.ConfigurationTarget.Global);
  await (await plumbline()).fleet.ready;
}
