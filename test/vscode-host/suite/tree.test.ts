// The Environments view over the sample fleet.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ObjectRef } from '../../../src/engine/model';
import { findObject } from '../../../src/vscode/rows';
import { appRow, eventually, firstFolder, messagesDuring, objectRow, plumbline, row, withUnsaved } from './support';

function settings(namespace?: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', ...(namespace === undefined ? {} : { namespace }) };
}

function found(candidates: readonly ObjectRef[], ref: ObjectRef): ObjectRef | undefined {
  return findObject(candidates, ref, (candidate) => candidate);
}

async function drawn(...labels: readonly string[]): Promise<vscode.TreeItem> {
  return (await plumbline()).tree.getTreeItem(await row(...labels));
}

/** So that a redraw of one test is not counted by the next. */
async function redrawnAfter(tree: Awaited<ReturnType<typeof plumbline>>['tree'], change: () => void): Promise<void> {
  const drawnAgain = new Promise<void>((resolve) => {
    const listening = tree.onDidChangeTreeData(() => {
      listening.dispose();
      resolve();
    });
  });
  change();
  await drawnAgain;
}

describe('the Environments view', () => {
  it('lists the environments in promotion order', async () => {
    const { tree } = await plumbline();
    const environments = tree.getChildren().filter(({ kind }) => kind === 'environment');
    // Where the Argo CD Application goes is an environment too; its name says nothing about an order.
    assert.deepEqual(environments.map((each) => tree.getTreeItem(each).label).slice(0, 3), ['dev', 'staging', 'production']);
  });

  it('lists the apps of an environment, each once', async () => {
    const { tree } = await plumbline();
    const labels = tree.getChildren(await row('production')).map((each) => tree.getTreeItem(each).label);
    for (const app of ['storefront', 'cart', 'catalog', 'payments', 'notifications']) {
      assert.equal(labels.filter((label) => label === app).length, 1, `${app} in ${labels.join(', ')}`);
    }
  });

  it('shows a HelmRelease below the app that applies it, by its own name', async () => {
    const { tree } = await plumbline();
    const labels = tree.getChildren(await row('production')).map((each) => String(tree.getTreeItem(each).label));
    assert.deepEqual(
      labels.filter((label) => /helmrelease|ingress-nginx|sealed-secrets/.test(label)),
      [],
    );
    const release = tree.getTreeItem(await row('production', 'notifications', 'notifications'));
    assert.match(String(release.description), /^HelmRelease · /);
    await row('production', 'infra-controllers', 'ingress-nginx');
  });

  it('says what is not worked out in few words, where, and in full in the tooltip', async () => {
    const { tree } = await plumbline();
    const [problem] = tree.getChildren(await row('in-cluster', 'storefront-previews'));
    assert.ok(problem);
    const item = tree.getTreeItem(problem);
    assert.equal(item.label, 'What the generator pullRequest gives is known to the controller alone');
    assert.match(String(item.description), /^previews\.yaml:\d+$/);
    assert.match(String(item.tooltip), /What depends on it is unknown; the rest is not affected\./);
    // A limit of ours is no alarm.
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'question');
  });

  it('gathers many problems in one row, so that the environments stay in sight', async () => {
    const { tree } = await plumbline();
    const folder = await firstFolder();
    const files = ['cart', 'catalog', 'payments', 'storefront'].map((app) => `apps/${app}/base/kustomization.yaml`);
    const lay = (text: string | undefined): void => {
      for (const file of files) folder.ports.sources.overlay(file, text);
      folder.session.sourcesChanged(files);
    };
    lay('resources: [\n  a: b: c\n');
    try {
      const top = tree.getChildren();
      assert.deepEqual([...new Set(top.map(({ kind }) => kind))], ['environment', 'problems']);
      const problems = top.find(({ kind }) => kind === 'problems');
      assert.ok(problems);
      const below = tree.getChildren(problems).map((each) => tree.getTreeItem(each));
      // One slip makes several errors of YAML, and one row.
      for (const file of files) assert.equal(below.filter(({ tooltip }) => String(tooltip).includes(file)).length, 1, file);
      assert.match(String(tree.getTreeItem(problems).label), new RegExp(`^${below.length} parts`));
    } finally {
      await redrawnAfter(tree, () => lay(undefined));
    }
  });

  it('lists what other tools carry out under its environment, or under Other, and opens the file', async () => {
    const { tree } = await plumbline();
    const folder = await firstFolder();
    const files = ['clusters/production/network.yaml', 'network.yaml'];
    const lay = (text: string | undefined): void => {
      for (const file of files) folder.ports.sources.overlay(file, text);
      folder.session.sourcesChanged(files);
    };
    lay(
      'apiVersion: infra.contrib.fluxcd.io/v1alpha2\nkind: Terraform\nmetadata:\n  name: network\nspec:\n  sourceRef: {kind: GitRepository, name: infra}\n',
    );
    try {
      const part = await eventually('a part of production', async () =>
        tree.getChildren(await row('production')).find(({ kind }) => kind === 'part'),
      );
      const item = tree.getTreeItem(part);
      assert.deepEqual([item.label, item.description, item.command?.command], ['network', 'Terraform', 'plumbline.openSource']);
      assert.match((item.tooltip as vscode.MarkdownString).value, /Applied by flux/);
      const other = tree.getChildren().find(({ kind }) => kind === 'otherParts');
      assert.ok(other);
      const [shared] = tree.getChildren(other).map((each) => tree.getTreeItem(each));
      assert.match((shared?.tooltip as vscode.MarkdownString).value, /No environment is called so/);
    } finally {
      await redrawnAfter(tree, () => lay(undefined));
    }
  });

  it('says how many apps an environment has, and a namespace only where there are several', async () => {
    const { tree } = await plumbline();
    assert.match(String(tree.getTreeItem(await row('production')).description), /^\d+ apps/);
    assert.equal(tree.getTreeItem(await objectRow('dev', 'storefront', 'Deployment/storefront')).description, '');
  });

  it('lists what an app renders, by kind and name', async () => {
    const { tree } = await plumbline();
    const objects = tree.getChildren(await appRow('production', 'storefront')).filter(({ kind }) => kind === 'object');
    const labels = objects.map((each) => String(tree.getTreeItem(each).label));
    assert.ok(labels.includes('Deployment/storefront'), labels.join(', '));
    assert.deepEqual(
      labels,
      [...labels].sort((a, b) => a.localeCompare(b)),
    );
  });

  it('claims nothing of what was not compared', async () => {
    const { tree } = await plumbline();
    const item = tree.getTreeItem(await objectRow('dev', 'storefront', 'Deployment/storefront'));
    assert.match(item.accessibilityInformation?.label ?? '', /not compared/);
    assert.doesNotMatch(`${item.description}`, /in sync/);
    assert.match((item.tooltip as vscode.MarkdownString).value, /Not compared/);
  });

  it('says why something is an environment', async () => {
    const { tree } = await plumbline();
    const { environments } = await firstFolder();
    const tooltip = tree.getTreeItem(await row('production')).tooltip as vscode.MarkdownString;
    const reason = environments.find(({ name }) => name === 'production')?.reason ?? '';
    assert.ok(reason.length > 10, reason);
    assert.ok(tooltip.value.replaceAll('\\', '').includes(reason.slice(1)), tooltip.value);
  });

  it('does not take an object for the one of the same name in another namespace', () => {
    const [nowhere, byDefault, shop, office] = [settings(), settings('default'), settings('shop'), settings('office')];
    assert.equal(found([shop, office], office), office);
    assert.equal(found([shop, byDefault], nowhere), byDefault);
    assert.equal(found([shop, nowhere], byDefault), nowhere);
    assert.equal(found([shop, office], nowhere), undefined);
    assert.equal(found([shop], office), undefined);
    // kustomize gives a namespace to kinds that have none.
    assert.equal(found([nowhere], shop), nowhere);
  });

  it('is drawn again only for what can be seen', async () => {
    const { tree } = await plumbline();
    const folder = await firstFolder();
    await appRow('production', 'storefront');
    let draws = 0;
    const listening = tree.onDidChangeTreeData(() => draws++);
    try {
      const path = 'apps/storefront/overlays/production/replicas.yaml';
      let heard = 0;
      const hearing = folder.onDidChange((kind) => (heard += kind === 'sources' ? 1 : 0));
      await withUnsaved(path, 'replicas: 5', 'replicas: 6', () => eventually('an edit', () => (heard > 0 ? true : undefined)));
      hearing.dispose();
      // Longer than a burst of changes is gathered.
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(draws, 0, 'replicas show in no row');
      const image = 'apps/storefront/overlays/production/kustomization.yaml';
      await withUnsaved(image, 'newTag: "2.4.3"', 'newTag: "2.4.4"', () => eventually('a drawing', () => (draws > 0 ? true : undefined)));
      await eventually('the tag as it was', async () =>
        String((await drawn('production', 'storefront')).description).includes('2.4.3') ? true : undefined,
      );
    } finally {
      listening.dispose();
    }
  });

  it('leads from a row that was drawn before an edit to what is there now', async () => {
    const before = await appRow('production', 'storefront');
    const image = 'apps/storefront/overlays/production/kustomization.yaml';
    await withUnsaved(image, 'newTag: "2.4.3"', 'newTag: "2.4.4"', async () => {
      const { tree } = await plumbline();
      const now = await eventually('the new tag', async () => {
        const found = await drawn('production', 'storefront');
        return String(found.description).includes('2.4.4') ? found : undefined;
      });
      assert.ok(now);
      assert.ok(tree.getChildren(before).length > 5);
    });
  });

  it('says so when an action reaches it without its row', async () => {
    const [message, ...others] = await messagesDuring(() => vscode.commands.executeCommand('plumbline.compare', undefined));
    assert.deepEqual(others, []);
    assert.match(message?.text ?? '', /Try again/);
  });

  it('gives every row an identity of its own', async () => {
    const { tree } = await plumbline();
    const ids = new Set<string>();
    const visit = (rows: ReturnType<typeof tree.getChildren>): void => {
      for (const each of rows) {
        const { id = '' } = tree.getTreeItem(each);
        assert.ok(!ids.has(id), `two rows have the identity ${id}`);
        ids.add(id);
        visit(tree.getChildren(each));
      }
    };
    visit(tree.getChildren());
    assert.ok(ids.size > 20);
  });
});
