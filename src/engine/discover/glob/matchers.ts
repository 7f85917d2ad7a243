// The matchers that github.com/gobwas/glob makes of a pattern, with the odd answers that some of them give: they decide which files a chart gets.

/** What is sought is a text of bytes, one character each; lengths of matchers count characters, as there. */
export interface Matcher {
  readonly kind:
    | 'text'
    | 'any'
    | 'super'
    | 'single'
    | 'list'
    | 'range'
    | 'nothing'
    | 'prefix'
    | 'suffix'
    | 'tree'
    | 'anyOf'
    | 'row'
    | 'other';
  /** How many characters it takes; -1 where that differs. */
  readonly length: number;
  readonly matches: (text: string) => boolean;
  /** Where it matches first, and how long the matches there may be; undefined where it does not. */
  readonly find: (text: string) => Found | undefined;
  readonly text?: string;
  readonly separators?: string;
  /** The characters of a list, where it takes those that are not in it. */
  readonly excluded?: readonly string[];
  readonly matchers?: readonly Matcher[];
  readonly tree?: Tree;
}

interface Found {
  readonly index: number;
  readonly ends: readonly number[];
}

export interface Tree {
  readonly value: Matcher;
  readonly left: Matcher | undefined;
  readonly right: Matcher | undefined;
}

/** The characters of a text of bytes, with where each begins. */
export function characters(text: string): readonly (readonly [start: number, character: string])[] {
  const found: (readonly [number, string])[] = [];
  for (let at = 0; at < text.length; ) {
    const width = widthAt(text, at);
    found.push([at, text.slice(at, at + width)]);
    at += width;
  }
  return found;
}

function widthAt(text: string, at: number): number {
  const byte = text.charCodeAt(at);
  return byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
}

const starts = (text: string): number[] => characters(text).map(([start]) => start);
const ends = (text: string): number[] => characters(text).map(([start, character]) => start + character.length);

function firstOf(text: string, separators: string): number {
  return separators === '' ? -1 : text.indexOf(separators);
}

export const NOTHING: Matcher = { kind: 'nothing', length: 0, matches: (text) => text === '', find: () => ({ index: 0, ends: [0] }) };

export const SUPER: Matcher = {
  kind: 'super',
  length: -1,
  matches: () => true,
  find: (text) => ({ index: 0, ends: [...starts(text), text.length] }),
};

export function exactly(text: string): Matcher {
  return {
    kind: 'text',
    text,
    length: characters(text).length,
    matches: (whole) => whole === text,
    find: (whole) => at(whole.indexOf(text), [text.length]),
  };
}

function at(index: number, lengths: readonly number[]): Found | undefined {
  return index === -1 ? undefined : { index, ends: lengths };
}

export function any(separators: string): Matcher {
  return {
    kind: 'any',
    separators,
    length: -1,
    matches: (text) => firstOf(text, separators) === -1,
    find: (text) => {
      const found = firstOf(text, separators);
      const part = found === -1 ? text : text.slice(0, found);
      return { index: 0, ends: [...starts(part), part.length] };
    },
  };
}

/** One character. */
function one(kind: 'single' | 'list' | 'range', takes: (character: string) => boolean, more: Partial<Matcher>): Matcher {
  return {
    ...more,
    kind,
    length: 1,
    matches: (text) => {
      const [first, ...others] = characters(text);
      return others.length === 0 && takes(first?.[1] ?? REPLACEMENT);
    },
    find: (text) => {
      const found = characters(text).find(([, character]) => takes(character));
      return found && { index: found[0], ends: [found[1].length] };
    },
  };
}

/** What stands for the character of an empty text. */
const REPLACEMENT = '\xef\xbf\xbd';

export function single(separators: string): Matcher {
  return one('single', (character) => character !== separators, { separators });
}

export function list(listed: readonly string[], isNot: boolean): Matcher {
  const [only] = listed;
  if (!isNot && listed.length === 1 && only !== undefined) return exactly(only);
  return one('list', (character) => listed.includes(character) !== isNot, isNot ? { excluded: listed } : {});
}

export function range(low: string, high: string, isNot: boolean): Matcher {
  return one('range', (character) => (codeOf(character) >= codeOf(low) && codeOf(character) <= codeOf(high)) !== isNot, {});
}

/** The order of characters is that of their bytes. */
function codeOf(character: string): number {
  return [...character].reduce((code, byte) => code * 256 + byte.charCodeAt(0), 0);
}

export function prefix(text: string, separators?: string): Matcher {
  const rest = (whole: string): string => {
    const end = separators === undefined ? -1 : firstOf(whole, separators);
    return end === -1 ? whole : whole.slice(0, end);
  };
  return {
    kind: separators === undefined ? 'prefix' : 'other',
    text,
    length: -1,
    matches: (whole) => whole.startsWith(text) && (separators === undefined || firstOf(whole.slice(text.length), separators) === -1),
    find: (whole) => {
      const index = whole.indexOf(text);
      const behind = index === -1 ? '' : rest(whole.slice(index + text.length));
      return at(index, [text.length, ...ends(behind).map((end) => text.length + end)]);
    },
  };
}

export function suffix(text: string, separators?: string): Matcher {
  return {
    kind: separators === undefined ? 'suffix' : 'other',
    text,
    length: -1,
    matches: (whole) =>
      whole.endsWith(text) && (separators === undefined || firstOf(whole.slice(0, whole.length - text.length), separators) === -1),
    find: (whole) => {
      const found = whole.indexOf(text);
      if (found === -1) return undefined;
      const index = separators === undefined || separators === '' ? 0 : whole.slice(0, found).lastIndexOf(separators) + 1;
      return { index, ends: [found + text.length - index] };
    },
  };
}

