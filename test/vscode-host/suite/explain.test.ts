// The explanation of an environment: why it is one, and what could not be resolved.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentUri } from '../../../src/vscode/document-uri';
import { explanation } from '../../../src/vscode/explain';
import { environmentRow, eventually, firstFolder, withUnreadFile } from './support';

describe('the explanation of an environment', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('gives the reason, the order and every app', async () => {
    const folder = await firstFolder();
    const uri = documentUri({ view: 'explanation', folder: folder.key, environment: 'production' });
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(text, /^# production$/m);
    assert.ok(text.includes(folder.environment('production')?.reason.slice(1) ?? 'no reason'));
    assert.match(text, /3 of \d+ in promotion order/);
    for (const { app } of folder.environment('production')?.apps ?? []) assert.ok(text.includes(`## ${app}`), app);
  });

  it('says each thing that is not resolved once, with its line, and names the snapshot by its folder', async () => {
    const folder = await firstFolder();
    await folder.ports.pins.write('production', { context: 'snapshot:snapshots/production', uid: 'any' });
    await folder.readPins();
    try {
      const text = explanation(folder, 'production', 'ingress-nginx');
      const said = text.split('\n').filter((line) => line.includes('has not been fetched'));
      assert.equal(said.length, 1, said.join('\n'));
      assert.match(text, /^- Objects: unknown$/m);
      assert.match(said[0] ?? '', /^- `infrastructure\/controllers\/ingress-nginx\.yaml:\d+`: ingress-nginx 4\.14\.1 from/);
      assert.match(text, /Cluster context: `snapshots\/production`/);
    } finally {
      await folder.ports.pins.remove('production');
      await folder.readPins();
    }
  });

  it('says of an ApplicationSet what its generators need, and names no folder that it renders', async () => {
    const folder = await firstFolder();
    const uri = documentUri({ view: 'explanation', folder: folder.key, environment: 'in-cluster', app: 'storefront-previews' });
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    const section = text.slice(text.indexOf('## storefront-previews'));
    assert.match(section, /the generator pullRequest/);
    assert.match(section, /argocd\/previews\.yaml:11/);
    assert.doesNotMatch(section, /Rendered from/);
  });

  it('names the files that may define more apps, and charts as charts', async () => {
    const folder = await firstFolder();
    await withUnreadFile(async () => {
      assert.match(explanation(folder, 'qa'), /^- May define more apps: `clusters\/qa\/more\.yaml:\d`: This is not valid YAML/m);
      assert.doesNotMatch(explanation(folder, 'qa', 'docs'), /May define more apps/);
    });
    assert.match(explanation(folder, 'production', 'ingress-nginx'), /^- chart ingress/m);
  });

  it('opens as rendered Markdown', async () => {
    await vscode.commands.executeCommand('plumbline.explain', await environmentRow('production'));
    const labels = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await eventually('the preview', () => labels().find((label) => label.includes('production')));
  });
});
