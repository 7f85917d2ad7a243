// The two ways in which source-watcher matches paths: Go's path.Match within a folder for what is copied, doublestar for what is excluded.

/** path.Match of Go for one segment of a path. Undefined where the pattern is malformed. */
export function nameGlob(pattern: string): RegExp | undefined {
  let source = '';
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] as string;
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '[') {
      const found = strictClass(chars, at + 1);
      if (found === undefined) return undefined;
      source += found.source;
      at = found.end;
    } else if (char === '\\') {
      if (++at === chars.length) return undefined;
      source += escaped(chars[at] as string);
    } else source += escaped(char);
  }
  return new RegExp(`^${source}$`, 'su');
}

/**
 * What doublestar.Match says of whole paths: as for a name, and `**` between slashes stands for any folders, `{a,b}` for alternatives.
 * Undefined where the pattern is malformed.
 */
export function pathMatcher(pattern: string): ((path: string) => boolean) | undefined {
  const expanded = isWellFormed(pattern) ? alternatives({ text: pattern, starts: [0] }) : undefined;
  if (expanded === undefined) return undefined;
  const globs = expanded.map((one) => new RegExp(`^${pathSource(one)}$`, 'su'));
  return (path) => globs.some((glob) => glob.test(path));
}

/** More in one pattern than source-watcher takes. Only commas within braces count, and a backslash escapes what follows. */
export function hasTooManyAlternatives(pattern: string): boolean {
  let [commas, depth] = [0, 0];
  for (const [part] of pattern.matchAll(/\\.|[{},]/gs)) {
    if (part === '{') depth++;
    else if (part === '}') depth = Math.max(0, depth - 1);
    else if (part === ',' && depth > 0) commas++;
  }
  return commas > MOST_COMMAS;
}

const MOST_COMMAS = 20;

interface Found {
  readonly source: string;
  /** Index of the closing bracket. */
  readonly end: number;
}

/** A class as path.Match reads it: only `^` negates, and a hyphen stands between two ends. */
function strictClass(chars: readonly string[], start: number): Found | undefined {
  const negated = chars[start] === '^';
  const ranges: string[] = [];
  let at = negated ? start + 1 : start;
  const next = (): string | undefined => {
    if (chars[at] === '-' || chars[at] === ']') return undefined;
    if (chars[at] === '\\') at++;
    return chars[at++];
  };
  while (chars[at] !== ']' || ranges.length === 0) {
    const low = next();
    let high = low;
    if (chars[at] === '-') {
      at++;
      high = next();
    }
    if (low === undefined || high === undefined || at >= chars.length) return undefined;
    // A range that runs backwards holds nothing.
    ranges.push(low <= high ? `${inClass(low)}-${inClass(high)}` : '');
  }
  return { source: classSource(ranges.join(''), negated), end: at };
}

/** A class as doublestar reads it, in which the low end counts even where a range runs backwards. */
function lenientClass(chars: readonly string[], start: number): Found {
  const negated = chars[start] === '^' || chars[start] === '!';
  let source = '';
  let at = negated ? start + 1 : start;
  let last: string | undefined;
  while (at < chars.length && chars[at] !== ']') {
    const isRange = last !== undefined && chars[at] === '-' && chars[at + 1] !== ']';
    if (isRange) at++;
    if (chars[at] === '\\') at++;
    const char = chars[at++] ?? '';
    if (isRange && (last as string) <= char) source += `${inClass(last as string)}-${inClass(char)}`;
    else if (!isRange) source += inClass(char);
    last = isRange ? undefined : char;
  }
  return { source: classSource(source, negated), end: at };
}

function classSource(inner: string, negated: boolean): string {
  if (inner === '') return negated ? '[^]' : '(?!)';
  return `[${negated ? '^' : ''}${inner}]`;
}

interface Expanded {
  readonly text: string;
  /** Where doublestar takes a `**` for one that begins a segment, whatever stands before it. */
  readonly starts: readonly number[];
}

/** A pattern without braces for each way through them; those in a class are none. Undefined where there are too many. */
function alternatives(pattern: Expanded): readonly Expanded[] | undefined {
  const done: Expanded[] = [];
  const open = [pattern];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const group = firstGroup(one.text);
    if (group === undefined) done.push(one);
    else {
      const { starts, text } = one;
      for (const inner of group.parts)
        open.push({ text: text.slice(0, group.from) + inner + text.slice(group.to + 1), starts: [...starts, group.from] });
    }
    if (done.length + open.length > MOST_ALTERNATIVES) return undefined;
  }
  return done;
}

const MOST_ALTERNATIVES = 4096;

function firstGroup(text: string): { readonly from: number; readonly to: number; readonly parts: readonly string[] } | undefined {
  const from = outside(text, '{');
  if (from === undefined) return undefined;
  const parts: string[] = [];
  let [depth, start] = [0, from + 1];
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '{') depth++;
    else if (char === ',' && depth === 1) {
      parts.push(text.slice(start, at));
      start = at + 1;
    } else if (char === '}' && --depth === 0) return { from, to: at, parts: [...parts, text.slice(start, at)] };
  }
  return undefined;
}

/** Where a character stands that is neither escaped nor in a class. */
function outside(text: string, wanted: string): number | undefined {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') at = endOfClass(text, at);
    else if (text[at] === wanted) return at;
  }
  return undefined;
}

function endOfClass(text: string, start: number): number {
  let at = start + 1;
  if (text[at] === '^' || text[at] === '!') at++;
  for (; at < text.length && text[at] !== ']'; at++) if (text[at] === '\\') at++;
  return at;
}

function isWellFormed(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '\\' && ++at >= text.length) return false;
    if (char === '{') depth++;
    if (char === '}' && --depth < 0) return false;
    if (char !== '[') continue;
    const end = endOfClass(text, at);
    const first = /^[\^!]/.test(text.slice(at + 1)) ? at + 2 : at + 1;
    if (end >= text.length || end === first) return false;
    at = end;
  }
  return depth === 0;
}

function pathSource({ text, starts }: Expanded): string {
  const begins = new Set(starts);
  let source = '';
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const isStart = begins.has(at) || text[at - 1] === '/';
    const [char = ''] = rest;
    if (/^\/\*\*\/?$/.test(rest)) return withFoldersBelow(source, rest.endsWith('*') ? '/.*' : '/(?:.*/)?');
    if (isStart && rest === '**') return `${source}.*`;
    if (isStart && rest.startsWith('**/')) {
      source += '(?:.*/)?';
      at += 3;
    } else if (char === '*') {
      source += '[^/]*';
      at += rest.startsWith('**') ? 2 : 1;
    } else if (char === '[') {
      const chars = [...rest];
      const found = lenientClass(chars, 1);
      source += found.source;
      at += chars.slice(0, found.end + 1).join('').length;
    } else {
      const literal = char === '\\' ? ([...rest][1] ?? '') : ([...rest][0] as string);
      source += char === '?' ? '[^/]' : escaped(literal);
      at += char === '\\' ? 1 + literal.length : literal.length;
    }
  }
  return source;
}

/** A path that ends in front of it matches too; with a star there, only where that stands for something. */
function withFoldersBelow(source: string, below: string): string {
  const star = '[^/]*';
  return source.endsWith(star) ? `${source.slice(0, -star.length)}(?:${star}${below}|[^/]+)` : `${source}(?:${below})?`;
}

function escaped(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function inClass(char: string): string {
  return /[\\^\]-]/.test(char) ? `\\${char}` : char;
}
