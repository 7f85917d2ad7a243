// What charts are told by the settings: a Kubernetes version, further kinds, and real random values instead of stand-ins.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, firstFolder, plumbline, withUnsaved } from './support';

const TEMPLATE = 'charts/notifications/templates/service.yaml';
const HEAD = 'metadata:\n  name: {{ .Release.Name }}\n';
const ANNOTATIONS =
  `${HEAD}  annotations:\n    kube: "{{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "example.com/v1/Gate" }}"\n` +
  '    drawn: "{{ randAlphaNum 24 }} {{ now | date "2006" }}"\n';

describe('the settings for charts', () => {
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of ['kubeVersion', 'apiVersions', 'randomValues']) await set(name, undefined);
  });

  it('choose the version, the kinds and whether random values are real; each value stays the same while it is looked at', async () => {
    await withUnsaved(TEMPLATE, HEAD, ANNOTATIONS, async () => {
      const before = await eventually('what is typed', async () =>
        /kube: v1\.37\.0 false\n/.test(await preview()) ? preview() : undefined,
      );
      assert.match(before, /drawn: [A-Za-z0-9]{24} 2006\n/);
      await set('kubeVersion', '1.30.2');
      await set('apiVersions', ['example.com/v1/Gate']);
      await set('randomValues', 'real');
      const real = await eventually('what is set', async () => (/kube: v1\.30\.2 true\n/.test(await preview()) ? preview() : undefined));
      const drawn = /drawn: ([A-Za-z0-9]{24}) 20(?!06)[0-9]{2}\n/.exec(real)?.[1];
      assert.ok(drawn);
      assert.ok(!before.includes(drawn));
      (await firstFolder()).session.sourcesChanged([TEMPLATE]);
      assert.ok((await preview()).includes(drawn));
    });
  });
});

async function preview(): Promise<string> {
  await (await plumbline()).fleet.ready;
  return (await firstFolder()).session.preview('dev', 'helmrelease/notifications').text;
}

async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('plumbline.helm').update(name, value, vscode.ConfigurationTarget.Global);
}
