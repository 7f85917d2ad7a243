// Clusters that cannot be asked, or are not the right ones: each is said with what to do next, and nothing is called in sync.
import * as assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { kubeconfigOf, type TemporaryKubeconfig } from '../../support/kubeconfig';
import { silentServer } from '../../support/silent-server';
import { appRow, environmentRow, eventually, firstFolder, messagesDuring, plumbline, type Shown } from './support';

const SNAPSHOT = 'snapshot:snapshots/production';

let config: TemporaryKubeconfig | undefined;

/** Production is pinned to `context`; its kubeconfig has the context `test` only, which leads to `server`. */
async function pinnedTo(context: string, server: string): Promise<void> {
  config = kubeconfigOf({ server });
  process.env.KUBECONFIG = config.file;
  const folder = await firstFolder();
  const written = await folder.ports.pins.write('production', { context, uid: 'the uid of another day' });
  assert.equal(written.kind, 'answer');
  await folder.readPins();
  await (await plumbline()).clusters.activate(context);
}

async function pinSnapshot(): Promise<void> {
  const { clusters } = await plumbline();
  const folder = await firstFolder();
  const cluster = await clusters.open(SNAPSHOT, folder);
  assert.equal(cluster.kind, 'answer');
  assert.equal((await folder.session.pin('production', cluster.value, new AbortController().signal)).kind, 'answer');
  await folder.readPins();
  await clusters.activate(SNAPSHOT);
}

async function compareProduction(): Promise<Shown> {
  const production = await environmentRow('production');
  const [message, ...others] = await messagesDuring(() => vscode.commands.executeCommand('plumbline.compare', production));
  assert.ok(message);
  assert.deepEqual(others, []);
  return message;
}

/** Neither the tree nor the status bar says more than that nothing is known. */
async function assertUnknown(): Promise<void> {
  const { tree, statusBar } = await plumbline();
  assert.doesNotMatch(String(tree.getTreeItem(await environmentRow('production')).description), /in sync|drifted/);
  assert.doesNotMatch(String(tree.getTreeItem(await appRow('production', 'storefront')).description), /in sync|drifted/);
  await eventually('the status bar', () => (/not compared/.test(statusBar.text) ? true : undefined));
}