/** A text at the beginning and one at the end, which may share bytes. */
export function between(before: string, after: string): Matcher {
  return {
    kind: 'other',
    length: -1,
    matches: (text) => text.startsWith(before) && text.endsWith(after),
    find: (text) => {
      const index = text.indexOf(before);
      if (index === -1) return undefined;
      if (after === '') return { index, ends: [text.length - index] };
      const found: number[] = [];
      for (let part = text.slice(index); ; ) {
        const last = part.lastIndexOf(after);
        if (last === -1) break;
        found.unshift(last + after.length);
        part = part.slice(0, last);
      }
      return found.length === 0 ? undefined : { index, ends: found };
    },
  };
}

export function contains(text: string, isNot: boolean): Matcher {
  return {
    kind: 'other',
    length: -1,
    matches: (whole) => whole.includes(text) !== isNot,
    find: (whole) => {
      const index = whole.indexOf(text);
      if (!isNot && index === -1) return undefined;
      const offset = isNot ? 0 : index + text.length;
      const rest = isNot ? (index === -1 ? whole : whole.slice(0, index)) : whole.slice(offset);
      return { index: 0, ends: [...starts(rest).map((start) => offset + start), offset + rest.length] };
    },
  };
}

export function atLeast(count: number): Matcher {
  return {
    kind: 'other',
    length: -1,
    matches: (text) => characters(text).length >= count,
    find: (text) => {
      const found = ends(text).slice(Math.max(0, count - 1));
      return found.length === 0 || text.length - count + 1 <= 0 ? undefined : { index: 0, ends: found };
    },
  };
}

export function atMost(count: number): Matcher {
  return {
    kind: 'other',
    length: -1,
    matches: (text) => characters(text).length <= count,
    find: (text) => ({ index: 0, ends: [0, ...ends(text).slice(0, count)] }),
  };
}

/** All of them at once. */
export function every(matchers: readonly Matcher[]): Matcher {
  return {
    kind: 'other',
    length: matchers.length === 0 ? 0 : -1,
    matches: (text) => matchers.every((matcher) => matcher.matches(text)),
    find: (text) => {
      let [index, offset] = [0, 0];
      let rest = text;
      let current: readonly number[] = [];
      for (const [number, matcher] of matchers.entries()) {
        const found = matcher.find(rest);
        if (found === undefined) return undefined;
        const delta = index - (found.index + offset);
        if (number === 0) current = found.ends;
        else current = current.flatMap((end) => found.ends.filter((other) => end + delta === other));
        if (current.length === 0) return undefined;
        index = found.index + offset;
        rest = text.slice(index);
        offset += found.index;
      }
      return { index, ends: current };
    },
  };
}

export function anyOf(matchers: readonly Matcher[]): Matcher {
  return {
    kind: 'anyOf',
    matchers,
    length: lengthOfAny(matchers),
    matches: (text) => matchers.some((matcher) => matcher.matches(text)),
    find: (text) => {
      const found = matchers.flatMap((matcher) => matcher.find(text) ?? []);
      const index = Math.min(...found.map((each) => each.index));
      const all = found.filter((each) => each.index === index).flatMap((each) => each.ends);
      return found.length === 0 ? undefined : { index, ends: [...new Set(all)].sort((a, b) => a - b) };
    },
  };
}

/** One of unknown length is forgotten by the next one: so `{*,a}` counts as one character. */
function lengthOfAny(matchers: readonly Matcher[]): number {
  let length = -1;
  for (const matcher of matchers) {
    if (length === -1) length = matcher.length;
    else if (matcher.length !== length) return -1;
  }
  return length;
}

/** Matchers of known length one behind the other. @throws RangeError where the lengths do not hold, as Go panics */
export function row(length: number, matchers: readonly Matcher[]): Matcher {
  const all = (text: string): boolean => {
    let from = 0;
    for (const matcher of matchers) {
      const rest = characters(text.slice(from));
      const taken = matcher.length > 0 && matcher.length <= rest.length ? matcher.length : rest.length;
      if (taken < matcher.length) return false;
      const end = from + (rest[taken - 1]?.[0] ?? 0) + 1;
      if (end > text.length) throw new RangeError(`slice bounds out of range [:${end}] with length ${text.length}`);
      if (!matcher.matches(text.slice(from, end))) return false;
      from = end;
    }
    return true;
  };
  return {
    kind: 'row',
    matchers,
    length,
    matches: (text) => characters(text).length === length && all(text),
    find: (text) => {
      for (const start of starts(text)) {
        if (text.length - start < length) break;
        if (all(text.slice(start))) return { index: start, ends: [length] };
      }
      return undefined;
    },
  };
}

/** One matcher in the middle, with what stands on both sides of it. It is never found within a longer text. */
export function tree(value: Matcher, left: Matcher | undefined, right: Matcher | undefined): Matcher {
  const [before, after] = [left?.length ?? 0, right?.length ?? 0];
  const length = value.length === -1 || before === -1 || after === -1 ? -1 : before + value.length + after;
  return {
    kind: 'tree',
    tree: { value, left, right },
    length,
    find: () => undefined,
    matches: (text) => {
      if (length > text.length) return false;
      let offset = Math.max(0, before);
      const limit = text.length - Math.max(0, after);
      while (offset < limit) {
        const found = value.find(text.slice(offset, limit));
        if (found === undefined) return false;
        const start = offset + found.index;
        if (isAt(left, text.slice(0, start)) && found.ends.some((end) => isAt(right, text.slice(start + end)))) return true;
        offset = start + widthAt(text, start);
      }
      return false;
    },
  };
}

function isAt(matcher: Matcher | undefined, text: string): boolean {
  return matcher === undefined ? text === '' : matcher.matches(text);
}
