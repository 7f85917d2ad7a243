// Values as the text that sprig makes of them.
import { formatValue } from '../go/format';
import { GoBytes, type Value, stringOf } from '../go/values';
import { itemsOf } from './define';

/** Strings and bytes as they are, everything else as `%v` prints it. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  return value instanceof GoBytes ? stringOf(value.bytes) : formatValue(value);
}

/** The texts of a slice's items but for nil; of anything else, its own text alone. */
export function textsOf(value: Value): string[] {
  const items = itemsOf(value);
  if (items !== undefined) return items.filter((item) => item !== undefined).map(textOf);
  return value === undefined ? [] : [textOf(value)];
}

/** Where the two orders may differ: halves of characters, and what lies beyond those. */
const BEYOND = /[\ud800-\uffff]/;

/** The order of Go's strings, which is that of their bytes. Not that of UTF-16, where characters beyond U+FFFF differ. */
export function compareBytes(one: string, other: string): number {
  if (one === other) return 0;
  if (!BEYOND.test(one) && !BEYOND.test(other)) return one < other ? -1 : 1;
  const [left, right] = [[...one], [...other]];
  for (let at = 0; ; at++) {
    const [a, b] = [left[at]?.codePointAt(0) ?? -1, right[at]?.codePointAt(0) ?? -1];
    if (a !== b) return a - b;
  }
}
