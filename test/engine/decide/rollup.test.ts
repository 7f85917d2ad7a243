// Roll-up: a parent shows its worst child.
import { expect, test } from 'vitest';
import { worstHealth, worstVerdict } from '../../../src/engine/decide/rollup';
import { HEALTHS, VERDICTS } from '../../../src/engine/model';

test('a parent shows its worst child', () => {
  expect(worstVerdict(['inSync', 'drifted', 'extra'])).toBe('drifted');
  expect(worstVerdict(VERDICTS)).toBe('unknown');
  expect(worstHealth(['progressing', 'healthy', 'suspended'])).toBe('progressing');
  expect(worstHealth(HEALTHS)).toBe('degraded');
});

test('a parent without children is in sync and healthy', () => {
  expect([worstVerdict([]), worstHealth([])]).toEqual(['inSync', 'healthy']);
});
