// What holding values against a schema costs, noted while the validator does it, which has no limit of its own.
import type { Schema } from '@cfworker/json-schema';
import type { PlainJson } from './plain-json';

/** Told what it costs each time that a value is held against a schema: one that refers to itself may ask that for ever. */
export interface Meter {
  /** @param cost about as many as values are held against a schema without choices in the time. */
  step: (cost: number) => void;
  /** Whether lists are compared: item by item with each other, or with choices. */
  readonly comparesLists: boolean;
}

/** Comparisons in the time of a step, and characters that are written in it. */
const COMPARED_A_STEP = 110;
const WRITTEN_A_STEP = 64;

/** The validator looks at `$ref` of every schema that it comes to, and has nothing else that would tell of it. */
export function metered(lookup: Record<string, Schema | boolean>): Meter {
  const schemas = [...new Set(Object.values(lookup))].filter((schema) => typeof schema === 'object');
  const comparesLists = schemas.some((schema) => schema.uniqueItems === true || schema.enum !== undefined || schema.const !== undefined);
  const meter: Meter = { step: () => undefined, comparesLists };
  for (const schema of schemas) {
    const { $ref } = schema;
    let cost = 1 + Math.floor(membersOf([schema.enum, schema.const]) / COMPARED_A_STEP);
    for (const choices of [schema.enum, schema.const]) cost += meterWriting(choices, meter);
    const get = (): string | undefined => {
      meter.step(cost);
      return $ref;
    };
    Object.defineProperty(schema, '$ref', { get, enumerable: $ref !== undefined });
  }
  return meter;
}

/**
 * What is not one of the choices is answered with all of them as JSON, which may be long, and once for each value.
 * @returns what it costs each time that a value is held against them, where their writing cannot be noted when it is done.
 */
function meterWriting(choices: unknown, meter: Meter): number {
  if (typeof choices !== 'object' || choices === null) return typeof choices === 'string' ? Math.floor(choices.length / WRITTEN_A_STEP) : 0;
  const cost = Math.floor(JSON.stringify(choices).length / WRITTEN_A_STEP);
  if ('toJSON' in choices) return cost;
  const toJSON = (): unknown => {
    meter.step(cost);
    return choices;
  };
  Object.defineProperty(choices, 'toJSON', { value: toJSON });
  return 0;
}

/** Shorter lists are compared in no time. */
const SHORT = 30;

/**
 * To find two items that are equal, the validator compares each with each. It looks at the first one as often as at any other, and that is noted: the list has
 * none of its own then, and gets it from its prototype, which leaves it quick.
 *
 * @returns how many values there are.
 */
export function meterLists(value: PlainJson, meter: Meter): number {
  if (typeof value !== 'object' || value === null) return 1;
  let members = 1;
  for (const item of Object.values(value)) members += meterLists(item, meter);
  if (!Array.isArray(value) || value.length <= SHORT) return members;
  const [first] = value;
  const get = (): PlainJson | undefined => {
    meter.step(members / COMPARED_A_STEP);
    return first;
  };
  delete value[0];
  Object.setPrototypeOf(value, Object.create(Array.prototype, { 0: { get } }));
  return members;
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + membersOf(item), 1);
}
