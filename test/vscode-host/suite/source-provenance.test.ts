// Provenance in source files: hover, references and the command, in every kind of source, unsaved text included.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentRef } from '../../../src/vscode/document-uri';
import { eventually, firstFolder, lineNumber, messagesDuring, withUnsaved } from './support';

const PATCH = 'apps/storefront/overlays/production/replicas.yaml';
const BASE = 'apps/storefront/base/deployment.yaml';

interface At {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
}

async function at(path: string, pattern: RegExp): Promise<At> {
  const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(path));
  return { document, position: new vscode.Position(lineNumber(document, pattern), 4) };
}

async function hoverOver(path: string, pattern: RegExp): Promise<string> {
  const { document, position } = await at(path, pattern);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return hovers.flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value)).join('\n');
}

async function references(path: string, pattern: RegExp): Promise<vscode.Location[]> {
  const { document, position } = await at(path, pattern);
  return vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', document.uri, position);
}

/** The rendered lines of locations, with the environment of each. */
async function rendered(locations: readonly vscode.Location[]): Promise<string[]> {
  return Promise.all(
    locations.map(async ({ uri, range }) => {
      const document = await vscode.workspace.openTextDocument(uri);
      const ref = documentRef(uri);
      assert.ok(ref?.view === 'preview');
      return `${ref.environment}: ${document.lineAt(range.start.line).text.trim()}`;
    }),
  );
}

describe('provenance in source files', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('a patch: the field that it sets, what it overrides, and where', async () => {
    const said = await hoverOver(PATCH, /^ {2}replicas: 5/);
    assert.match(said, /\*\*Sets\*\* `spec\.replicas` · Deployment storefront: `5`/);
    assert.match(said, /over \[apps\/storefront\/base\/deployment\.yaml:8\].*`replicas: 1`/);
    assert.match(said, /in \[production › storefront\]\(command:plumbline\.openPreview/);
    assert.match(said, /Reaches production \(objects: 1, fields: 1\)/);
  });

  it('a line of a base: the environments that it reaches, and those where a patch wins', async () => {
    const said = await hoverOver(BASE, /^ {2}replicas: 1/);
    assert.match(
      said,
      /\*\*Would set\*\* `spec\.replicas`.*\n.*overridden by \[apps\/storefront\/overlays\/production\/replicas\.yaml:7\]/,
    );
    const lines = await rendered(await references(BASE, /^ {2}replicas: 1/));
    assert.ok(lines.includes('production: replicas: 5'), lines.join('\n'));
    assert.ok(
      lines.some((line) => line.startsWith('dev: replicas:')),
      lines.join('\n'),
    );
  });

  it('a field of a kustomization and a line of an .env file', async () => {
    assert.match(await hoverOver('apps/storefront/overlays/production/kustomization.yaml', /newTag/), /storefront:2\.4\.3/);
    const { document } = await at('apps/cart/base/cart.env', /=/);
    const name = /^(\w+)=/m.exec(document.getText())?.[1] ?? '';
    const lines = await rendered(await references('apps/cart/base/cart.env', new RegExp(`^${name}=`)));
    assert.ok(
      lines.some((line) => line.startsWith(`production: ${name}:`)),
      lines.join('\n'),
    );
  });

  it('follows text that is not saved', async () => {
    await withUnsaved(PATCH, 'replicas: 5', 'replicas: 9', async () => {
      const { document } = await at(PATCH, /^ {2}replicas: 9/);
      assert.ok(document.isDirty);
      const end = Date.now() + 10_000;
      let said = '';
      while (!said.includes('`9`') && Date.now() < end) said = await hoverOver(PATCH, /^ {2}replicas: 9/);
      assert.match(said, /`spec\.replicas` · Deployment storefront: `9`/);
    });
  });

  it('says of a value of a chart that a field may be made of it, where the field is made of more than is named', async () => {
    const [template, values] = ['charts/notifications/templates/deployment.yaml', 'charts/notifications/values.yaml'];
    const replicas = '  replicas: {{ .Values.replicaCount }}\n';
    const loop =
      '{{ range $value := .Values }}{{ if kindIs "string" $value }}{{ $all = printf "%s%s" $all $value | sha256sum }}{{ end }}{{ end }}';
    const field = `  revisionHistoryLimit: {{ $all := "" }}${loop}{{ len $all }}\n`;
    const keys = Array.from({ length: 2100 }, (_, index) => `key${index}: value ${index}\n`).join('');
    await withUnsaved(template, replicas, replicas + field, () =>
      withUnsaved(values, 'replicaCount: 1\n', `replicaCount: 1\n${keys}`, async () => {
        const said = await eventually('the hover', async () => (await hoverOver(values, /^key999:/)) || undefined);
        assert.match(said, /Fields that are made of more values than their origins name: \d+\. The line may reach them as well\./);
      }),
    );
  });

  it('says nothing of a secret', async () => {
    const path = 'apps/payments/overlays/production/database.yaml';
    const { document } = await at(path, /password: /);
    const password = /password: (\S+)/.exec(document.getText())?.[1] ?? '';
    assert.notEqual(password, '');
    const said = await hoverOver(path, /password: /);
    assert.match(said, /Secret/);
    assert.ok(!said.includes(password) && !said.includes(Buffer.from(password).toString('base64')), said);
  });

  it('the command says so where a line decides nothing, and opens no editor', async () => {
    const { document } = await at('apps/storefront/base/kustomization.yaml', /^# The web shop/);
    const argument = { uri: document.uri.toString(), line: 0 };
    const messages = await messagesDuring(() => vscode.commands.executeCommand('plumbline.showReach', argument));
    assert.match(messages.map(({ text }) => text).join('\n'), /kustomization\.yaml:1 decides nothing/);
  });

  it('leaves documents alone that are no sources', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'replicas: 5\n', language: 'yaml' });
    const position = new vscode.Position(0, 2);
    assert.deepEqual(await vscode.commands.executeCommand('vscode.executeReferenceProvider', document.uri, position), []);
  });
});
