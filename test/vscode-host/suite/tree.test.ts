// The Environments view over the sample fleet.
import * as assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { ObjectRef } from '../../../src/engine/model';
import { findObject } from '../../../src/vscode/rows';
import { appRow, firstFolder, objectRow, plumbline, row } from './support';

function settings(namespace?: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', ...(namespace === undefined ? {} : { namespace }) };
}

function found(candidates: readonly ObjectRef[], ref: ObjectRef): ObjectRef | undefined {
  return findObject(candidates, ref, (candidate) => candidate);
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
    assert.ok(tooltip.value.replaceAll('\\', '').includes(reason), tooltip.value);
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
