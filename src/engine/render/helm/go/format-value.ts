// One value under one verb of Go's fmt, at any depth.
import type { Flags } from './format-flags';
import { namedText } from './named-integers';
import { formatBytes, formatComplex, formatFloating, formatInteger, formatText, pad } from './format-scalar';
import { sortedKeys } from './sorted-keys';
import { complexParts, typeName } from './types';
import { GoBytes, GoFunction, GoInt, GoMap, GoSlice, GoStruct, type Value } from './values';

/** An argument of a print function. */
export function printArgument(value: Value, verb: string, flags: Flags): string {
  if (value === undefined) return verb === 'T' || verb === 'v' ? pad('<nil>', flags) : `%!${verb}(<nil>)`;
  if (verb === 'T') return formatText(typeName(value), 's', flags) ?? '';
  if (verb === 'p') return isReference(value) ? pointer(value, verb, flags) : badVerb(value, verb, flags);
  return print(value, verb, flags, 0);
}

function print(value: Value, verb: string, flags: Flags, depth: number): string {
  if (value === undefined) return '<nil>';
  if (verb === 'w') return badVerb(value, verb, flags);
  const text = ownText(value, verb, flags);
  if (text !== undefined) return formatText(text, verb, flags) ?? badVerb(value, verb, flags);
  if (typeof value !== 'object') return scalar(value, verb, flags) ?? badVerb(value, verb, flags);
  if (value instanceof GoInt) return formatInteger(value.value, value.kind, verb, flags) ?? badVerb(value, verb, flags);
  return composite(value, verb, flags, depth);
}

function scalar(value: boolean | number | string, verb: string, flags: Flags): string | undefined {
  if (typeof value === 'string') return formatText(value, verb, flags);
  if (typeof value === 'number') return formatFloating(value, verb, flags);
  return verb === 't' || verb === 'v' ? pad(String(value), flags) : undefined;
}

function composite(value: GoBytes | GoSlice | GoMap | GoStruct | GoFunction, verb: string, flags: Flags, depth: number): string {
  if (value instanceof GoBytes)
    return formatBytes(value.bytes, verb, flags) ?? list(bytesAsIntegers(value), '[]uint8', false, verb, flags, depth);
  if (value instanceof GoSlice) return list(value.items, typeName(value), value.isNil, verb, flags, depth, value.element);
  if (value instanceof GoMap) return map(value, verb, flags, depth);
  if (value instanceof GoFunction) return pointer(value, verb, flags);
  const parts = complexParts(value);
  if (parts !== undefined) return formatComplex(parts.real, parts.imaginary, verb, flags) ?? badVerb(value, verb, flags);
  return struct(value, verb, flags, depth);
}

/** What the `String` or `Error` method of a value says, where the verb takes a text. */
function ownText(value: Value, verb: string, flags: Flags): string | undefined {
  if (flags.sharpV || flags.erroring === true || !'vsxXq'.includes(verb)) return undefined;
  if (value instanceof GoStruct) return value.text?.();
  return value instanceof GoInt ? namedText(value) : undefined;
}

function list(
  items: readonly Value[],
  type: string,
  isNil: boolean,
  verb: string,
  flags: Flags,
  depth: number,
  element = type.slice(2),
): string {
  if (!flags.sharpV) return `[${items.map((item) => print(item, verb, flags, depth + 1)).join(' ')}]`;
  if (isNil) return `${type}(nil)`;
  return `${type}{${items.map((item) => goSyntax(item, element, verb, flags, depth)).join(', ')}}`;
}

function map(value: GoMap, verb: string, flags: Flags, depth: number): string {
  const keys = sortedKeys(value);
  if (!flags.sharpV) {
    const entries = keys.map((key) => `${print(key, verb, flags, depth + 1)}:${print(value.entries.get(key), verb, flags, depth + 1)}`);
    return `map[${entries.join(' ')}]`;
  }
  if (value.isNil) return `${value.type}(nil)`;
  const element = value.type.startsWith('map[string]') ? value.type.slice('map[string]'.length) : 'interface {}';
  const entries = keys.map(
    (key) => `${print(key, verb, flags, depth + 1)}:${goSyntax(value.entries.get(key), element, verb, flags, depth)}`,
  );
  return `${value.type}{${entries.join(', ')}}`;
}

function goSyntax(item: Value, element: string, verb: string, flags: Flags, depth: number): string {
  return item === undefined ? `${element}(nil)` : print(item, verb, flags, depth + 1);
}

function struct(value: GoStruct, verb: string, flags: Flags, depth: number): string {
  const { native, layout = value.fields } = value;
  if (native instanceof GoMap) return map(native, verb, flags, depth);
  const isPointer = value.type.startsWith('*');
  if (isPointer && depth > 0) return pointer(value, verb, flags);
  const fields = [...layout].map(([name, field]) => {
    const text = flags.sharpV ? goSyntax(field, 'interface {}', verb, flags, depth) : print(field, verb, flags, depth + 1);
    return flags.plusV || flags.sharpV ? `${name}:${text}` : text;
  });
  const open = flags.sharpV ? `${value.type.replace(/^\*/, '')}{` : '{';
  return `${isPointer ? '&' : ''}${open}${fields.join(flags.sharpV ? ', ' : ' ')}}`;
}

/** Nobody can know an address beforehand; the same value always shows the same one. */
function pointer(value: Value, verb: string, flags: Flags): string {
  const number = formatInteger(0xc000000000n, 'uint64', verb === 'v' || verb === 'p' ? 'x' : verb, { ...flags, sharp: !flags.sharp });
  if (number === undefined) return badVerb(value, verb, flags);
  return flags.sharpV ? `(${typeName(value)})(${number})` : number;
}

function isReference(value: Value): boolean {
  return (
    value instanceof GoMap || value instanceof GoSlice || value instanceof GoBytes || value instanceof GoFunction || isPointerStruct(value)
  );
}

const isPointerStruct = (value: Value): boolean => value instanceof GoStruct && value.type.startsWith('*');

function badVerb(value: Value, verb: string, flags: Flags): string {
  return `%!${verb}(${typeName(value)}=${print(value, 'v', { ...flags, erroring: true }, 0)})`;
}

const bytesAsIntegers = (value: GoBytes): Value[] => [...value.bytes].map((byte) => new GoInt(BigInt(byte), 'uint8'));
