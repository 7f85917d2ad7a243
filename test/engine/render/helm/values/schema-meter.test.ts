// What the validator says is the same whether somebody counts what it does or not.
import { dereference, type Schema, validate } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import type { PlainJson } from '../../../../../src/engine/render/helm/values/plain-json';
import { metered, meterLists } from '../../../../../src/engine/render/helm/values/schema-meter';

const long = (item: (index: number) => PlainJson): PlainJson[] => Array.from({ length: 40 }, (_, index) => item(index));
const numbers = long((index) => index);
const SCHEMAS: readonly Schema[] = [
  { uniqueItems: true },
  { const: numbers },
  { const: { toJSON: 1 } },
  { const: 'x' },
  { enum: [numbers, 'a'] },
  { enum: [{ toJSON: 1 }, { a: numbers }] },
  { not: { const: numbers } },
  { items: { type: 'string' } },
  { prefixItems: [{ type: 'string' }], items: { type: 'integer' } },
  { contains: { const: 0 } },
  { contains: { const: 'no' }, minContains: 2 },
  { minItems: 41, maxItems: 39 },
  { unevaluatedItems: false, prefixItems: [{ const: 0 }] },
  { additionalProperties: { items: { enum: ['a', 'b'] } }, properties: { b: { uniqueItems: true, minItems: 2 } } },
  { anyOf: [{ uniqueItems: true }, { items: { type: 'object' } }], required: ['a'] },
];
const VALUES: readonly PlainJson[] = [
  numbers,
  long((index) => index % 39),
  long((index) => (index === 0 ? 39 : index)),
  long((index) => `text ${index}`),
  long((index) => ({ a: index, b: numbers })),
  long((index) => ({ a: index % 20 })),
  { a: numbers, b: long(() => 'a') },
  { b: [1, 2], c: long(() => ['a']) },
  { toJSON: 1 },
  { toJSON: 2 },
  [1, 1],
  'x',
  'a',
  null,
];

describe('what is counted is judged as it is otherwise', () => {
  test.each(SCHEMAS.map((schema) => [JSON.stringify(schema).slice(0, 100), schema] as const))('%s', (_, schema) => {
    for (const value of VALUES) {
      const expected = validate(structuredClone(value), structuredClone(schema), '2020-12', undefined, false);
      const [own, read] = [structuredClone(schema), structuredClone(value)];
      const lookup = dereference(own);
      const meter = metered(lookup);
      meterLists(read, meter);
      expect(validate(read, own, '2020-12', lookup, false)).toEqual(expected);
      // Another time, with the same schema.
      expect(validate(structuredClone(value), own, '2020-12', lookup, false)).toEqual(expected);
    }
  });
});

test('what is compared and written is counted', () => {
  const costOf = (schema: Schema, value: PlainJson): number => {
    let count = 0;
    const lookup = dereference(schema);
    const meter = metered(lookup);
    meter.step = (cost) => {
      count += cost;
    };
    meterLists(value, meter);
    validate(value, schema, '2020-12', lookup, false);
    return count;
  };
  const texts = (count: number): PlainJson[] => Array.from({ length: count }, (_, index) => `text ${index}`);
  expect(costOf({ uniqueItems: true }, texts(1000))).toBeGreaterThan(4 * 1000);
  expect(costOf({ type: 'array' }, texts(1000))).toBeLessThan(20);
  expect(costOf({ items: { enum: texts(1000) } }, texts(1000))).toBeGreaterThan(1000);
  expect(costOf({ items: { enum: texts(1000) } }, texts(1000))).toBeLessThan(11_000);
  expect(costOf({ items: { enum: texts(1000) } }, ['no', 'no'])).toBeGreaterThan(300);
  expect(costOf({ items: { const: { toJSON: 'x'.repeat(6400) } } }, ['no', 'no'])).toBeGreaterThan(200);
});
