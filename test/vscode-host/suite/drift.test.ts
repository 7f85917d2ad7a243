// Drift against a snapshot: pinned first, drawn in the tree and the status bar, opened in the diff editor.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Comparison } from '../../../src/engine/model';
import { documentRef } from '../../../src/vscode/document-uri';
import { environmentState } from '../../../src/vscode/verdicts';
import {
  appRow,
  environmentRow,
  eventually,
  firstFolder,
  lineNumber,
  messagesDuring,
  objectRow,
  plumbline,
  withUnreadFile,
  withUnsaved,
} from './support';

const CONTEXT = 'snapshot:snapshots/production';

async function pinProduction(): Promise<void> {
  const { clusters } = await plumbline();
  const folder = await firstFolder();
  const cluster = await clusters.open(CONTEXT, folder);
  assert.equal(cluster.kind, 'answer');
  const pinned = await folder.session.pin('production', cluster.value, new AbortController().signal);
  assert.equal(pinned.kind, 'answer');
  await folder.readPins();
  await clusters.activate(CONTEXT);
}

function shownDiff(): { title: string; left: vscode.Uri; right: vscode.Uri } | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab?.input instanceof vscode.TabInputTextDiff
    ? { title: tab.label, left: tab.input.original, right: tab.input.modified }
    : undefined;
}

function isDriftedSecret({ ref, verdict }: Comparison): boolean {
  return ref.kind === 'Secret' && verdict === 'drifted';
}