describe('a cluster that gives no answer', () => {
  const before = process.env.KUBECONFIG;
  afterEach(async () => {
    config?.remove();
    config = undefined;
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
    const folder = await firstFolder();
    await folder.session.unpin('production');
    await folder.readPins();
    await (await plumbline()).clusters.reset();
    await vscode.workspace.getConfiguration('plumbline').update('cluster.timeoutSeconds', undefined, vscode.ConfigurationTarget.Global);
  });

  it('a context that the kubeconfig has lost is named, and what it once said is dropped', async () => {
    await pinSnapshot();
    await compareProduction();
    await pinnedTo('gone', 'http://127.0.0.1:1');
    const { text, buttons } = await compareProduction();
    assert.match(text, /^production: unknown\. .*gone/);
    assert.ok(buttons.includes('Select Cluster Context…'), buttons.join(', '));
    await assertUnknown();
  });

  it('a server that accepts and never answers is given up in time', async () => {
    await vscode.workspace.getConfiguration('plumbline').update('cluster.timeoutSeconds', 1, vscode.ConfigurationTarget.Global);
    const silent = await silentServer();
    try {
      await pinnedTo('test', `http://127.0.0.1:${silent.port}`);
      const { text } = await compareProduction();
      assert.match(text, /^production: unknown\. .*did not answer in time/);
      await assertUnknown();
    } finally {
      await silent.stop();
    }
  });

  it('a server that answers 403 is not taken for one where everything is missing', async () => {
    const gateway = createServer((_request, response) => response.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>'));
    await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
    try {
      await pinnedTo('test', `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`);
      const { text } = await compareProduction();
      assert.match(text, /^production: unknown\. You have no right to/);
      assert.doesNotMatch(text, /<h1>|missing/);
      await assertUnknown();
    } finally {
      gateway.close();
    }
  });

  it('opening the drift says the same, and never that nothing differs', async () => {
    await pinnedTo('test', 'http://127.0.0.1:1');
    const production = await environmentRow('production');
    const messages = await messagesDuring(() => vscode.commands.executeCommand('plumbline.openDrift', production));
    assert.deepEqual(messages.length, 1, JSON.stringify(messages));
    assert.match(messages[0]?.text ?? '', /^production: unknown\. .*cannot be reached/);
  });
});

describe('a cluster that is not the pinned one', () => {
  before(async () => {
    await pinSnapshot();
    await (await plumbline()).clusters.activate('snapshot:snapshots/dev');
  });
  after(async () => {
    const folder = await firstFolder();
    await folder.session.unpin('production');
    await folder.readPins();
    await (await plumbline()).clusters.reset();
  });

  it('is refused with the two ways out, and using the pinned one is the first', async () => {
    const { clusters } = await plumbline();
    const folder = await firstFolder();
    const production = await environmentRow('production');
    const messages = await messagesDuring(
      async () => {
        await vscode.commands.executeCommand('plumbline.compare', production);
        await eventually('the comparison that was asked for', () =>
          folder.session.comparison('production', 'storefront') === undefined ? undefined : true,
        );
      },
      ({ buttons }) => buttons.find((title) => title.startsWith('Use ')),
    );
    assert.match(messages[0]?.text ?? '', /pinned to the snapshot snapshots\/production, and this is the snapshot snapshots\/dev/);
    assert.deepEqual(messages[0]?.buttons, ['Use snapshots/production', 'Unpin production']);
    await eventually('the pinned cluster', async () => ((await clusters.active()) === SNAPSHOT ? true : undefined));
    await clusters.activate('snapshot:snapshots/dev');
  });

  it('can be unpinned, which is asked for once more', async () => {
    const folder = await firstFolder();
    const production = await environmentRow('production');
    const messages = await messagesDuring(
      async () => {
        await vscode.commands.executeCommand('plumbline.compare', production);
        await eventually('no pin', () => (folder.pin('production') === undefined ? true : undefined));
      },
      ({ buttons }) => buttons.find((title) => title.startsWith('Unpin')),
    );
    assert.equal(messages.length, 2);
    assert.match(messages[1]?.text ?? '', /^Unpin production from snapshots\/production\?/);
  });
});

describe('a snapshot that belongs to one environment', () => {
  before(pinSnapshot);
  after(async () => {
    const folder = await firstFolder();
    await folder.session.unpin('production');
    await folder.readPins();
    await (await plumbline()).clusters.reset();
  });

  it('is not proposed for another: there the user is asked which cluster it is', async () => {
    const dev = await environmentRow('dev');
    const messages = await messagesDuring(async () => {
      let left = false;
      const running = Promise.resolve(vscode.commands.executeCommand('plumbline.compare', dev)).then(() => {
        left = true;
      });
      // Leaving the picker ends the command.
      await eventually('the end of the command', async () => {
        await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        return left ? true : undefined;
      });
      await running;
    });
    assert.deepEqual(messages, []);
    assert.equal((await firstFolder()).pin('dev'), undefined);
  });

  it('takes no requests: reconciling says so, and its menu does not offer it', async () => {
    const cart = await appRow('production', 'cart');
    const [message, ...others] = await messagesDuring(() => vscode.commands.executeCommand('plumbline.reconcile', cart));
    assert.deepEqual(others, []);
    assert.match(message?.text ?? '', /^Reconciling needs a live cluster: snapshots\/production is a snapshot\./);
    assert.deepEqual(message?.buttons, ['Select Cluster Context…']);
    const { tree } = await plumbline();
    assert.doesNotMatch(tree.getTreeItem(cart).contextValue ?? '', /flux/);
    assert.match(tree.getTreeItem(await appRow('dev', 'cart')).contextValue ?? '', /flux/);
  });
});
