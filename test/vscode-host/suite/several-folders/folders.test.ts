// A workspace of two folders, one with spaces in its path and one in no repository: each has its own session and its own rows.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Folder } from '../../../../src/vscode/folder';
import { eventually, plumbline, row } from '../support';

describe('a workspace of several folders', () => {
  it('shows a row for each folder, with its own environments below', async () => {
    const { tree } = await plumbline();
    const labels = tree.getChildren().map((each) => tree.getTreeItem(each).label);
    assert.deepEqual(labels, ['plumb shop', 'platform']);
    const below = async (label: string): Promise<unknown[]> =>
      tree
        .getChildren(await row(label))
        .filter(({ kind }) => kind === 'environment')
        .map((each) => tree.getTreeItem(each).label);
    assert.deepEqual((await below('plumb shop')).slice(0, 3), ['dev', 'staging', 'production']);
    assert.deepEqual(await below('platform'), ['dev', 'prod']);
  });

  it('keeps a session for each folder', async () => {
    const { fleet } = await plumbline();
    assert.equal(fleet.folders.length, 2);
    assert.notEqual(fleet.folders[0]?.session, fleet.folders[1]?.session);
  });

  it('shows an unsaved edit in the preview of its own folder only', async () => {
    const { fleet } = await plumbline();
    const platform = fleet.folders.find(({ workspaceFolder }) => workspaceFolder.name === 'platform');
    assert.ok(platform);
    const path = 'base/settings.yaml';
    // Other files of the other folder may well change meanwhile: its repository has just been made.
    const told = new Set<Folder>();
    const listening = fleet.folders.map((folder) =>
      folder.session.onDidChange((event) => event.kind === 'sources' && event.paths.includes(path) && told.add(folder)),
    );
    const document = await vscode.workspace.openTextDocument(platform.uri(path));
    const edit = new vscode.WorkspaceEdit();
    const start = document.positionAt(document.getText().indexOf('calm'));
    edit.replace(document.uri, new vscode.Range(start, start.translate(0, 4)), 'loud');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const app = platform.environment('dev')?.apps[0]?.app ?? '';
    await eventually('the edit in the preview', () => (platform.session.preview('dev', app).text.includes('loud') ? true : undefined));
    assert.deepEqual([...told], [platform]);
    for (const each of listening) each.dispose();
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('says that there is no repository when it cannot promote', async () => {
    const { fleet } = await plumbline();
    const platform = fleet.folders.find(({ workspaceFolder }) => workspaceFolder.name === 'platform');
    const status = await platform?.ports.git.status();
    assert.equal(status?.kind, 'failed');
    assert.equal(status.reason.code, 'noRepository');
  });

  it('closes the session of a folder that leaves the workspace', async () => {
    const { fleet, tree } = await plumbline();
    const left = eventually('one folder', () => (fleet.folders.length === 1 ? true : undefined));
    assert.ok(vscode.workspace.updateWorkspaceFolders(1, 1));
    await left;
    await fleet.ready;
    // With one folder left, the folder level is gone.
    assert.deepEqual(
      tree
        .getChildren()
        .filter(({ kind }) => kind === 'environment')
        .map((each) => tree.getTreeItem(each).label)
        .slice(0, 3),
      ['dev', 'staging', 'production'],
    );
  });
});
