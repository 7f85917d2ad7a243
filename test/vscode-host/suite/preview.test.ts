// Rendered previews: what they show, that they follow unsaved edits, and where each line leads.
import * as assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { eventually, firstFolder, lineNumber, objectRow, openPreview, plumbline, row, withUnsaved } from './support';

const PATCH = 'apps/storefront/overlays/production/replicas.yaml';

describe('a rendered preview', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows what the environment gets, as YAML that cannot be edited', async () => {
    const document = await openPreview('production', 'storefront');
    assert.match(document.getText(), /^ {2}replicas: 5$/m);
    assert.equal(document.languageId, 'yaml');
    const text = document.getText();
    await vscode.commands.executeCommand('type', { text: 'typed' });
    assert.equal(document.getText(), text);
    assert.ok(!document.isDirty);
  });

  it('follows an edit that is not saved, and its undoing', async () => {
    const document = await openPreview('production', 'storefront');
    await withUnsaved(PATCH, 'replicas: 5', 'replicas: 7', () =>
      eventually('7 replicas in the preview', () => (/^ {2}replicas: 7$/m.test(document.getText()) ? true : undefined)),
    );
    await eventually('5 replicas in the preview', () => (/^ {2}replicas: 5$/m.test(document.getText()) ? true : undefined));
  });

  it('shows what changes while it is being opened', async () => {
    const [{ documents }, folder] = [await plumbline(), await firstFolder()];
    const { uri } = await openPreview('production', 'storefront');
    const another = uri.with({ fragment: 'another' });
    const text = readFileSync(folder.uri(PATCH).fsPath, 'utf8');
    const edit = (replicas: string | undefined): void => {
      folder.ports.sources.overlay(PATCH, replicas && text.replace('replicas: 5', replicas));
      folder.session.sourcesChanged([PATCH]);
    };
    const provide = documents.provideTextDocumentContent;
    documents.provideTextDocumentContent = (asked) => {
      documents.provideTextDocumentContent = provide;
      const given = documents.provideTextDocumentContent(asked);
      if (asked.toString() === another.toString()) edit('replicas: 9');
      return given;
    };
    try {
      const document = await vscode.workspace.openTextDocument(another);
      await eventually('9 replicas', () => (/^ {2}replicas: 9$/m.test(document.getText()) ? true : undefined));
    } finally {
      documents.provideTextDocumentContent = provide;
      edit(undefined);
    }
  });

  it('opens at the object of the row', async () => {
    await vscode.commands.executeCommand('plumbline.openPreview', await objectRow('production', 'storefront', 'Deployment/storefront'));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const text = editor.document.getText(new vscode.Range(editor.selection.active.line, 0, editor.document.lineCount, 0));
    assert.match(text.split('---')[0] ?? '', /^kind: Deployment$/m);
  });

  it('leads from a line to the file, line and column that decided it', async () => {
    const document = await openPreview('production', 'storefront');
    const position = new vscode.Position(lineNumber(document, /^ {2}replicas: 5$/), 4);
    const [location] = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeDefinitionProvider', document.uri, position);
    assert.ok(location);
    assert.equal(location.uri.toString(), (await firstFolder()).uri(PATCH).toString());
    const source = await vscode.workspace.openTextDocument(location.uri);
    assert.match(source.lineAt(location.range.start.line).text, /replicas: 5/);
  });

  it('names in its hover the line that decided, and the ones it overrode', async () => {
    const document = await openPreview('production', 'storefront');
    const position = new vscode.Position(lineNumber(document, /^ {2}replicas: 5$/), 4);
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
    const text = (hover?.contents ?? []).map((content) => (content as vscode.MarkdownString).value).join('\n');
    assert.match(text, /spec\.replicas/);
    assert.ok(text.indexOf(PATCH) !== -1 && text.indexOf('apps/storefront/base/deployment.yaml') > text.indexOf(PATCH), text);
  });

  it('leads from a field of a chart to the template line that wrote it and to the call of that template, as references do', async () => {
    await vscode.commands.executeCommand('plumbline.openPreview', await row('production', 'notifications', 'notifications'));
    const document = vscode.window.activeTextEditor?.document as vscode.TextDocument;
    const at = new vscode.Position(lineNumber(document, /part-of: plumb-shop$/), 6);
    for (const provider of ['vscode.executeDefinitionProvider', 'vscode.executeReferenceProvider']) {
      const found = await vscode.commands.executeCommand<vscode.Location[]>(provider, document.uri, at);
      const places = found.map(({ uri, range }) => `${uri.path.replace(/^.*templates\//, '')}:${range.start.line + 1}`);
      assert.ok(places.includes('_helpers.tpl:4') && places.some((place) => /^(deployment|service)\.yaml:6$/.test(place)), places.join());
    }
  });

  it('names in its hover the template line behind a field of a chart, and the calls that led to it', async () => {
    await vscode.commands.executeCommand('plumbline.openPreview', await row('production', 'notifications', 'notifications'));
    const document = vscode.window.activeTextEditor?.document as vscode.TextDocument;
    const hoverText = async (pattern: RegExp): Promise<string> => {
      const position = new vscode.Position(lineNumber(document, pattern), 4);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
      return hovers.flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value)).join('\n');
    };
    const helper = await hoverText(/app\.kubernetes\.io\/part-of: plumb-shop/);
    assert.match(helper, /Set by\W+charts\/notifications\/templates\/_helpers\.tpl:4/);
    assert.match(helper, /through \[charts\/notifications\/templates\/(?:deployment|service)\.yaml:/);
    const image = await hoverText(/image: .*notifications:0\.7\.0/);
    assert.match(
      image,
      /made from \[charts\/notifications\/values\.yaml:\d+\]\S*, \[apps\/notifications\/overlays\/production\/values\.yaml:10\]/,
    );
    const value = await hoverText(/replicas: 2/);
    assert.match(value, /Set by\W+apps\/notifications\/overlays\/production\/values\.yaml:8/);
    assert.match(value, /written by \[charts\/notifications\/templates\/deployment\.yaml:8\]/);
    assert.doesNotMatch(value, /decided by/);
    const condition = '  {{- if .Values.smtp.host }}\n  minReadySeconds: 5\n  {{- end }}\n';
    await withUnsaved('charts/notifications/templates/deployment.yaml', '  replicas:', `${condition}  replicas:`, async () => {
      await eventually('the field', () => (document.getText().includes('minReadySeconds: 5') ? true : undefined));
      assert.match(await hoverText(/minReadySeconds: 5/), /decided by \[apps\/notifications\/overlays\/production\/values\.yaml:12\]/);
    });
  });

  it('says at its top what is missing, and its lines still lead to their owners', async () => {
    const overlay = 'apps/storefront/overlays/production/kustomization.yaml';
    const document = await openPreview('production', 'storefront');
    await withUnsaved(overlay, 'resources:\n', 'resources:\n  - not-there.yaml\n', async () => {
      const text = await eventually('the header', () => (document.getText().startsWith('# Incomplete') ? document.getText() : undefined));
      const [title, problem, next] = text.split('\n');
      assert.equal(title, '# Incomplete: 1 part could not be rendered:');
      assert.match(problem ?? '', new RegExp(`^# ${overlay}:\\d+: .*not-there\\.yaml`));
      assert.match(next ?? '', /^apiVersion: /);
      const position = new vscode.Position(lineNumber(document, /^ {2}replicas: 5$/), 4);
      const [location] = await vscode.commands.executeCommand<vscode.Location[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        position,
      );
      assert.equal(location?.uri.toString(), (await firstFolder()).uri(PATCH).toString());
      assert.equal(location.range.start.line, 6);
      const top = new vscode.Position(0, 3);
      assert.deepEqual(await vscode.commands.executeCommand('vscode.executeDefinitionProvider', document.uri, top), []);
    });
    await eventually('no header', () => (document.getText().startsWith('apiVersion') ? true : undefined));
  });

  it('keeps the last complete render below the problems of an edit that is half typed', async () => {
    const document = await openPreview('production', 'storefront');
    const before = document.getText();
    await withUnsaved(PATCH, 'replicas: 5', 'replicas: [5', async () => {
      await eventually('the mark', () => (/^# Out of date: the last complete render/m.test(document.getText()) ? true : undefined));
      const lines = document.getText().split('\n');
      assert.match(lines[0] ?? '', /^# Incomplete/);
      assert.ok(document.getText().endsWith(before));
      const [location] = await vscode.commands.executeCommand<vscode.Location[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        new vscode.Position(lineNumber(document, /^ {2}replicas: 5$/), 4),
      );
      assert.ok(location?.uri.path.endsWith(PATCH));
    });
    await eventually('the render', () => (document.getText() === before ? true : undefined));
  });

  it('shows a base outside of the folder as it is once it was saved', async () => {
    const root = (await firstFolder()).workspaceFolder.uri.fsPath;
    const outside = join(dirname(root), 'outside/settings.yaml');
    mkdirSync(dirname(outside), { recursive: true });
    writeFileSync(join(dirname(outside), 'kustomization.yaml'), 'resources:\n- settings.yaml\n');
    writeFileSync(outside, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: outside\ndata:\n  mode: calm\n');
    try {
      const document = await openPreview('in-cluster', 'docs');
      await withUnsaved('tools/docs/kustomization.yaml', 'resources:\n', 'resources:\n  - ../../../outside\n', async () => {
        await eventually('the base', () => (/^ {2}mode: calm$/m.test(document.getText()) ? true : undefined));
        const source = await vscode.workspace.openTextDocument(outside);
        const edit = new vscode.WorkspaceEdit();
        const start = source.positionAt(source.getText().indexOf('calm'));
        edit.replace(source.uri, new vscode.Range(start, start.translate(0, 4)), 'loud');
        assert.ok(await vscode.workspace.applyEdit(edit));
        assert.ok(await source.save());
        await eventually('the edit', () => (/^ {2}mode: loud$/m.test(document.getText()) ? true : undefined));
      });
    } finally {
      rmSync(dirname(outside), { recursive: true, force: true });
    }
  });

  it('quotes in its hover what was set and what was overridden, and nothing of a Secret', async () => {
    const said = async (app: string, pattern: RegExp): Promise<string> => {
      const document = await openPreview('production', app);
      const position = new vscode.Position(lineNumber(document, pattern), 4);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
      return hovers.flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value)).join('\n');
    };
    assert.match(await said('storefront', /^ {2}replicas: 5$/), /replicas\.yaml:7\].*: `replicas: 5`\n\nover .*: `replicas: 1`/);
    const secret = await said('payments', /^ {2}password: •/);
    assert.match(secret, /database\.yaml:\d+/);
    assert.doesNotMatch(secret, /: `/);
  });

  it('lists every owner of a line as its references', async () => {
    const document = await openPreview('production', 'storefront');
    const position = new vscode.Position(lineNumber(document, /^ {2}replicas: 5$/), 4);
    const found = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', document.uri, position);
    assert.ok(found.some(({ uri }) => uri.path.endsWith('base/deployment.yaml')));
  });

  it('never shows a secret value', async () => {
    const source = await vscode.workspace.openTextDocument((await firstFolder()).uri('apps/payments/overlays/production/database.yaml'));
    const password = /password: (\S+)/.exec(source.getText())?.[1];
    assert.ok(password);
    const text = (await openPreview('production', 'payments')).getText();
    assert.match(text, /^kind: Secret$/m);
    assert.ok(!text.includes(password) && !text.includes(Buffer.from(password).toString('base64')));
  });
});
