// Problems appear on the line at fault, while typing, and go when the fault goes.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { appRow, environmentRow, eventually, firstFolder, plumbline, withUnsaved } from './support';

const PATCH = 'apps/storefront/overlays/production/replicas.yaml';
const OVERLAY = 'apps/storefront/overlays/production/kustomization.yaml';
const SECRET = 'apps/payments/overlays/production/database.yaml';

async function problems(path: string): Promise<vscode.Diagnostic[]> {
  const uri = (await firstFolder()).uri(path);
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Plumbline');
}

const SUCCESSOR = 'Write the successor of this field';

describe('problems', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('warn about a plain Secret on its line, and never quote it', async () => {
    const found = await eventually('the warning', async () => (await problems(SECRET))[0]);
    const text = (await vscode.workspace.openTextDocument((await firstFolder()).uri(SECRET))).getText();
    const password = /password: (\S+)/.exec(text)?.[1];
    assert.ok(password);
    assert.equal(found.code, 'plainSecret');
    assert.equal(found.severity, vscode.DiagnosticSeverity.Warning);
    assert.ok(found.range.start.line < text.split('\n').length);
    assert.ok(!found.message.includes(password));
  });

  it('name text that is not YAML while it is typed, and forget it afterwards', async () => {
    assert.deepEqual(await problems(PATCH), []);
    await withUnsaved(PATCH, 'replicas: 5', 'replicas: [5', async () => {
      const found = await eventually('the error', async () => (await problems(PATCH))[0]);
      assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
      assert.equal(found.code, 'notYaml');
    });
    await eventually('no error', async () => ((await problems(PATCH)).length === 0 ? true : undefined));
  });

  it('name a line of a patch that repeats what the base says, and lead to that', async () => {
    await withUnsaved(PATCH, 'replicas: 5', 'replicas: 1', async () => {
      const found = await eventually('the finding', async () => (await problems(PATCH))[0]);
      assert.equal(found.code, 'repeated');
      assert.equal(found.severity, vscode.DiagnosticSeverity.Information);
      const [base] = found.relatedInformation ?? [];
      assert.ok(base?.location.uri.path.endsWith('apps/storefront/base/deployment.yaml'));
      assert.equal(base?.location.range.start.line, 7);
    });
    await eventually('no finding', async () => ((await problems(PATCH)).length === 0 ? true : undefined));
  });

  async function quickFix(path: string, problem: vscode.Diagnostic, title: string): Promise<vscode.CodeAction | undefined> {
    const uri = (await firstFolder()).uri(path);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, problem.range);
    return actions.find((action) => action.title === title);
  }

  it('of a line that repeats the base offer to remove it', async () => {
    await withUnsaved(PATCH, 'replicas: 5', 'replicas: 1', async () => {
      const found = await eventually('the finding', async () => (await problems(PATCH)).find(({ code }) => code === 'repeated'));
      const action = await quickFix(PATCH, found, 'Remove this line, which changes nothing');
      assert.ok(action?.edit);
      assert.ok(await vscode.workspace.applyEdit(action.edit));
      const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(PATCH));
      assert.doesNotMatch(document.getText(), /replicas/);
      await eventually('no finding', async () => ((await problems(PATCH)).length === 0 ? true : undefined));
    });
  });

  it('of a deprecated field offer its successor where that renders the same, and only there', async () => {
    const base = 'apps/storefront/base/kustomization.yaml';
    await withUnsaved(OVERLAY, 'resources:\n  - ../../base\n  - poddisruptionbudget.yaml\n', 'bases:\n  - ../../base\n', async () => {
      const found = await eventually('the finding', async () => (await problems(OVERLAY)).find(({ code }) => code === 'deprecatedField'));
      const action = await quickFix(OVERLAY, found, SUCCESSOR);
      assert.ok(action?.edit);
      assert.ok(await vscode.workspace.applyEdit(action.edit));
      const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(OVERLAY));
      assert.match(document.getText(), /^resources:\n {2}- \.\.\/\.\.\/base\n\n/m);
      await eventually('no finding', async () =>
        (await problems(OVERLAY)).some(({ code }) => code === 'deprecatedField') ? undefined : true,
      );
    });
    await withUnsaved(base, 'resources:\n', 'bases:\n- ./nowhere\nresources:\n', async () => {
      const found = await eventually('the finding', async () => (await problems(base)).find(({ code }) => code === 'deprecatedField'));
      assert.equal(await quickFix(base, found, SUCCESSOR), undefined);
    });
  });

  it('say which kustomization led to a line that fails', async () => {
    const base = 'apps/storefront/base/deployment.yaml';
    await withUnsaved(base, 'replicas: 1', 'replicas: [1', async () => {
      const found = await eventually('the error', async () => (await problems(base)).find(({ code }) => code === 'notYaml'));
      const led = (found.relatedInformation ?? []).map(({ location }) => location.uri.path);
      assert.ok(led.at(-1)?.endsWith('apps/storefront/base/kustomization.yaml'), led.join());
    });
    await eventually('no error', async () => ((await problems(base)).length === 0 ? true : undefined));
  });

  const TYPED: readonly (readonly [what: string, path: string, before: string, after: string, code: string, line: RegExp])[] = [
    ['a field that no kustomization has', OVERLAY, 'images:', 'imagez:', 'unknownField', /^imagez:/],
    ['a resource that is not there', OVERLAY, '- poddisruptionbudget.yaml', '- disruption.yaml', 'notFound', /- disruption\.yaml/],
    ['a patch for an object that is not there', PATCH, 'name: storefront', 'name: storefrond', 'patchTargetMissing', /name: storefrond/],
    ['an image that nothing runs', OVERLAY, 'plumb-shop/storefront\n', 'plumb-shop/storefrond\n', 'imageMatchesNothing', /storefrond/],
    ['a key that is there twice', PATCH, '  replicas: 5', '  replicas: 5\n  replicas: 6', 'notYaml', /replicas: 6/],
  ];
  for (const [what, path, before, after, code, line] of TYPED) {
    it(`stand on the line that is at fault while it is typed: ${what}`, async () => {
      await withUnsaved(path, before, after, async () => {
        const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(path));
        assert.ok(document.isDirty);
        const at = document
          .getText()
          .split('\n')
          .findIndex((text) => line.test(text));
        const all = async (): Promise<string> =>
          JSON.stringify((await problems(path)).map((each) => [each.code, each.range.start.line, each.message]));
        try {
          await eventually('the problem', async () =>
            (await problems(path)).find((each) => each.code === code && each.range.start.line === at),
          );
        } catch {
          assert.fail(`no ${code} on line ${at}: ${await all()}`);
        }
      });
      await eventually('no problem', async () => ((await problems(path)).some((each) => each.code === code) ? undefined : true));
    });
  }

  it('point at the line that closes a cycle of bases', async () => {
    const base = 'apps/storefront/base/kustomization.yaml';
    await withUnsaved(base, 'resources:\n', 'resources:\n  - ../overlays/production\n', async () => {
      const places = ['apps/storefront/overlays/production/kustomization.yaml', base];
      const found = await eventually('the error', async () => {
        for (const path of places) {
          const problem = (await problems(path)).find(({ code }) => code === 'cycle');
          if (problem !== undefined) return { path, problem };
        }
        return undefined;
      });
      const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(found.path));
      assert.match(document.lineAt(found.problem.range.start.line).text, /base|overlays\/production/);
    });
    await eventually('no error', async () => ((await problems(base)).length === 0 ? true : undefined));
  });

  it('point at the line that names a base which does not exist', async () => {
    const overlay = 'apps/storefront/overlays/production/kustomization.yaml';
    await withUnsaved(overlay, '../../base', '../../bass', async () => {
      const found = await eventually('the error', async () => (await problems(overlay)).find(({ code }) => code === 'notFound'));
      const document = await vscode.workspace.openTextDocument((await firstFolder()).uri(overlay));
      assert.match(document.lineAt(found.range.start.line).text, /bass/);
      const { tree } = await plumbline();
      await eventually('the rows say so', async () => {
        const environment = tree.getTreeItem(await environmentRow('production'));
        const app = tree.getTreeItem(await appRow('production', 'storefront'));
        const icon = (app.iconPath as vscode.ThemeIcon).id;
        return /, 1 with problems/.test(String(environment.description)) && icon === 'warning' ? true : undefined;
      });
    });
    await eventually('rows without problems', async () => {
      const { tree } = await plumbline();
      const item = tree.getTreeItem(await environmentRow('production'));
      return /problems/.test(String(item.description)) ? undefined : true;
    });
    await eventually('no error', async () => ((await problems(overlay)).length === 0 ? true : undefined));
  });
});
