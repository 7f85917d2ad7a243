// The keys of a map in the order in which Go ranges over and prints them: by their bytes.
import type { GoMap } from './values';

export function sortedKeys(map: GoMap): string[] {
  return [...map.entries.keys()].sort(byBytes);
}

/** The order of UTF-8's bytes is that of code points, which UTF-16's units do not have. */
export function byBytes(left: string, right: string): number {
  const count = Math.min(left.length, right.length);
  for (let at = 0; at < count; at += 1) {
    if (left.charCodeAt(at) !== right.charCodeAt(at)) return weight(left, at) - weight(right, at);
  }
  return left.length - right.length;
}

/** Surrogates stand for characters beyond every other unit. */
function weight(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
