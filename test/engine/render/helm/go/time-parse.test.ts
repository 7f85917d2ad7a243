// Times that a chart reads by layouts of its own making.
import { expect, test } from 'vitest';
import { parseTime } from '../../../../../src/engine/render/helm/go/time-parse';

const MANY = 40_000;

test('a layout of thousands of parts is read in one go', { timeout: 5000 }, () => {
  expect(parseTime(`2006 ${'2 '.repeat(MANY)}`, `2026 ${'7 '.repeat(MANY)}`).shown).toBe(Date.UTC(2026, 0, 7) / 1000);
});

test('a fraction of a second that the layout does not name is taken, and one that it names as well', () => {
  expect(parseTime('5', '7.25')).toMatchObject({ nanosecond: 250_000_000 });
  expect(parseTime('5.000', '7.250')).toMatchObject({ nanosecond: 250_000_000 });
  expect(() => parseTime('5.000', '7.2')).toThrow('parsing time "7.2" as "5.000": cannot parse ".2" as ".000"');
});
