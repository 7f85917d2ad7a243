// Go's fmt, against what Go itself prints (test/fixtures/helm/print-verbs).
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { formatValue, sprint, sprintf, sprintln } from '../../../../../src/engine/render/helm/go/format';
import { complex } from '../../../../../src/engine/render/helm/go/types';
import {
  GoBytes,
  GoInt,
  GoMap,
  GoSlice,
  GoStruct,
  type IntKind,
  stringOf,
  type Value,
} from '../../../../../src/engine/render/helm/go/values';

const integer = (value: number | bigint, kind: IntKind = 'int', type: string = kind): GoInt => new GoInt(BigInt(value), kind, type);

const VALUES: Readonly<Record<string, Value>> = {
  i: integer(42),
  n: integer(-7),
  z: integer(0),
  u8: integer(200, 'uint8'),
  f: 2.5625,
  big: 1e6,
  s: 'héllo\n"x"`',
  e: '',
  t: true,
  nil: undefined,
  l: new GoSlice([integer(1), 'a', undefined, 2.5]),
  ls: new GoSlice(['a', 'b'], 'string'),
  m: new GoMap(
    new Map<string, Value>([
      ['b', integer(1)],
      ['a', 'x'],
      ['c', undefined],
    ]),
  ),
  by: new GoBytes(new TextEncoder().encode('hi')),
  c: complex(1, 2),
  d: integer(90e9, 'int64', 'time.Duration'),
  d2: integer(1_500_000, 'int64', 'time.Duration'),
  i64: integer(2n ** 62n, 'int64'),
  lone: 'a\x7fb\u200b',
};

const rows = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../../fixtures/helm/print-verbs/expected.json'), 'utf8'),
) as readonly (readonly [string, string, string])[];

function printed(name: string, directive: string): string {
  if (name === 'F') return sprintf(directive, [integer(5), integer(12)]);
  if (name === 'P') return sprint([integer(1), integer(2), 'a', 'b', integer(3), undefined, undefined, true]);
  if (name === 'L') return sprintln([integer(1), integer(2), 'a', undefined]);
  return sprintf(`%${directive}`, [VALUES[name]]);
}

it('prints every value under every directive as Go does', () => {
  expect(rows.length).toBeGreaterThan(1000);
  const differing = rows.filter(([name, directive, text]) => printed(name, directive) !== text);
  expect(differing.map((row) => [...row, printed(row[0], row[1])])).toEqual([]);
});

it('keeps bytes that are not UTF-8', () => {
  const text = stringOf(Uint8Array.from([0x61, 0xff]));
  expect(sprintf('%q %x', [text, text])).toBe('"a\\xff" 61ff');
});

it('shows a struct by its fields, a pointer to one with &, and a text where the type has one', () => {
  const fields = new Map<string, Value>([
    ['Name', 'x'],
    ['Ready', true],
  ]);
  expect(formatValue(new GoStruct('chart.Metadata', fields))).toBe('{x true}');
  expect(sprintf('%+v', [new GoStruct('*chart.Metadata', fields)])).toBe('&{Name:x Ready:true}');
  expect(sprintf('%s|%v', [new GoStruct('*semver.Version', fields, new Map(), () => '1.2.3'), 1.5])).toBe('1.2.3|1.5');
});
