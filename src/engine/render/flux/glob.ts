// Shell patterns in substitutions (`${name#pattern}`), matched in one pass over the value whatever the pattern is.

/** What one character of the value has to be; `star` stands for any number of them. */
type Term = 'star' | ((character: string) => boolean);

/**
 * How much of the start of `value` the pattern covers, at most or at least: one character or more, or nothing. A malformed pattern covers nothing.
 * All ways to match are followed side by side, so that no pattern takes longer than its length times that of the value.
 * Source: Go's `path.Match`, as fluxcd/pkg/envsubst has it: `*`, `?`, `[a-z]`, `[^a-z]`, and a backslash before what is meant as it stands.
 */
export function matchedStart(value: string, pattern: string, longest: boolean): number {
  const terms = parseTerms([...pattern]);
  if (terms === undefined) return 0;
  let states = withStars(terms, new Set([0]));
  let length = 0;
  let found = 0;
  for (const character of value) {
    if (states.size === 0) break;
    states = withStars(terms, step(terms, states, character));
    length += character.length;
    if (!states.has(terms.length)) continue;
    if (!longest) return length;
    found = length;
  }
  return found;
}

function step(terms: readonly Term[], states: ReadonlySet<number>, character: string): Set<number> {
  const next = new Set<number>();
  for (const state of states) {
    const term = terms[state];
    if (term === 'star') next.add(state);
    else if (term?.(character)) next.add(state + 1);
  }
  return next;
}

/** A star may stand for nothing. */
function withStars(terms: readonly Term[], states: Set<number>): ReadonlySet<number> {
  // A set visits what is added while it is visited.
  for (const state of states) if (terms[state] === 'star') states.add(state + 1);
  return states;
}

function parseTerms(pattern: readonly string[]): readonly Term[] | undefined {
  const terms: Term[] = [];
  let at = 0;
  while (at < pattern.length) {
    const character = pattern[at] as string;
    if (character === '[') {
      const parsed = parseClass(pattern, at + 1);
      if (parsed === undefined) return undefined;
      terms.push(parsed.term);
      at = parsed.end;
      continue;
    }
    const literal = character === '\\' ? pattern[++at] : character;
    if (literal === undefined) return undefined;
    if (character === '*') {
      if (terms.at(-1) !== 'star') terms.push('star');
    } else terms.push(character === '?' ? () => true : (candidate) => candidate === literal);
    at++;
  }
  return terms;
}

/** @param start behind the bracket that opens it. */
function parseClass(pattern: readonly string[], start: number): { readonly term: Term; readonly end: number } | undefined {
  const negated = pattern[start] === '^';
  const ranges: (readonly [low: number, high: number])[] = [];
  let at = negated ? start + 1 : start;
  while (pattern[at] !== ']' || ranges.length === 0) {
    const low = classCharacter(pattern, at);
    if (low === undefined) return undefined;
    const high = pattern[low.end] === '-' ? classCharacter(pattern, low.end + 1) : low;
    if (high === undefined) return undefined;
    ranges.push([low.code, high.code]);
    at = high.end;
  }
  const isIn = (code: number) => ranges.some(([low, high]) => low <= code && code <= high);
  return { term: (character) => isIn(character.codePointAt(0) as number) !== negated, end: at + 1 };
}

function classCharacter(pattern: readonly string[], at: number): { readonly code: number; readonly end: number } | undefined {
  const escaped = pattern[at] === '\\';
  const character = escaped ? pattern[at + 1] : pattern[at];
  if (character === undefined || (!escaped && (character === '-' || character === ']'))) return undefined;
  return { code: character.codePointAt(0) as number, end: escaped ? at + 2 : at + 1 };
}
