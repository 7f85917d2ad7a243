// What holding values against a schema costs, noted while the validator does it, which has no limit of its own.
import type { Schema } from '@cfworker/json-schema';
import type { PlainJson } from './plain-json';

/** Told what it costs each time that a value is held against a schema: one that refers to itself may ask that for ever. */
export interface Meter {
  /** @param cost about as many as values are held against a schema without choices in the time. */
  step: (cost: number) => void;
  /** The length of the longest list of the values: to find two that are equal, the validator compares each of its items with each. */
  longest: number;
}

/** The validator looks at `$ref` of every schema that it comes to, and has nothing else that would tell of it. */
export function metered(lookup: Record<string, Schema | boolean>): Meter {
  const meter: Meter = { step: () => undefined, longest: 0 };
  for (const schema of new Set(Object.values(lookup))) {
    if (typeof schema !== 'object') continue;
    const { $ref, uniqueItems } = schema;
    const cost = 1 + costOfChoices(schema);
    const get = (): string | undefined => {
      meter.step(uniqueItems === true && meter.longest > SHORT ? cost + meter.longest ** 2 / PAIRS_A_STEP : cost);
      return $ref;
    };
    Object.defineProperty(schema, '$ref', { get, enumerable: $ref !== undefined });
  }
  return meter;
}

export function longestList(value: PlainJson): number {
  if (typeof value !== 'object' || value === null) return 0;
  const items = Object.values(value);
  return items.reduce<number>((most, item) => Math.max(most, longestList(item)), Array.isArray(value) ? items.length : 0);
}

/** Lists of real charts are shorter. */
const SHORT = 2000;
const PAIRS_A_STEP = 500;
const CHARACTERS_A_STEP = 64;

/** The validator compares with all of them, and repeats them as JSON for each value that is none of them. */
function costOfChoices({ enum: choices, const: only }: Schema): number {
  const text = choices === undefined && only === undefined ? '' : JSON.stringify([choices, only]);
  return Math.floor(text.length / CHARACTERS_A_STEP);
}
