// A chart that takes long: the editor goes on while it is rendered, and shows in the end what the command line prints.
import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { createNodeFiles } from '../../../src/adapters/node-files';
import { renderApp } from '../../../src/engine/pipeline';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { documentUri } from '../../../src/vscode/document-uri';
import { edit, eventually, firstFolder, startPulse } from './support';

const TEMPLATE = 'charts/notifications/templates/deployment.yaml';
const APP = 'helmrelease/notifications';
/** A second of work, for each environment and each side of the edit. */
const LOOP = '{{- $sum := 0 }}{{ range until 500000 }}{{ $sum = add $sum . }}{{ end }}\n# {{ $sum }}\n';

describe('a chart that takes long', () => {
  afterEach(async () => {
    const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(TEMPLATE));
    if (document.getText().startsWith(LOOP)) await edit(document, (text) => text.slice(LOOP.length));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is rendered while the host goes on, and comes out as on the command line', async function () {
    this.timeout(90_000);
    const folder = await firstFolder();
    const document = await openPreview();
    const quick = document.getText();
    assert.match(quick, /^kind: Deployment$/m);

    const pulse = startPulse();
    await edit(await vscode.workspace.openTextDocument(folder.uri(TEMPLATE)), (text) => LOOP + text);
    await eventually('the mark', () => (/^# .*is still being rendered/m.test(document.getText()) ? true : undefined));
    assert.ok(document.getText().endsWith(quick), 'the last complete render stays below the mark');
    await folder.session.settled(new AbortController().signal);
    const longest = pulse.stop();

    // The same in place: a host that had rendered would have worked as long without a pulse.
    const inPlace = startPulse();
    const app = folder.app('production', APP);
    assert.ok(app);
    assert.deepEqual(renderApp(app, createNodeFiles(folder.workspaceFolder.uri.fsPath), createBuildCache()).failures, []);
    const held = inPlace.stop();
    assert.ok(longest < held / 2, `${longest} ms of work without a pulse, where rendering in place takes ${held} ms`);
    console.log(`most work without a pulse: ${Math.round(longest)} ms; a render in place: ${Math.round(held)} ms`);
    const text = await eventually('the render', () => (document.getText().startsWith('#') ? undefined : document.getText()));
    assert.equal(text, await commandLine('preview', 'production', APP));
  });
});

async function openPreview(): Promise<vscode.TextDocument> {
  const uri = documentUri({ view: 'preview', folder: (await firstFolder()).key, environment: 'production', app: APP });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

async function commandLine(...args: readonly string[]): Promise<string> {
  const cli = join(vscode.extensions.getExtension('plumbline.plumbline')?.extensionPath ?? '', 'dist/cli.js');
  const cwd = (await firstFolder()).workspaceFolder.uri.fsPath;
  return (await promisify(execFile)(process.execPath, [cli, ...args], { cwd })).stdout;
}
