// Packed data comes back as it was.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../../src/engine/render/packed';

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

  it('shares what was shared', () => {
    const origin = { file: 'a.yaml', line: 1 };
    const [first, second] = through([{ origin }, { origin }]) as { origin: object }[];
    expect(first?.origin).toBe(second?.origin);
  });

  it('refuses what it would lose', () => {
    expect(() => pack(() => 1)).toThrow(TypeError);
    expect(() => pack({ at: new Date() })).toThrow('A Date cannot be packed.');
  });
});
