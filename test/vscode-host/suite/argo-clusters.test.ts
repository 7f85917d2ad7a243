// Ask a Cluster for Argo CD's Clusters: offered where a generator asks, from the row, the line and the palette; told, kept over edits, and forgotten.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { kubeconfigOf } from '../../support/kubeconfig';
import { silentServer } from '../../support/silent-server';
import { appRow, environmentRow, eventually, firstFolder, messagesDuring, openPreview, picking, plumbline, row } from './support';

const SET = (name: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: ${name}, namespace: argocd}
spec:
  goTemplate: true
  generators:
  - clusters: {selector: {matchLabels: {tier: edge}}}
  template:
    metadata: {name: "${name}-{{ .name }}"}
    spec:
      project: default
      source: {repoURL: "ssh://git@github.com/plumb-shop/fleet", path: tools/docs, targetRevision: main}
      destination: {name: "{{ .name }}", namespace: docs}
`;
const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'edge', namespace: 'argocd', uid: '1c', labels: { 'argocd.argoproj.io/secret-type': 'cluster', tier: 'edge' } },
  data: { name: btoa('qa-edge'), server: btoa('https://edge.example'), config: btoa('{"bearerToken":"correct-horse"}') },
};
const PATH = 'argocd/edge.yaml';
const ASK = 'plumbline.askArgoClusters';

describe('clusters that only the cluster of Argo CD knows', () => {
  before(async () => {
    await write('snapshots/management/objects.json', JSON.stringify(SECRET));
    await write(
      'snapshots/elsewhere/objects.json',
      JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x', uid: '2c' } }),
    );
    await write(PATH, SET('edge'));
    await eventually('the row of the set', async () => (await asking()) && true);
  });

  after(async () => {
    await vscode.commands.executeCommand('plumbline.forgetArgoClusters');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const folder = await firstFolder();
    for (const path of [PATH, 'snapshots/management', 'snapshots/elsewhere'])
      await vscode.workspace.fs.delete(folder.uri(path), { recursive: true });
    await eventually('that the set is gone', async () => ((await asking()) === undefined ? true : undefined));
    await (await plumbline()).clusters.reset();
  });

  it('are offered to be asked for, on the row and at the line, and nobody is asked before', async () => {
    const { tree } = await plumbline();
    const folder = await firstFolder();
    assert.match(String(tree.getTreeItem(await setRow()).contextValue), /^app.*\bclusters\b(?!.*\btold\b)/);
    const failure = tree.getChildren(await setRow())[0];
    assert.match(String(failure && tree.getTreeItem(failure).contextValue), /^failure.*\bclusters\b/);
    assert.equal(folder.argoClusters.told(), undefined);
    const uri = folder.uri(PATH);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const action = await eventually('the light bulb', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        new vscode.Range(6, 0, 6, 40),
      );
      return found.find(({ command }) => command?.command === ASK);
    });
    assert.equal(action.title, 'Ask a cluster for Argo CD’s clusters…');
    assert.deepEqual(await messagesDuring(() => picking(undefined, () => vscode.commands.executeCommand(ASK))), []);
    assert.equal(folder.argoClusters.told(), undefined);
  });

  it('stay unknown where the cluster does not run Argo CD, and where it gives no answer', async () => {
    const [elsewhere, ...others] = await messagesDuring(() =>
      picking('$(archive) snapshots/elsewhere', async () => vscode.commands.executeCommand(ASK, await setRow())),
    );
    assert.match(elsewhere?.text ?? '', /^Argo CD does not seem to run in snapshots\/elsewhere: .*Ask the cluster that it runs in\./);
    assert.deepEqual([elsewhere?.buttons, others], [['Ask Again…', 'Show Output'], []]);
    assert.match(await setTooltip(), /does not tell the clusters of Argo CD in argocd: it does not know the kind ApplicationSet/);

    const silent = await silentServer();
    const config = kubeconfigOf({ server: `http://127.0.0.1:${silent.port}` });
    const settings = vscode.workspace.getConfiguration('plumbline');
    const before = process.env.KUBECONFIG;
    process.env.KUBECONFIG = config.file;
    await settings.update('cluster.timeoutSeconds', 1, vscode.ConfigurationTarget.Global);
    try {
      const [late] = await messagesDuring(() => picking('$(plug) test', async () => vscode.commands.executeCommand(ASK, await setRow())));
      assert.match(late?.text ?? '', /did not answer in time/);
      assert.match(await setTooltip(), /no answer within 1 s; ask again once it does, or ask another one/);
      assert.notEqual(await (await plumbline()).clusters.active(), 'test');
    } finally {
      await settings.update('cluster.timeoutSeconds', undefined, vscode.ConfigurationTarget.Global);
      if (before === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = before;
      config.remove();
      await silent.stop();
    }
  });

  it('are told by a cluster that knows them: apps, previews and explanations say by whom and when', async () => {
    const { tree } = await plumbline();
    const messages = await messagesDuring(() => picking('$(archive) snapshots/management', () => vscode.commands.executeCommand(ASK)));
    assert.deepEqual(messages, [
      { text: 'With the clusters that snapshots/management told, ApplicationSets give 1 app.', buttons: ['Forget Argo CD’s Clusters'] },
    ]);
    const app = await appRow('qa-edge', 'edge-qa-edge');
    const told = /With the clusters that snapshots\/management told at .+ “Forget Argo CD’s Clusters” goes back\./;
    assert.match(plain(tree.getTreeItem(app).tooltip), told);
    assert.match(plain(tree.getTreeItem(await environmentRow('qa-edge')).tooltip), told);
    assert.match(String(tree.getTreeItem(app).contextValue), /^app.*\btold\b/);
    assert.equal(await asking(), undefined);
    const text = (await openPreview('qa-edge', 'edge-qa-edge')).getText();
    assert.match(text.split('\n')[0] ?? '', told);
    assert.match(text, /^kind: Deployment$/m);
    await write(PATH, SET('border'));
    const edited = await eventually('the edit', async () => (await firstFolder()).app('qa-edge', 'border-qa-edge'));
    assert.equal(edited.clusterQuestion, '/cluster/argo-clusters,argocd');
  });

  it('are forgotten on request', async () => {
    await vscode.commands.executeCommand('plumbline.forgetArgoClusters', await appRow('qa-edge', 'border-qa-edge'));
    await eventually('the row of the set', async () => (await asking()) && true);
    const folder = await firstFolder();
    assert.deepEqual([folder.environment('qa-edge'), folder.argoClusters.told()], [undefined, undefined]);
    const [message] = await messagesDuring(() => vscode.commands.executeCommand('plumbline.forgetArgoClusters'));
    assert.equal(message?.text, 'No cluster was asked which clusters its Argo CD knows.');
  });

  it('are asked of nobody once no generator wants them', async () => {
    await write(PATH, 'kind: Nothing\n');
    await eventually('that the set is gone', async () => ((await asking()) === undefined ? true : undefined));
    const [message] = await messagesDuring(() => picking('$(archive) snapshots/elsewhere', () => vscode.commands.executeCommand(ASK)));
    assert.deepEqual(message, { text: 'No ApplicationSet here has a cluster generator.', buttons: [] });
    assert.equal((await firstFolder()).argoClusters.told(), undefined);
  });
});

/** The app that stands for what the set of this test gives, and its environment. */
async function asking(): Promise<readonly [string, string] | undefined> {
  const rows = (await firstFolder()).environments.flatMap(({ name, apps }) =>
    apps.filter(({ kind, source }) => kind === 'argoApplicationSet' && source.file === PATH).map(({ app }) => [name, app] as const),
  );
  return rows[0];
}

async function setRow() {
  return row(...((await asking()) ?? []));
}

async function setTooltip(): Promise<string> {
  return plain((await plumbline()).tree.getTreeItem(await setRow()).tooltip);
}

/** A tooltip without the marks that keep its words from being taken for Markdown. */
function plain(tooltip: string | vscode.MarkdownString | undefined): string {
  return (typeof tooltip === 'string' ? tooltip : (tooltip?.value ?? '')).replaceAll('\\', '').replaceAll('&nbsp;', ' ');
}

async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile((await firstFolder()).uri(path), Buffer.from(text));
}
