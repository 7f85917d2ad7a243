// Activation is quick, quiet, and registers what the manifest promises.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { plumbline } from './support';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

function manifest(): Manifest {
  return vscode.extensions.getExtension('plumbline.plumbline')?.packageJSON as Manifest;
}

describe('activation', () => {
  it('loads no Kubernetes client: it is the heavy part, and no cluster was asked for', async () => {
    const { activationMilliseconds } = await plumbline();
    console.log(`activated in ${activationMilliseconds.toFixed(1)} ms`);
    const loaded = Object.keys(require.cache).filter((file) => file.includes('plumbline') || file.includes('dist'));
    assert.ok(
      loaded.some((file) => file.endsWith('extension.js')),
      loaded.join(', '),
    );
    assert.ok(!loaded.some((file) => file.endsWith('live-cluster.js')), loaded.join(', '));
  });

  it('registers each command of the manifest, and no other', async () => {
    await plumbline();
    const registered = (await vscode.commands.getCommands(true)).filter((name) => /^plumbline\.[a-zA-Z]+$/.test(name));
    const contributed = manifest().contributes.commands.map(({ command }) => command);
    assert.deepEqual(registered.sort(), [...contributed].sort());
  });

  it('has a default for each setting', () => {
    for (const [name, { default: fallback }] of Object.entries(manifest().contributes.configuration.properties)) {
      assert.notEqual(fallback, undefined, name);
      assert.deepEqual(vscode.workspace.getConfiguration().inspect(name)?.defaultValue, fallback, name);
    }
  });
});
