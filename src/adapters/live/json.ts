// JSON as the API server speaks it: integers beyond 2^53 survive as bigint, both ways.
import type { Json } from '../../engine/model';

/** @throws SyntaxError when `text` is not JSON. */
export function parseJson(text: string): Json {
  // The reviver costs several times the parsing, and numbers this long are rare.
  return LONG_NUMBER.test(text) ? JSON.parse(text, reviveLongIntegers) : JSON.parse(text);
}

export function stringifyJson(value: Json): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? rawJson(String(each)) : each));
}

const LONG_NUMBER = /[0-9]{16}/;

function reviveLongIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context?.source !== undefined && /^-?[0-9]+$/.test(context.source) ? BigInt(context.source) : value;
}

/** Not yet in TypeScript's library; Node has had it since 21. */
function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
