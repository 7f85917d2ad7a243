// How a function of templates is written down: the Go types of its parameters, and what it does with arguments that were checked against them.
import { typeName } from '../go/types';
import { type CallContext, GoBytes, GoError, GoFunction, GoInt, GoMap, GoSlice, GoStruct, type Value } from '../go/values';

/** Functions of one family, by name. */
export type Family = Readonly<Record<string, GoFunction>>;

type Call = (args: readonly Value[], context: CallContext) => Value;

/** @param parameters Go types, separated by `, `; the last one begins with `...` where the function is variadic. */
export function fn(parameters: string, call: Call): GoFunction {
  const types = parameters === '' ? [] : parameters.split(', ');
  const variadic = types.at(-1)?.startsWith('...') ?? false;
  return new GoFunction(
    '',
    types.map((type) => type.replace(/^\.\.\./, '')),
    call,
    variadic,
  );
}

/** The types that most functions take. */
export const ANY = 'interface {}';
export const MAP = 'map[string]interface {}';

/** An argument that the executor has checked to be a string. */
export function text(value: Value): string {
  if (typeof value === 'string') return value;
  throw new GoError(`expected string; got ${typeName(value)}`);
}

/** An argument that the executor has checked to be an int. */
export function int(value: Value): number {
  if (value instanceof GoInt) return Number(value.value);
  throw new GoError(`expected int; got ${typeName(value)}`);
}

/** An argument that the executor has checked to be a map with string keys. */
export function map(value: Value): GoMap {
  if (value instanceof GoMap) return value;
  throw new GoError(`expected map[string]interface {}; got ${typeName(value)}`);
}

export const NIL_POINTER = 'runtime error: invalid memory address or nil pointer dereference';

/** The items of a slice of any type; undefined for anything else. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (value instanceof GoSlice) return value.items;
  if (value instanceof GoBytes) return [...value.bytes].map((byte) => new GoInt(BigInt(byte), 'uint8'));
  return value instanceof GoStruct && value.native instanceof GoSlice ? value.native.items : undefined;
}

/** As `reflect.Kind` prints it. */
export function reflectKind(value: Value): string {
  if (value === undefined) return 'invalid';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'string') return 'string';
  if (value instanceof GoInt) return value.kind;
  if (value instanceof GoMap) return 'map';
  if (value instanceof GoStruct) return structKind(value);
  return value instanceof GoFunction ? 'func' : 'slice';
}

function structKind({ type, native }: GoStruct): string {
  if (type === 'complex128') return 'complex128';
  if (native instanceof GoMap) return 'map';
  if (native instanceof GoSlice) return 'slice';
  return type.startsWith('*') ? 'ptr' : 'struct';
}

const INT64 = 64;

/** An int64 that wraps around as Go's do. */
export function int64(value: bigint): GoInt {
  return new GoInt(BigInt.asIntN(INT64, value), 'int64');
}

/** A slice of strings, `[]string`. */
export function strings(items: readonly string[], isNil = false): GoSlice {
  return new GoSlice([...items], 'string', isNil);
}
