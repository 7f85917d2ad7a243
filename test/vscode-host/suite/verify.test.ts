// The command that compares with the installed kustomize: it agrees, it shows where it does not, and says when there is none.
import * as assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { appRow, eventually, messagesDuring } from './support';

const real = process.env.PLUMBLINE_TEST_KUSTOMIZE ?? '';
const path = process.env.PATH ?? '';

async function verify(onPath: string, app = 'storefront'): Promise<readonly string[]> {
  process.env.PATH = onPath;
  const row = await appRow('production', app);
  const messages = await messagesDuring(() => vscode.commands.executeCommand('plumbline.verifyKustomize', row));
  return messages.map(({ text }) => text);
}

describe('verifying with the installed kustomize', () => {
  let programs = '';
  before(() => {
    assert.notEqual(real, '', 'the run names no kustomize');
    programs = mkdtempSync(join(tmpdir(), 'plumbline-programs-'));
  });
  after(async () => {
    process.env.PATH = path;
    rmSync(programs, { recursive: true, force: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('says that both build the same bytes', async () => {
    const [said] = await verify(`${dirname(real)}${delimiter}${path}`);
    assert.match(said ?? '', /^Plumbline and kustomize v5\.8\.2 build the same bytes of storefront: \d+ objects\.$/);
  });

  it('opens the difference where they do not', async () => {
    const stand = join(programs, 'kustomize');
    writeFileSync(stand, `#!/bin/sh\n'${real}' "$@" | sed 's/replicas: 5/replicas: 6/'\n`);
    chmodSync(stand, 0o755);
    const [said] = await verify(`${programs}${delimiter}${path}`);
    assert.match(said ?? '', /^Plumbline and kustomize v5\.8\.2 build storefront differently/);
    const texts = await eventually('both sides', () => {
      const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'plumbline' && uri.query.includes('"build"'));
      return open.length === 2 ? open.map((document) => document.getText()) : undefined;
    });
    assert.equal(texts.filter((text) => text.includes('replicas: 6')).length, 1);
    assert.equal(texts.filter((text) => text.includes('replicas: 5')).length, 1);
    rmSync(stand);
  });

  it('says that there is none', async () => {
    const [said] = await verify(programs);
    assert.match(said ?? '', /“kustomize” is not installed, or not on the PATH/);
  });
});
