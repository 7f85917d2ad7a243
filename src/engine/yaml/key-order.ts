// The order in which kustomize writes keys: go-yaml v2's natural order, in which "9" comes before "10".

/** Negative when `a` is written before `b`. Source: go-yaml v2, `keyList.Less`. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return isBefore(a, b) ? -1 : 1;
}

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

function isBefore(a: string, b: string): boolean {
  let same = 0;
  while (same < a.length && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  // Most keys differ first in two such letters, which are whole code points and decide.
  const [first, second] = [a.charCodeAt(same), b.charCodeAt(same)];
  if (isAsciiLetter(first) && isAsciiLetter(second)) return first < second;
  const x = codePoints(a);
  const y = codePoints(b);
  const length = Math.min(x.length, y.length);
  for (let index = 0; index < length; index++) {
    const left = x[index] as number;
    const right = y[index] as number;
    if (left === right) continue;
    const rightIsLetter = isLetter(right);
    if (isLetter(left)) return rightIsLetter && left < right;
    if (rightIsLetter) return true;
    return isNumberBefore(x, y, index);
  }
  return x.length < y.length;
}

/** Both differ at `index`, and neither is a letter there: the runs of digits from there on decide, then the characters. */
function isNumberBefore(x: readonly number[], y: readonly number[], index: number): boolean {
  // After a digit that is not zero, a zero is part of a longer number and not a leading zero.
  const start = (x[index] === 48 || y[index] === 48) && followsNonZeroDigit(x, index) ? 1n : 0n;
  const left = numberFrom(x, index, start);
  const right = numberFrom(y, index, start);
  if (left.value !== right.value) return left.value < right.value;
  if (left.end !== right.end) return left.end < right.end;
  return (x[index] as number) < (y[index] as number);
}

function followsNonZeroDigit(points: readonly number[], index: number): boolean {
  for (let back = index - 1; back >= 0 && isDigit(points[back] as number); back--) if (points[back] !== 48) return true;
  return false;
}

function numberFrom(points: readonly number[], index: number, start: bigint): { readonly value: bigint; readonly end: number } {
  let value = start;
  let end = index;
  // Go counts in int64 and wraps.
  for (; end < points.length && isDigit(points[end] as number); end++)
    value = BigInt.asIntN(64, value * 10n + BigInt((points[end] as number) - 48));
  return { value, end };
}

function codePoints(text: string): number[] {
  const points: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index) as number;
    if (point > 0xffff) index++;
    points.push(point);
  }
  return points;
}

function isLetter(point: number): boolean {
  return point < 128 ? isAsciiLetter(point) : LETTER.test(String.fromCodePoint(point));
}

function isAsciiLetter(point: number): boolean {
  return (point >= 97 && point <= 122) || (point >= 65 && point <= 90);
}

function isDigit(point: number): boolean {
  return point < 128 ? point >= 48 && point <= 57 : DIGIT.test(String.fromCodePoint(point));
}
