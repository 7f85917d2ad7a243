// The names of Go's types, as reflection and its error messages tell them.
import { GoBytes, GoFunction, GoInt, GoMap, GoSlice, GoStruct, type GoType, type Value } from './values';

/** Go's kinds, as far as values can have them; `invalid` is nil without a type. */
export type Kind = 'invalid' | 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'string' | 'slice' | 'map' | 'struct' | 'pointer' | 'func';

/** The Go type of a value (`float64`, `[]interface {}`, `*chart.Metadata`); `<nil>` where there is none. */
export function typeName(value: Value): GoType {
  switch (typeof value) {
    case 'undefined':
      return '<nil>';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'string':
      return 'string';
    default:
      return objectType(value);
  }
}

export function kindOf(value: Value): Kind {
  switch (typeof value) {
    case 'undefined':
      return 'invalid';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float';
    case 'string':
      return 'string';
    default:
      return objectKind(value);
  }
}

/** Whether an integer is of an unsigned type. */
export const isUnsigned = (value: GoInt): boolean => value.kind.startsWith('u');

/** A complex number: no chart has one, but the language does. */
export function complex(real: number, imaginary: number): GoStruct {
  return new GoStruct('complex128', new Map(), new Map(), undefined, { real, imaginary });
}

/** The parts of a complex number; undefined for any other value. */
export function complexParts(value: Value): { readonly real: number; readonly imaginary: number } | undefined {
  return value instanceof GoStruct && value.type === 'complex128' ? (value.native as { real: number; imaginary: number }) : undefined;
}

function objectType(value: GoInt | GoBytes | GoSlice | GoMap | GoStruct | GoFunction): GoType {
  if (value instanceof GoBytes) return '[]uint8';
  if (value instanceof GoSlice) return `[]${value.element}`;
  if (value instanceof GoFunction) return `func(${signature(value)})`;
  return value.type;
}

function signature(value: GoFunction): string {
  return value.parameters.map((type, at) => (value.variadic && at === value.parameters.length - 1 ? `...${type}` : type)).join(', ');
}

function objectKind(value: GoInt | GoBytes | GoSlice | GoMap | GoStruct | GoFunction): Kind {
  if (value instanceof GoInt) return isUnsigned(value) ? 'uint' : 'int';
  if (value instanceof GoMap) return 'map';
  if (value instanceof GoFunction) return 'func';
  if (!(value instanceof GoStruct)) return 'slice';
  if (value.type === 'complex128') return 'complex';
  return value.type.startsWith('*') ? 'pointer' : 'struct';
}
