// SOPS in the editor: nothing is decrypted before the user asks; then values are put in, masked, until they say otherwise.
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { sopsAt } from '../../support/sops';
import { appRow, comparing, eventually, firstFolder, messagesDuring, openPreview } from './support';

const program = process.env.PLUMBLINE_TEST_SOPS;
assert.ok(program, 'the run names no sops');
const sops = sopsAt(program);
const flux = (name: string, path: string, more: string) =>
  `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\n` +
  `spec:\n  path: ${path}\n  decryption: {provider: sops}\n  sourceRef: {kind: GitRepository, name: flux-system}\n${more}`;
const DATA = ['--encrypted-regex', '^stringData$'];
const secret = (colour: string) =>
  sops.encrypt(
    'a.yaml',
    `apiVersion: v1\nkind: Secret\nmetadata: {name: colours, namespace: flux-system}\nstringData: {colour: ${colour}}\n`,
    ...DATA,
  );

describe('values that SOPS encrypted', () => {
  const before_ = { PATH: process.env.PATH, SOPS_AGE_KEY: process.env.SOPS_AGE_KEY };

  before(async () => {
    Object.assign(process.env, sops.environment);
    await write('tools/secret/secret.yaml', secret('ultramarine'));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Flux substitutes it.
    await write('tools/secret/map.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: told}\ndata:\n  told: is ${colour}\n');
    await write(
      'clusters/qa/secret.yaml',
      flux('secret', './tools/secret', '  postBuild: {substituteFrom: [{kind: Secret, name: colours}]}\n'),
    );
    const folder = await firstFolder();
    await eventually('the app', () => folder.app('qa', 'secret'));
  });

  after(async () => {
    await vscode.commands.executeCommand('plumbline.stopDecrypting');
    for (const [name, value] of Object.entries(before_)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const folder = await firstFolder();
    await vscode.workspace.fs.delete(folder.uri('clusters/qa'), { recursive: true });
    await vscode.workspace.fs.delete(folder.uri('tools/secret'), { recursive: true });
    await eventually('that it is gone', () => (folder.environment('qa') === undefined ? true : undefined));
  });

  it('are not decrypted before the user asks: the preview and the line say so', async () => {
    const preview = await openPreview('qa', 'secret');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Flux substitutes it.
    await eventually('the preview', () => (preview.getText().includes('is ${colour}') ? true : undefined));
    assert.match(preview.getText(), /is encrypted with SOPS, and nothing is decrypted before you ask/);
    const uri = (await firstFolder()).uri('clusters/qa/secret.yaml');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await eventually('the light bulb', async () => {
      const [problem] = vscode.languages.getDiagnostics(uri).filter(({ code }) => code === 'notDecrypted');
      if (problem === undefined) return undefined;
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, problem.range);
      return actions.find(({ command }) => command?.command === 'plumbline.decryptValues');
    });
  });

  it('are decrypted when they do, masked, and follow edits', async () => {
    const [message] = await messagesDuring(() => vscode.commands.executeCommand('plumbline.decryptValues'));
    // The sample fleet has a Secret whose key is nobody's.
    assert.match(message?.text ?? '', /Not everything could be decrypted/);
    const preview = await openPreview('qa', 'secret');
    const first = await eventually('the value', () => (/told: is •|told: .*•/.test(preview.getText()) ? preview.getText() : undefined));
    assert.ok(!first.includes('ultramarine') && !first.startsWith('# Incomplete'));
    await write('tools/secret/secret.yaml', secret('vermilion'));
    await eventually('another value', () => (preview.getText() !== first && !preview.getText().startsWith('#') ? true : undefined));
    assert.ok(!preview.getText().includes('vermilion'));
  });

  it('of an earlier commit are decrypted as well where the two are compared', async () => {
    const root = (await firstFolder()).workspaceFolder.uri.fsPath;
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
    const commit = git('rev-parse', 'HEAD').trim();
    git('add', 'tools/secret', 'clusters/qa');
    git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', '-c', 'commit.gpgsign=false', 'commit', '-qm', 'Colours');
    try {
      // Another ciphertext of the same value.
      await write('tools/secret/secret.yaml', secret('vermilion'));
      const same = await comparing(await appRow('qa', 'secret'), 'HEAD');
      assert.match(same.messages.map(({ text }) => text).join(), /secret \(qa\) renders the same as HEAD/);
      await write('tools/secret/secret.yaml', secret('crimson'));
      const { opened, messages } = await comparing(await appRow('qa', 'secret'), 'HEAD');
      assert.deepEqual([messages, opened?.resources.length], [[], 2]);
      for (const [, left, right] of opened?.resources ?? [])
        for (const uri of [left, right]) {
          const text = (await vscode.workspace.openTextDocument(uri as vscode.Uri)).getText();
          assert.ok(text.includes('•') && !/vermilion|crimson|ENC\[/.test(text));
        }
      await write('tools/secret/secret.yaml', secret('vermilion'));
    } finally {
      git('reset', '-q', '--soft', commit);
      git('reset', '-q');
    }
  });

  it('are forgotten when the user says so', async () => {
    await vscode.commands.executeCommand('plumbline.stopDecrypting');
    const preview = await openPreview('qa', 'secret');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Flux substitutes it.
    await eventually('the preview', () => (preview.getText().includes('is ${colour}') ? true : undefined));
  });

  it('that cannot be decrypted say what to do', async () => {
    process.env.SOPS_AGE_KEY = '';
    await messagesDuring(() => vscode.commands.executeCommand('plumbline.decryptValues'));
    const preview = await openPreview('qa', 'secret');
    await eventually('the reason', () => (preview.getText().includes('SOPS_AGE_KEY_FILE') ? true : undefined));
    assert.ok(await appRow('qa', 'secret'));
  });
});

async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile((await firstFolder()).uri(path), Buffer.from(text));
}
