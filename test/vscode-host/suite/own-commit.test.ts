// `reconcileStrategy: Revision` in the editor: the version of a chart follows what is committed.
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { eventually, firstFolder, openPreview, withUnsaved } from './support';

const FILES: Readonly<Record<string, string>> = {
  'clusters/qa/chart.yaml':
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: charted, namespace: flux-system}\n' +
    'spec:\n  path: ./tools/charted\n  sourceRef: {kind: GitRepository, name: flux-system}\n',
  'tools/charted/release.yaml':
    'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: dated, namespace: flux-system}\nspec:\n  chart:\n    spec:\n' +
    '      chart: tools/chart\n      reconcileStrategy: Revision\n      sourceRef: {kind: GitRepository, name: flux-system}\n',
  'tools/chart/Chart.yaml': 'apiVersion: v2\nname: dated\nversion: 1.0.0\n',
  'tools/chart/templates/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: dated}\ndata: {version: {{ .Chart.Version }}}\n',
};

describe('a version that has the commit of its source', () => {
  let commit: string;
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  let root: string;

  before(async () => {
    const folder = await firstFolder();
    root = folder.workspaceFolder.uri.fsPath;
    commit = git('rev-parse', 'HEAD').trim();
    for (const [path, text] of Object.entries(FILES)) await vscode.workspace.fs.writeFile(folder.uri(path), Buffer.from(text));
    await eventually('the app', () => folder.app('qa', 'dated'));
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    git('reset', '-q', '--soft', commit);
    git('reset', '-q');
    const folder = await firstFolder();
    for (const path of ['clusters/qa', 'tools/charted', 'tools/chart'])
      await vscode.workspace.fs.delete(folder.uri(path), { recursive: true });
    await eventually('that it is gone', () => (folder.environment('qa') === undefined ? true : undefined));
  });

  it('has none while files are changed, the last one once they are committed, and none again for an edit that is not saved', async () => {
    const preview = await openPreview('qa', 'charted', 'dated');
    await eventually('why it is not known', () => (preview.getText().includes('what is changed is not committed: ') ? true : undefined));
    assert.match(preview.getText(), /version: 1\.0\.0\+unknown/);
    git('add', '-A');
    git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', '-c', 'commit.gpgsign=false', 'commit', '-qm', 'A chart');
    const head = git('rev-parse', 'HEAD').slice(0, 12);
    await eventually('the commit', () => (preview.getText().includes(`version: 1.0.0+${head}\n`) ? true : undefined));
    await withUnsaved('tools/chart/Chart.yaml', 'name: dated', 'name: dated # edited', async () => {
      await eventually('that it is not known again', () => (preview.getText().includes('version: 1.0.0+unknown') ? true : undefined));
    });
    await eventually('the commit again', () => (preview.getText().includes(`version: 1.0.0+${head}\n`) ? true : undefined));
  });
});
