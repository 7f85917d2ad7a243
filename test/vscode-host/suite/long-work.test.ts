// What renders charts besides previews: plans of promotions, comparisons with a revision, the installed kustomize, charts that are large. The host goes on.
import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { createNodeFiles } from '../../../src/adapters/node-files';
import { renderApp } from '../../../src/engine/pipeline';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { documentUri } from '../../../src/vscode/document-uri';
import { appRow, edit, eventually, firstFolder, messagesDuring, picking, plumbline, startPulse } from './support';

const APP = 'helmrelease/notifications';
const CHART = 'charts/notifications';
const TEMPLATE = `${CHART}/templates/deployment.yaml`;
const LOOP = '{{- $sum := 0 }}{{ range until 500000 }}{{ $sum = add $sum . }}{{ end }}\n';

describe('work that renders charts which take long', () => {
  const written: string[] = [];
  let held = 0;

  before(async function () {
    this.timeout(60_000);
    await editTemplate((text) => LOOP + text);
    const folder = await firstFolder();
    const app = folder.app('production', APP);
    assert.ok(app);
    const inPlace = startPulse();
    renderApp(app, createNodeFiles(folder.workspaceFolder.uri.fsPath), createBuildCache());
    held = inPlace.stop();
  });
  after(async function () {
    this.timeout(60_000);
    await editTemplate((text) => text.replaceAll(LOOP, ''));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await folderSettled();
  });
  afterEach(async function () {
    this.timeout(90_000);
    for (const path of written.splice(0)) await vscode.workspace.fs.delete((await firstFolder()).uri(path), { recursive: true });
  });

  /** The work's outcome; fails where the host's thread was held for as long as a render takes. */
  async function going<T>(what: string, work: () => Promise<T>): Promise<T> {
    const pulse = startPulse();
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    const outcome = await work();
    clearInterval(timer);
    const longest = pulse.stop();
    console.log(`${what}: ${turns} turns; most work without one: ${Math.round(longest)} ms; a render in place: ${Math.round(held)} ms`);
    assert.ok(longest < held / 2, `${what}: ${longest} ms of work without a turn, where rendering in place takes ${held} ms`);
    assert.ok(turns > 20, `${what}: ${turns} turns`);
    return outcome;
  }

  async function write(path: string, text: string): Promise<void> {
    await vscode.workspace.fs.writeFile((await firstFolder()).uri(path), Buffer.from(text));
    written.push(path);
  }

  it('a promotion is planned with both sides of its effect', async function () {
    this.timeout(90_000);
    const { session } = await firstFolder();
    const request = { app: APP, from: 'staging', to: 'production' };
    const plan = await going('a promotion', () => session.planPromotion(request));
    assert.equal(plan.kind, 'answer', JSON.stringify(plan));
    assert.deepEqual(plan.value.failures, []);
    assert.ok(plan.value.effects.some(({ ref }) => ref.kind === 'Deployment'));
  });

  it('a plan is called off, and one whose sources change is made of what they are then', async function () {
    this.timeout(90_000);
    const { session } = await firstFolder();
    const request = { app: APP, from: 'staging', to: 'production' };
    await editTemplate((text) => `${text}# first\n`);
    const abort = new AbortController();
    const left = session.planPromotion(request, abort.signal);
    setTimeout(() => abort.abort(), 50);
    await assert.rejects(left, { name: 'CancelledError' });

    const planning = going('a plan made anew', () => session.planPromotion(request));
    await editTemplate((text) => text.replace('# first\n', '').replace('kind: Deployment', 'kind: StatefulSet'));
    const plan = await planning;
    await editTemplate((text) => text.replace('kind: StatefulSet', 'kind: Deployment'));
    assert.equal(plan.kind, 'answer');
    assert.ok(plan.value.effects.some(({ ref }) => ref.kind === 'StatefulSet'));
  });

  it('a comparison with a revision in which the chart takes long as well', async function () {
    this.timeout(90_000);
    const commit = await git('stash', 'create');
    await git('tag', 'slow', commit);
    await editTemplate((text) => text.replace('kind: Deployment', 'kind: StatefulSet'));
    const row = await appRow('production', 'notifications');
    let title = '';
    const messages = await messagesDuring(async () => {
      await going('a comparison', () => picking('slow', () => vscode.commands.executeCommand('plumbline.compareRendered', row)));
      title = vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '';
    });
    await editTemplate((text) => text.replace('kind: StatefulSet', 'kind: Deployment'));
    await git('tag', '-d', 'slow');
    assert.deepEqual(messages, []);
    assert.match(title, /: slow \([0-9a-f]{7}\) ↔ now \(2 files\)$/);
  });

  it('verifying with the installed kustomize, which runs Helm for a chart of the tree', async function () {
    this.timeout(90_000);
    const programs = mkdtempSync(join(tmpdir(), 'plumbline-programs-'));
    symlinkSync(process.env.PLUMBLINE_TEST_HELM ?? '', join(programs, 'helm'));
    const path = process.env.PATH;
    process.env.PATH = [programs, dirname(process.env.PLUMBLINE_TEST_KUSTOMIZE ?? ''), path].join(delimiter);
    try {
      await write(
        'tools/slow/kustomization.yaml',
        'helmGlobals: {chartHome: ../../charts}\nhelmCharts: [{name: notifications, releaseName: slow}]\n',
      );
      await write('clusters/qa/slow.yaml', KUSTOMIZATION);
      const row = await eventually('its row', () => appRow('qa', 'slow').catch(() => undefined));
      const messages = await messagesDuring(() =>
        going('verifying', () => Promise.resolve(vscode.commands.executeCommand('plumbline.verifyKustomize', row))),
      );
      assert.match(
        messages.map(({ text }) => text).join('\n'),
        /^Plumbline and kustomize v5\.8\.2 build the same bytes of slow: \d+ objects\.$/,
      );
    } finally {
      process.env.PATH = path;
      rmSync(programs, { recursive: true, force: true });
      await vscode.workspace.fs.delete((await firstFolder()).uri('clusters/qa'), { recursive: true });
      written.splice(written.indexOf('clusters/qa/slow.yaml'), 1);
    }
  });

  it('a chart whose CRDs are large comes back whole', async function () {
    this.timeout(90_000);
    await editTemplate((text) => text.replaceAll(LOOP, ''));
    const crd = (at: number): string =>
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: crd-${at}.example.com}\nspec:\n  names: [${'word, '.repeat(20_000)}end]\n`;
    const folder = await firstFolder();
    for (let at = 0; at < 10; at++) await vscode.workspace.fs.writeFile(folder.uri(`${CHART}/crds/crd-${at}.yaml`), Buffer.from(crd(at)));
    // All of them go at once: each would be a render of the others.
    written.push(`${CHART}/crds`);
    const uri = documentUri({ view: 'preview', folder: folder.key, environment: 'production', app: APP });
    const document = await vscode.workspace.openTextDocument(uri);
    // What goes to the other thread is decided in the engine, and tested there: here it has to come back whole, 200,000 lines of it.
    await eventually('all CRDs', () =>
      (document.getText().match(/^kind: CustomResourceDefinition$/gm) ?? []).length === 10 ? true : undefined,
    );
    assert.equal(document.getText().match(/^ {2}- word$/gm)?.length, 200_000);

    const { documents } = await plumbline();
    const asked = uri.with({ fragment: 'asked-for-twice' });
    await editTemplate((text) => text.replace('kind: Deployment', 'kind: StatefulSet'));
    const texts = await eventually('both texts', async () => {
      await folderSettled();
      const both = await Promise.all([documents.provideTextDocumentContent(asked), documents.provideTextDocumentContent(asked)]);
      return both.every((text) => /^kind: StatefulSet$/m.test(text)) ? both : undefined;
    });
    await editTemplate((text) => text.replace('kind: StatefulSet', 'kind: Deployment'));
    for (const text of texts) assert.equal(text.match(/^ {2}- word$/gm)?.length, 200_000);
  });
});

const KUSTOMIZATION =
  'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: slow, namespace: flux-system}\n' +
  'spec: {path: ./tools/slow, sourceRef: {kind: GitRepository, name: flux-system}}\n';

async function editTemplate(change: (text: string) => string): Promise<void> {
  await edit(await vscode.workspace.openTextDocument((await firstFolder()).uri(TEMPLATE)), change);
}

async function folderSettled(): Promise<void> {
  await (await firstFolder()).session.settled(new AbortController().signal);
}

async function git(...args: readonly string[]): Promise<string> {
  const cwd = (await firstFolder()).workspaceFolder.uri.fsPath;
  return (await promisify(execFile)('git', args, { cwd })).stdout.trim();
}
