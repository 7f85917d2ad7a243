// One compared object in words.
import { expect, test } from 'vitest';
import { comparisonText } from '../../src/cli/object-diff';
import { createTerminal } from '../../src/cli/terminal';
import type { Comparison } from '../../src/engine/model';
import { createMask } from '../../src/engine/normalise/mask';

const mask = createMask(new Uint8Array(32).fill(3));
const terminal = createTerminal({ quiet: true, noColor: true });

const SETTINGS: Comparison = {
  ref: { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings' },
  verdict: 'inSync',
  method: 'none',
  health: { health: 'unknown' },
  changes: [],
  ignored: [],
};

test('health has the words that the editor has, and says that it is health which is unknown', () => {
  expect(comparisonText(SETTINGS, false, terminal, mask)).toBe('ConfigMap/settings: in sync; health unknown\n');
  const gone: Comparison = { ...SETTINGS, health: { health: 'missing' } };
  expect(comparisonText(gone, false, terminal, mask)).toBe('ConfigMap/settings: in sync; not running\n');
});

test('an object that is left alone as a whole is named so', () => {
  const ignored: Comparison['ignored'] = [{ path: [], rule: 'ignoreRule', detail: 'its apply is disabled' }];
  const text = comparisonText({ ...SETTINGS, ignored }, false, terminal, mask);
  expect(text).toContain('  ignored (an ignore rule: its apply is disabled): the whole object\n');
});
