// Promotion through the editor: the board opens on the plan, and a branch is made that leaves the working tree alone.
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { boardPlan } from '../../../src/vscode/board-plan';
import { appRow, eventually, firstFolder, withUnsaved } from './support';

async function git(...args: string[]): Promise<string> {
  return execFileSync('git', args, { cwd: (await firstFolder()).workspaceFolder.uri.fsPath, encoding: 'utf8' }).trim();
}

function boardTab(): vscode.Tab | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab?.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith('plumbline.promotion') ? tab : undefined;
}

describe('promotion', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('opens its board from a row of the tree, and writes nothing yet', async () => {
    const before = await git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads');
    // From staging, production is not the only other environment: the picker is answered as a keyboard would.
    const running = vscode.commands.executeCommand('plumbline.promote', await appRow('staging', 'storefront'));
    const tab = await eventually('the promotion board', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return boardTab();
    });
    await running;
    assert.equal(tab.label, 'Promote storefront: staging → production');
    assert.equal(await git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads'), before);
  });

  it('makes a branch with one commit, and leaves the working tree and HEAD alone', async () => {
    const folder = await firstFolder();
    const head = await git('rev-parse', 'HEAD');
    const plan = await folder.session.planPromotion({
      app: 'storefront',
      from: 'staging',
      to: 'production',
      branch: 'promote/from-the-host',
    });
    assert.equal(plan.kind, 'answer');
    const result = await folder.session.promote(plan.value, { push: false });
    assert.equal(result.kind, 'answer');
    assert.equal(await git('rev-parse', 'HEAD'), head);
    assert.equal(await git('rev-parse', `${result.value.branch}^`), head);
    assert.equal(await git('diff', '--name-only', 'HEAD', result.value.branch), plan.value.files.map(({ file }) => file).join('\n'));
    assert.equal(await git('status', '--porcelain'), '');
    await git('branch', '--delete', '--force', result.value.branch);
  });

  it('shows no secret that stands in a line which changes', async () => {
    const folder = await firstFolder();
    const path = 'apps/payments/overlays/production/kustomization.yaml';
    await withUnsaved(path, 'newTag: 1.12.4', 'newTag: 1.12.4 # as harbour-lantern-4471', async () => {
      const request = { app: 'payments', from: 'staging', to: 'production' };
      const shown = await eventually('a plan with the comment', async () => {
        const plan = await folder.session.planPromotion(request);
        const [edit] = plan.kind === 'answer' ? boardPlan({ folder, plan: plan.value, remotes: [] }).edits : [];
        return edit !== undefined && / # as /.test(edit.before) ? edit : undefined;
      });
      assert.match(shown.before, /newTag: 1\.12\.4 # as /);
      assert.doesNotMatch(`${shown.before} ${shown.after}`, /harbour-lantern/);
    });
  });

  it('says of a version that stays behind that it could not be carried, and nothing of rendering', async () => {
    const folder = await firstFolder();
    const path = 'apps/storefront/overlays/staging/kustomization.yaml';
    await withUnsaved(path, 'images:\n', 'images:\n  - name: registry.example/sidecar\n    newTag: "7"\n', async () => {
      const board = await eventually('a plan with what stays behind', async () => {
        const plan = await folder.session.planPromotion({ app: 'storefront', from: 'staging', to: 'production' });
        const shown = plan.kind === 'answer' ? boardPlan({ folder, plan: plan.value, remotes: [] }) : undefined;
        return shown === undefined || shown.failures.length === 0 ? undefined : shown;
      });
      assert.match(board.failures.join('; '), /sidecar/);
      assert.equal(board.words.problems, 'What could not be done');
    });
  });

  it('refuses a branch that exists already, and keeps it as it is', async () => {
    const folder = await firstFolder();
    await git('branch', 'promote/taken');
    const taken = await git('rev-parse', 'promote/taken');
    const plan = await folder.session.planPromotion({ app: 'storefront', from: 'staging', to: 'production', branch: 'promote/taken' });
    assert.equal(plan.kind, 'answer');
    const result = await folder.session.promote(plan.value, { push: false });
    assert.equal(result.kind, 'failed');
    assert.equal(result.reason.code, 'branchExists');
    assert.equal(await git('rev-parse', 'promote/taken'), taken);
    await git('branch', '--delete', '--force', 'promote/taken');
  });
});
