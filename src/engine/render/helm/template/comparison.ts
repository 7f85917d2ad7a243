// eq, ne, lt, le, gt, ge: Go's rules of what can be compared with what.
import { type Kind, complexParts, isUnsigned, kindOf, typeName } from '../go/types';
import { formatValue, sprintf } from '../go/format';
import { byBytes } from '../go/sorted-keys';
import { GoBytes, GoError, GoInt, GoMap, GoSlice, type Value } from '../go/values';

const BASIC: ReadonlySet<Kind> = new Set<Kind>(['bool', 'complex', 'int', 'float', 'string', 'uint']);

/** Whether the first equals any of the others. @throws GoError where the types cannot be compared */
export function equalsAny(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new GoError('missing argument for comparison');
  return others.some((other) => equals(first, other));
}

/** @throws GoError where the types have no order */
export function lessThan(left: Value, right: Value): boolean {
  const kinds = [basicKind(left), basicKind(right)] as const;
  if (kinds.includes('none')) throw new GoError('invalid type for comparison');
  if (left instanceof GoInt && right instanceof GoInt) return left.value < right.value;
  if (kinds[0] !== kinds[1]) throw incompatible(left, right);
  if (typeof left === 'number') return left < (right as number);
  if (typeof left === 'string') return byBytes(left, right as string) < 0;
  throw new GoError('invalid type for comparison');
}

function equals(left: Value, right: Value): boolean {
  const [one, two] = [basicKind(left), basicKind(right)];
  if (left instanceof GoInt && right instanceof GoInt) return left.value === right.value;
  if (one !== two) {
    if (left !== undefined && right !== undefined) throw incompatible(left, right);
    return false;
  }
  if (one === 'complex') return sameComplex(left, right);
  return one === 'none' ? sameReference(left, right) : left === right;
}

function sameComplex(left: Value, right: Value): boolean {
  const [a, b] = [complexParts(left), complexParts(right)];
  return a?.real === b?.real && a?.imaginary === b?.imaginary;
}

function sameReference(left: Value, right: Value): boolean {
  const [one, two] = [kindOf(left), kindOf(right)];
  if (one !== two && one !== 'invalid' && two !== 'invalid')
    throw new GoError(`non-comparable types ${sprintf('%s', [left])}: ${typeName(left)}, ${typeName(right)}: ${formatValue(right)}`);
  if (isNil(left) || isNil(right)) return isNil(left) && isNil(right);
  if (two === 'map' || two === 'slice' || two === 'func')
    throw new GoError(`non-comparable type ${sprintf('%s', [right])}: ${typeName(right)}`);
  return left === right;
}

function isNil(value: Value): boolean {
  return value === undefined || ((value instanceof GoMap || value instanceof GoSlice) && value.isNil);
}

function basicKind(value: Value): Kind | 'none' {
  if (value instanceof GoInt) return isUnsigned(value) ? 'uint' : 'int';
  if (value instanceof GoBytes) return 'none';
  const kind = kindOf(value);
  return BASIC.has(kind) ? kind : 'none';
}

const incompatible = (left: Value, right: Value): GoError =>
  new GoError(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
