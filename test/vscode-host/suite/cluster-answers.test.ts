// Render with the Cluster's Answers: charts are told what the pinned cluster says, the preview says so, and one step leads back.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentUri } from '../../../src/vscode/document-uri';
import { appRow, edit, environmentRow, eventually, firstFolder, messagesDuring, picking, plumbline } from './support';

const SNAPSHOT = 'snapshot:snapshots/production';
const TEMPLATE = 'charts/notifications/templates/deployment.yaml';
const APP = 'helmrelease/notifications';
const ASKS =
  '# {{ lookup "v1" "Namespace" "" "catalog" | dig "metadata" "name" "nobody knows" }}\n' +
  '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: asked}\ndata:\n' +
  '  namespace: {{ lookup "v1" "Namespace" "" "catalog" | dig "metadata" "name" "nobody knows" | quote }}\n' +
  '  password: {{ lookup "v1" "Secret" "payments" "payments-db" | dig "data" "password" "none" | quote }}\n' +
  '  other: {{ lookup "v1" "ConfigMap" "payments" "no-such" | len | quote }}\n---\n';

describe('rendering with the cluster’s answers', () => {
  before(async () => {
    const { clusters } = await plumbline();
    const folder = await firstFolder();
    const cluster = await clusters.open(SNAPSHOT, folder);
    assert.equal(cluster.kind, 'answer');
    assert.equal((await folder.session.pin('production', cluster.value, new AbortController().signal)).kind, 'answer');
    await folder.readPins();
    await editTemplate((text) => ASKS + text);
  });
  after(async () => {
    await editTemplate((text) => text.replace(ASKS, ''));
    const folder = await firstFolder();
    await folder.session.unpin('production');
    await folder.readPins();
    await (await plumbline()).clusters.reset();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows what the pinned cluster answers, says what was asked, and goes back', async () => {
    const offline = await preview();
    await eventually('the offline render', () => (/nobody knows/.test(offline.getText()) ? true : undefined));
    const before = offline.getText();
    const row = await eventually('a row that asks', async () => {
      const found = await appRow('production', 'notifications');
      return /\basks\b/.test(String((await plumbline()).tree.getTreeItem(found).contextValue)) ? found : undefined;
    });
    assert.deepEqual(await messagesDuring(() => vscode.commands.executeCommand('plumbline.renderWithCluster', row)), []);
    const document = await preview();
    const text = await eventually('the answers', () => (/namespace: catalog$/m.test(document.getText()) ? document.getText() : undefined));
    assert.match(text, /^# With the answers of snapshots\/production, asked at .+\. “Render Offline” goes back\.$/m);
    assert.match(text, /^ {2}password: •{8} /m);
    assert.match(text, /^# {3}Namespace catalog: answered$/m);
    assert.match(text, /^# {3}ConfigMap payments\/no-such: there is none$/m);
    assert.match(text, /^# {3}its own version and kinds: answered$/m);
    const { tree } = await plumbline();
    assert.match(String(tree.getTreeItem(await appRow('production', 'notifications')).contextValue), /\banswered\b/);
    assert.match(String(tree.getTreeItem(await environmentRow('production')).contextValue), /\banswered\b/);
    assert.doesNotMatch(String(tree.getTreeItem(await environmentRow('staging')).contextValue), /\banswered\b/);

    await vscode.commands.executeCommand('plumbline.renderOffline', await appRow('production', 'notifications'));
    assert.equal(
      await eventually('the offline render', () => (/nobody knows/.test(document.getText()) ? document.getText() : undefined)),
      before,
    );
  });

  it('a comparison uses the answers for what charts look up, and the preview says so', async () => {
    const messages = await messagesDuring(async () =>
      vscode.commands.executeCommand('plumbline.compare', await appRow('production', 'notifications')),
    );
    assert.match(
      messages.map(({ text }) => text).join('\n'),
      /^notifications \(production\): .*Its charts were told what snapshots\/production answered/,
    );
    const document = await preview();
    await eventually('the answers', () => (/^# With the answers of snapshots\/production/m.test(document.getText()) ? true : undefined));
    await vscode.commands.executeCommand('plumbline.renderOffline', await environmentRow('production'));
  });

  it('another environment that is pinned to nothing asks first, and nothing is asked where the user leaves', async () => {
    await vscode.commands.executeCommand('plumbline.renderOffline', await environmentRow('production'));
    const staging = await environmentRow('staging');
    const messages = await messagesDuring(() =>
      picking('$(archive) snapshots/staging', () => vscode.commands.executeCommand('plumbline.renderWithCluster', staging)),
    );
    assert.match(messages[0]?.text ?? '', /^Pin staging to/);
    assert.equal((await firstFolder()).session.answeredBy('staging'), undefined);
  });
});

async function preview(): Promise<vscode.TextDocument> {
  const uri = documentUri({ view: 'preview', folder: (await firstFolder()).key, environment: 'production', app: APP });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

async function editTemplate(change: (text: string) => string): Promise<void> {
  await edit(await vscode.workspace.openTextDocument((await firstFolder()).uri(TEMPLATE)), change);
}
