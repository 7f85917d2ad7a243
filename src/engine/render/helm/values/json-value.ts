// JSON as Go decodes it into values: every number is a float64. One value may be read off the front of a longer text.
import type { Origin } from '../../../model';
import { GoMap, GoSlice, type Value } from '../go/values';
import type { ValueOrigins } from './origins';

/**
 * The value at the beginning of `text`, and where it ends.
 * @throws SyntaxError where there is none.
 */
export function decodeJson(text: string, origin: Origin, origins: ValueOrigins): { readonly value: Value; readonly end: number } {
  const start = /^[ \t\r\n]*/.exec(text)?.[0].length ?? 0;
  const end = endOfValue(text, start);
  return { value: fromJson(JSON.parse(text.slice(start, end)), origin, origins), end };
}

/**
 * What `JSON.parse` gave, each value with the same origin.
 * @throws SyntaxError for a number that is beyond a float64
 */
export function fromJson(json: unknown, origin: Origin, origins: ValueOrigins): Value {
  if (typeof json === 'number' && !Number.isFinite(json)) throw new SyntaxError('a number is out of range');
  if (json === null || json === undefined) return undefined;
  if (typeof json === 'string' || typeof json === 'boolean' || typeof json === 'number') return json;
  if (Array.isArray(json)) {
    const slice = new GoSlice(json.map((item) => fromJson(item, origin, origins)));
    slice.items.forEach((_, at) => {
      origins.set(slice, at, origin);
    });
    return slice;
  }
  const map = new GoMap(new Map(Object.entries(json as object).map(([key, item]) => [key, fromJson(item, origin, origins)])));
  for (const key of map.entries.keys()) origins.set(map, key, origin);
  return map;
}

/** The end of the brackets that open at `start`, of the string there, or of the word or number. */
function endOfValue(text: string, start: number): number {
  const first = text.charAt(start);
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[') return start + (/^[^\s,\]}]*/.exec(text.slice(start))?.[0].length ?? 0);
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') at = endOfString(text, at) - 1;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === '"') return at + 1;
  }
  return text.length;
}
