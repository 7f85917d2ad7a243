// No file imports what imports it, types included: the linter says so, and is shown to.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/vscode-server';

const BIOME = join(repository, 'node_modules/@biomejs/biome/bin/biome');

/** The rules that the files in a folder break, each with the file. */
function broken(folder: string, ...paths: readonly string[]): readonly string[] {
  const args = [BIOME, 'lint', '--only=suspicious/noImportCycles', '--reporter=json', '--max-diagnostics=none', ...paths];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (!stdout.startsWith('{')) throw new Error(`the linter gave no report:\n${stdout}${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { category: string; location: { path: string } }[] };
  return diagnostics.map(({ category, location }) => `${location.path} ${category}`).sort();
}

// The linter reads every file, and the machine may be busy.
test('there is no circle of imports', { timeout: 180_000 }, () => {
  expect(broken(repository, 'src', 'webview')).toEqual([]);
});

test('a circle is found, also one of types alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-circles-'));
  for (const name of ['biome.json', '.gitignore']) copyFileSync(join(repository, name), join(folder, name));
  const files = {
    'a.ts': "import type { B } from './b';\n\nexport type A = B;\n",
    'b.ts': "import type { A } from './c';\n\nexport type B = A | string;\n",
    'c.ts': "export type { A } from './a';\n",
    'd.ts': "import { a } from './e';\n\nexport const used = a;\n",
    'e.ts': 'export const a = 1;\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  expect(broken(folder, '.')).toEqual(['a.ts', 'b.ts', 'c.ts'].map((file) => `${file} lint/suspicious/noImportCycles`));
  rmSync(folder, { recursive: true });
});
