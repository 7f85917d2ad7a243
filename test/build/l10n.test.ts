// Texts for translators: the bundle holds what the sources say, and no text is put together out of reach of a translator.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { textBundle } from '../../scripts/l10n.mjs';

const root = join(import.meta.dirname, '../..');

describe('the texts for translators', () => {
  test('are those of the sources', async () => {
    expect(readFileSync(join(root, 'l10n/bundle.l10n.json'), 'utf8')).toBe(await textBundle());
  });

  test('are literals, but for the templates of the presenter', () => {
    const folder = join(root, 'src/vscode');
    for (const name of readdirSync(folder).filter((each) => each !== 'words.ts')) {
      const calls = [...readFileSync(join(folder, name), 'utf8').matchAll(/l10n\.t\(\s*(.)/g)];
      for (const [, first] of calls) expect(`'"`, name).toContain(first);
    }
  });
});
