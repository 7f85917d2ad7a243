// What follows another branch of the repository, in the editor: read as soon as it is followed, as git has it then, and again when the branch moves.
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { eventually, firstFolder, openPreview, withUnsaved } from './support';

const FILE = 'clusters/qa/followed.yaml';
const SOURCE =
  'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: followed, namespace: flux-system}\n' +
  'spec: {url: "ssh://git@github.com/plumb-shop/fleet", ref: {branch: not-here}}\n---\n' +
  'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: followed, namespace: flux-system}\n' +
  'spec: {path: ./followed, sourceRef: {kind: GitRepository, name: followed}}\n';

describe('a source that follows another branch', () => {
  let root: string;
  const git = (input: string, ...args: string[]): string => execFileSync('git', args, { cwd: root, input, encoding: 'utf8' }).trim();

  /** Moves the branch to a tree of one file, whatever is checked out. */
  const commitOnBranch = (size: string): void => {
    const blob = git(
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: followed}\ndata: {size: ${size}}\n`,
      'hash-object',
      '-w',
      '--stdin',
    );
    const folder = git(`100644 blob ${blob}\ta.yaml\n`, 'mktree');
    const tree = git(`040000 tree ${folder}\tfollowed\n`, 'mktree');
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', '-c', 'commit.gpgsign=false'];
    git('', 'update-ref', 'refs/remotes/origin/followed-branch', git('', ...identity, 'commit-tree', tree, '-m', size));
  };

  before(async () => {
    const folder = await firstFolder();
    root = folder.workspaceFolder.uri.fsPath;
    commitOnBranch('first');
    await vscode.workspace.fs.writeFile(folder.uri(FILE), Buffer.from(SOURCE));
    await eventually('the app', () => folder.app('qa', 'followed'));
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    git('', 'update-ref', '-d', 'refs/remotes/origin/followed-branch');
    const folder = await firstFolder();
    await vscode.workspace.fs.delete(folder.uri('clusters/qa'), { recursive: true });
    await eventually('that it is gone', () => (folder.environment('qa') === undefined ? true : undefined));
  });

  it('shows nothing of a branch that is not here, and what is on one as it is typed and as it moves', async () => {
    const folder = await firstFolder();
    await eventually('how to fetch it', () =>
      folder.app('qa', 'followed')?.unresolved.find(({ detail = '' }) => detail.includes('git fetch origin not-here:')),
    );
    const preview = await openPreview('qa', 'followed');
    assert.doesNotMatch(preview.getText(), /kind: ConfigMap/);
    await withUnsaved(FILE, 'branch: not-here', 'branch: followed-branch', async () => {
      await eventually('what is on the branch', () => (preview.getText().includes('size: first') ? true : undefined));
      commitOnBranch('second');
      await eventually('where it has moved to', () => (preview.getText().includes('size: second') ? true : undefined));
      assert.match(
        folder.app('qa', 'followed')?.sourceReason ?? '',
        /; it follows the branch followed-branch, and what is shown is origin\/followed-branch at /,
      );
    });
    await eventually('nothing again', () => (preview.getText().includes('kind: ConfigMap') ? undefined : true));
  });
});
