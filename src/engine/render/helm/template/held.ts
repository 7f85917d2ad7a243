// What the executor holds while it evaluates, and how a value fits a parameter (reflection's AssignableTo).
import { complexParts, kindOf, typeName } from '../go/types';
import { GoBytes, GoMap, GoSlice, GoStruct, type GoType, type Value } from '../go/values';

/**
 * A value, or nothing at all: `null` is reflection's invalid value (a missing key, a nil that went through a pipeline),
 * `undefined` an interface that holds nothing. Go's messages tell them apart.
 */
export type Held = Value | null;

/** What a function's parameter makes of an argument; a text says why it does not fit. */
export type Fit = { readonly value: Value } | string;

const NIL: Fit = { value: undefined };

export const isAny = (type: GoType): boolean => type === 'interface {}' || type === 'any' || type === 'reflect.Value';

/** Whether nil without a type can be a value of the type. */
export const canBeNil = (type: GoType): boolean => isAny(type) || type === 'error' || /^(?:\[\]|map\[|\*|func)/.test(type);

/** Fits a value to the type of a parameter, with the words of Go's executor where it cannot. */
export function fitValue(held: Held, type: GoType): Fit {
  if (isAny(type)) return held === null || held === undefined ? NIL : { value: held };
  if (held === null) return canBeNil(type) ? { value: nilOf(type) } : `invalid value; expected ${shown(type)}`;
  if (held === undefined) return `wrong type for value; expected ${shown(type)}; got interface {}`;
  if (isAssignable(held, type)) return { value: held instanceof GoMap && type.startsWith('map[') ? (held.plain ?? held) : held };
  return `wrong type for value; expected ${shown(type)}; got ${typeName(held)}`;
}

/** The zero value of a type that can be nil. */
export function nilOf(type: GoType): Value {
  if (type.startsWith('map[')) return new GoMap(new Map(), type, true);
  if (type.startsWith('[]')) return new GoSlice([], type.slice(2), true);
  return undefined;
}

/** The zero value of a map's elements, for a key that is not there; null where it is a nil interface. */
export function zeroElement(map: GoMap): Held {
  const type = elementType(map);
  if (type === 'string') return '';
  if (type === 'bool') return false;
  if (type === 'float64') return 0;
  return canBeNil(type) ? nilOf(type) : undefined;
}

export function elementType({ type }: GoMap): GoType {
  // Nearly all maps of a chart, and a part of a text is a new text.
  if (type === 'map[string]interface {}') return 'interface {}';
  return type.startsWith('map[string]') ? type.slice('map[string]'.length) : 'interface {}';
}

/** Truth, as `if` sees it: empty, zero and nil are false. */
export function isTrue(held: Held): boolean {
  switch (typeof held) {
    case 'undefined':
      return false;
    case 'string':
    case 'number':
      return held !== '' && held !== 0;
    case 'boolean':
      return held;
    default:
      return held !== null && objectTruth(held);
  }
}

/** What reflection sees of a value: the map or list that a type with methods is (`.Files`, `.Capabilities.APIVersions`), else the value itself. */
export function underlying(value: Value): Value {
  if (!(value instanceof GoStruct)) return value;
  const { native } = value;
  return native instanceof GoMap || native instanceof GoSlice ? native : value;
}

function objectTruth(held: Exclude<Value, undefined | boolean | string | number>): boolean {
  const value = underlying(held) as typeof held;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoSlice) return value.items.length > 0;
  if (value instanceof GoBytes) return value.bytes.length > 0;
  const parts = complexParts(value);
  if (parts !== undefined) return parts.real !== 0 || parts.imaginary !== 0;
  return !('value' in value) || value.value !== 0n;
}

function isAssignable(value: Value, type: GoType): boolean {
  const own = typeName(value);
  if (own === type || own === shown(type)) return true;
  if (value instanceof GoMap) return underlyingMap(own) === underlyingMap(type) && (own.startsWith('map[') || type.startsWith('map['));
  if (value instanceof GoStruct) return own === `*${type}` || ((type === 'error' || type === 'fmt.Stringer') && value.text !== undefined);
  return kindOf(value) === 'func' && type.startsWith('func');
}

/** Named maps (`chartutil.Values`) are maps of anything underneath. */
const underlyingMap = (type: GoType): GoType | undefined =>
  type.startsWith('map[') ? type : /^(?:chartutil|common)\.Values$/.test(type) ? 'map[string]interface {}' : undefined;

const shown = (type: GoType): GoType => type.replace(/\bany\b/, 'interface {}').replace('[]byte', '[]uint8');
