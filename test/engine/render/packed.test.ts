// Packed data comes back as it was.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack, unpackSteps } from '../../../src/engine/render/packed';

const through = (value: unknown): unknown => unpack(structuredClone(pack(value)));

describe('packed data', () => {
  it('comes back equal, whatever plain data it is', () => {
    const plain = fc.anything({ withSet: true, withBigInt: true, withNullPrototype: false, withSparseArray: false });
    fc.assert(
      fc.property(plain, (value) => {
        expect(through(value)).toStrictEqual(value);
      }),
    );
  });

  it('keeps a key that is the name of the prototype', () => {
    const value: unknown = JSON.parse('{"a": {"__proto__": {"b": 1}, "constructor": 2}}');
    expect(JSON.stringify(through(value))).toBe(JSON.stringify(value));
  });

  it('shares what was shared', () => {
    const origin = { file: 'a.yaml', line: 1 };
    const [first, second] = through([{ origin }, { origin }]) as { origin: object }[];
    expect(first?.origin).toBe(second?.origin);
  });

  it('comes back in steps, a large one in many', () => {
    const value = Array.from({ length: 30_000 }, (_, index) => ({ name: `object ${index}`, at: [index, new Set([index])] }));
    const steps = unpackSteps(pack(value));
    let count = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) count++;
    expect(step.value).toStrictEqual(value);
    expect(count).toBeGreaterThan(10);
  });

  it('refuses what it would lose', () => {
    expect(() => pack(() => 1)).toThrow(TypeError);
    expect(() => pack({ at: new Date() })).toThrow('A Date cannot be packed.');
  });
});
