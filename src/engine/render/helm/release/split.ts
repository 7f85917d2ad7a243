// Splits rendered text into manifests, as Helm 3 and 4 each do it, and keeps the place of each piece.

export interface Piece {
  readonly text: string;
  /** Where the piece begins in the text that it was split from. */
  readonly start: number;
}

/** Source: `SplitManifests` in `manifest.go` of Helm 3 and 4: Helm 3 takes white space off around every piece, Helm 4 in front of it. */
export function splitManifests(text: string, helm: 3 | 4): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = skipSpace(text, 0, isSpace);
  const end = helm === 3 ? backOverSpace(text, from, text.length, isSpace) : text.length;
  const take = (to: number): void => {
    const start = skipSpace(text, from, isSpace);
    const last = helm === 3 ? backOverSpace(text, start, to, isSpace) : to;
    if (start < last) pieces.push({ text: text.slice(start, last), start });
  };
  const textStart = from;
  // Helm 3's separator takes the line break before it, and so does not see one that the separator before has taken.
  const next = (): number =>
    nextRule(text, from, end, (at) => at === textStart || (text.charAt(at - 1) === '\n' && (helm === 4 || at > from)));
  for (let at = next(); at !== -1; at = next()) {
    take(helm === 3 ? backOverSpace(text, from, at, isPlainSpace) : at);
    from = skipSpace(text, at + RULE.length, helm === 3 ? isPlainSpace : isBlank);
  }
  take(end);
  return pieces;
}

const RULE = '---';

/** The next `---` in front of which a piece may end. */
function nextRule(text: string, from: number, end: number, separates: (at: number) => boolean): number {
  for (let at = text.indexOf(RULE, from); at !== -1 && at + RULE.length <= end; at = text.indexOf(RULE, at + 1)) {
    if (separates(at)) return at;
  }
  return -1;
}

function skipSpace(text: string, from: number, counts: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && counts(text.charCodeAt(at))) at++;
  return at;
}

function backOverSpace(text: string, from: number, to: number, counts: (code: number) => boolean): number {
  let at = to;
  while (at > from && counts(text.charCodeAt(at - 1))) at--;
  return at;
}

/** White space as Go's `unicode.IsSpace` has it. */
function isSpace(code: number): boolean {
  if (code < 0x85) return (code >= 9 && code <= 13) || code === 32;
  return code === 0x85 || code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || WIDE_SPACES.has(code);
}

const WIDE_SPACES = new Set([0x2028, 0x2029, 0x202f, 0x205f, 0x3000]);

/** White space as `\s` of Go's regular expressions has it. */
function isPlainSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 12 || code === 13;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