describe('drift', () => {
  before(pinProduction);
  after(async () => {
    const { clusters } = await plumbline();
    const folder = await firstFolder();
    await folder.session.unpin('production');
    await folder.readPins();
    await clusters.reset();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is not known before the comparison: the status bar says so', async () => {
    const { statusBar } = await plumbline();
    await eventually('not compared', () => (/production: not compared/.test(statusBar.text) ? true : undefined));
  });

  it('shows in the tree and in the status bar after comparing', async () => {
    const { tree, statusBar } = await plumbline();
    await vscode.commands.executeCommand('plumbline.compare', await environmentRow('production'));
    const item = tree.getTreeItem(await objectRow('production', 'storefront', 'Deployment/storefront'));
    assert.match(String(item.description), /^drifted/);
    assert.match(item.accessibilityInformation?.label ?? '', /drifted/);
    assert.match((item.tooltip as vscode.MarkdownString).value, /The next reconcile corrects this/);
    await eventually('a state', () => (/production: (drifted|missing|unknown)/.test(statusBar.text) ? true : undefined));
  });

  it('says in the tooltip which line owns what drifted, who set the live value, and what is ignored', async () => {
    const { tree } = await plumbline();
    const { value } = tree.getTreeItem(await objectRow('production', 'storefront', 'Deployment/storefront'))
      .tooltip as vscode.MarkdownString;
    const text = value.replaceAll('\\', '');
    assert.match(text, /- `spec\.replicas`: apps\/storefront\/overlays\/production\/replicas\.yaml:7; live value by kubectl/);
    assert.match(text, /- Ignored \(set by the server\): fields: \d+/);
    assert.match(text, /- Ignored \(owned by somebody else: kube-controller-manager\): `metadata\.annotations/);
  });

  it('never hides behind "unknown" how much differs', async () => {
    const { tree } = await plumbline();
    assert.match(String(tree.getTreeItem(await appRow('production', 'payments')).description), /^unknown, 2 differ · /);
    // A parent shows its worst child: the HelmRelease below is not known.
    assert.match(String(tree.getTreeItem(await appRow('production', 'notifications')).description), /^unknown · /);
  });

  it('of an app takes in the HelmReleases below it, for which its row stands too', async () => {
    const { tree } = await plumbline();
    const folder = await firstFolder();
    // Nothing is known of the environment any more.
    folder.session.pinChanged('production');
    assert.doesNotMatch(String(tree.getTreeItem(await appRow('production', 'infra-controllers')).description), /unknown/);
    const messages = await messagesDuring(async () =>
      vscode.commands.executeCommand('plumbline.compare', await appRow('production', 'infra-controllers')),
    );
    assert.match(messages[0]?.text ?? '', /in sync.*ingress-nginx, sealed-secrets/);
    assert.match(String(tree.getTreeItem(await appRow('production', 'infra-controllers')).description), /^unknown/);
    assert.equal(folder.session.comparison('production', 'ingress-nginx')?.verdict, 'unknown');
    await vscode.commands.executeCommand('plumbline.compare', await environmentRow('production'));
  });

  it('opens with live on the left and Git on the right', async () => {
    await vscode.commands.executeCommand('plumbline.openDrift', await objectRow('production', 'storefront', 'Deployment/storefront'));
    const diff = await eventually('a diff editor', shownDiff);
    assert.equal(diff.title, 'Deployment storefront (production) – live ↔ Git');
    assert.equal(documentRef(diff.left)?.view, 'live');
    const live = await vscode.workspace.openTextDocument(diff.left);
    const desired = await vscode.workspace.openTextDocument(diff.right);
    assert.match(live.getText(), /^ {2}replicas: 8$/m);
    assert.match(desired.getText(), /^ {2}replicas: 5$/m);
  });

  it('leads from a line that differs to the line in Git that owns it, and says who set the live value', async () => {
    await vscode.commands.executeCommand('plumbline.openDrift', await objectRow('production', 'cart', 'Deployment/cart'));
    const diff = await eventually('a diff editor', () => (shownDiff()?.title.includes('cart') ? shownDiff() : undefined));
    for (const uri of [diff.left, diff.right]) {
      const document = await vscode.workspace.openTextDocument(uri);
      const at = (pattern: RegExp): vscode.Position => new vscode.Position(lineNumber(document, pattern), 12);
      const image = at(/image: ghcr\.io\/plumb-shop\/cart:/);
      const [location] = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeDefinitionProvider', uri, image);
      assert.match(location?.uri.path ?? '', /apps\/cart\/overlays\/production\/kustomization\.yaml$/);
      assert.equal(location?.range.start.line, 12);
      const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, image);
      assert.match(
        (hover?.contents[0] as vscode.MarkdownString).value,
        /containers\[name=cart\]\.image[\s\S]*kustomization\.yaml:13[\s\S]*set by kubectl\\-set/,
      );
      assert.deepEqual(await vscode.commands.executeCommand('vscode.executeDefinitionProvider', uri, at(/^kind: Deployment/)), []);
    }
  });

  it('leaves the live side of a missing object empty', async () => {
    const { tree } = await plumbline();
    const folder = await firstFolder();
    const missing = folder.session.comparison('production', 'catalog')?.comparisons.find(({ verdict }) => verdict === 'missing');
    assert.ok(missing, 'the snapshot lacks an object of catalog');
    const row = await objectRow('production', 'catalog', `${missing.ref.kind}/${missing.ref.name}`);
    assert.match(String(tree.getTreeItem(row).description), /^missing/);
    await vscode.commands.executeCommand('plumbline.openDrift', row);
    const diff = await eventually('a diff editor', () => (shownDiff()?.title.includes(missing.ref.name) ? shownDiff() : undefined));
    assert.match(diff.title, / – not live ↔ Git$/);
    assert.equal((await vscode.workspace.openTextDocument(diff.left)).getText(), '');
    assert.notEqual((await vscode.workspace.openTextDocument(diff.right)).getText(), '');
  });

  it('masks secrets on both sides', async () => {
    const folder = await firstFolder();
    const source = await vscode.workspace.openTextDocument(folder.uri('apps/payments/overlays/production/database.yaml'));
    const password = /password: (\S+)/.exec(source.getText())?.[1] ?? '';
    assert.notEqual(password, '');
    const compared = folder.session.comparison('production', 'payments')?.comparisons.find(isDriftedSecret);
    assert.ok(compared, 'a Secret of payments has drifted');
    await vscode.commands.executeCommand('plumbline.openDrift', await objectRow('production', 'payments', `Secret/${compared.ref.name}`));
    const diff = await eventually('a diff editor', () => (shownDiff()?.title.startsWith('Secret') ? shownDiff() : undefined));
    for (const uri of [diff.left, diff.right]) {
      const text = (await vscode.workspace.openTextDocument(uri)).getText();
      assert.match(text, /password: /);
      assert.ok(!text.includes(password) && !text.includes(Buffer.from(password).toString('base64')));
    }
  });

  it('refuses a cluster that production is not pinned to', async () => {
    const { clusters } = await plumbline();
    const folder = await firstFolder();
    const other = await clusters.open('snapshot:snapshots/dev', folder);
    assert.equal(other.kind, 'answer');
    const check = await folder.session.checkPin('production', other.value, new AbortController().signal);
    assert.equal(check.kind, 'refused');
    assert.equal(check.reason.code, 'contextMismatch');
  });

  it('is forgotten, and not called in sync, when a source changes', async () => {
    const { tree } = await plumbline();
    const described = async (): Promise<string> =>
      String(tree.getTreeItem(await objectRow('production', 'storefront', 'Deployment/storefront')).description);
    assert.match(await described(), /drifted/);
    await withUnsaved('apps/storefront/overlays/production/replicas.yaml', 'replicas: 5', 'replicas: 8', () =>
      eventually('no verdict', async () => (/drifted|in sync/.test(await described()) ? undefined : true)),
    );
  });

  it('is unknown, and not nothing, when a source changes while it is compared', async () => {
    const folder = await firstFolder();
    const patch = 'apps/storefront/overlays/production/replicas.yaml';
    const read = folder.ports.sources.read(patch);
    assert.equal(read.kind, 'file');
    const edit = (text: string | undefined): void => {
      folder.ports.sources.overlay(patch, text);
      folder.session.sourcesChanged([patch]);
    };
    // What was known is dropped, so that opening the drift compares.
    edit(read.text.replace('replicas: 5', 'replicas: 6'));
    const listening = folder.session.onDidChange(({ kind }) => {
      if (kind === 'comparisons' && folder.session.comparison('production', 'storefront') !== undefined) edit(undefined);
    });
    try {
      const app = await appRow('production', 'storefront');
      const messages = await messagesDuring(() => vscode.commands.executeCommand('plumbline.openDrift', app));
      assert.deepEqual(messages, [
        {
          text: 'storefront (production): unknown. storefront changed while it was compared, so nothing is known of it. Compare again.',
          buttons: [],
        },
      ]);
    } finally {
      listening.dispose();
      edit(undefined);
    }
  });

  it('shows what kept an app from being compared as rows below it, once, and in its tooltip', async () => {
    const { tree } = await plumbline();
    const folder = await firstFolder();
    const inventory = 'snapshots/production/kustomizations.kustomize.toolkit.fluxcd.io.yaml';
    const read = folder.ports.sources.read(inventory);
    assert.equal(read.kind, 'file');
    folder.ports.sources.overlay(inventory, read.text.replace('id: _cart__Namespace', 'id: garbled'));
    folder.session.sourcesChanged([inventory]);
    try {
      await messagesDuring(async () => vscode.commands.executeCommand('plumbline.compare', await appRow('production', 'cart')));
      const app = await appRow('production', 'cart');
      const failures = tree.getChildren(app).filter(({ kind }) => kind === 'failure');
      const labels = failures.map((each) => String(tree.getTreeItem(each).label));
      assert.equal(labels.length, 1, labels.join('; '));
      assert.match(labels[0] ?? '', /An entry of the inventory/);
      assert.match(String(tree.getTreeItem(app).description), /^unknown/);
      const tooltip = tree.getTreeItem(app).tooltip as vscode.MarkdownString;
      assert.match(tooltip.value, /garbled/);
    } finally {
      folder.ports.sources.overlay(inventory, undefined);
      folder.session.sourcesChanged([inventory]);
    }
  });

  it('is unknown, with a row that says why, while a file beside the entry points cannot be read', async () => {
    const { tree } = await plumbline();
    const folder = await firstFolder();
    await withUnreadFile(async (environment) => {
      const clean = { environment: 'qa', comparisons: [], verdict: 'inSync', health: 'healthy', failures: [] } as const;
      const compared = environment.apps.map(({ app }) => ({ ...clean, app }));
      assert.equal(environmentState(environment, compared)?.verdict, 'unknown');
      const [first] = tree.getChildren({ kind: 'environment', folder, environment });
      assert.equal(first?.kind, 'failure');
      const item = tree.getTreeItem(first);
      assert.match(String(item.label), /not valid YAML/);
      assert.match(String(item.description), /^more\.yaml:\d$/);
      assert.match(String(item.tooltip), /clusters\/qa\/more\.yaml:\d/);
      const { unread: _, ...readable } = environment;
      assert.equal(environmentState(readable, compared)?.verdict, 'inSync');
    });
  });

  it('is forgotten when another window has pinned the environment elsewhere', async () => {
    const folder = await firstFolder();
    await vscode.commands.executeCommand('plumbline.compare', await appRow('production', 'storefront'));
    assert.notEqual(folder.session.comparison('production', 'storefront'), undefined);
    await folder.readPins();
    assert.notEqual(folder.session.comparison('production', 'storefront'), undefined);
    await folder.ports.pins.write('production', { context: 'other', uid: 'another' });
    await folder.readPins();
    assert.equal(folder.session.comparison('production', 'storefront'), undefined);
    await folder.session.unpin('production');
    await folder.readPins();
    await pinProduction();
  });
});
