// The two ways in which a git generator matches paths: Go's path.Match for folders, Git's pathspecs for files.

/** path.Match of Go: `*` and `?` stay within a segment, and `!` is a character like others. Undefined where the pattern is malformed. */
export function folderPattern(pattern: string): RegExp | undefined {
  return regExp(pattern, { any: '[^/]*', one: '[^/]', setAt: goSet });
}

/**
 * What `git ls-files -- <pattern>` lists, as Argo CD asks unless it is told otherwise: `*` also matches `/`, and a folder
 * stands for all that is in it. Undefined where the pattern has pathspec magic or is malformed.
 */
export function filePattern(pattern: string): ((path: string) => boolean) | undefined {
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  const plain = segments.join('/');
  const isOdd = pattern.startsWith(':') || pattern.startsWith('/') || segments.includes('..');
  const glob = isOdd ? undefined : regExp(plain, { any: '.*', one: '.', setAt: gitSet });
  if (glob === undefined) return undefined;
  return (path) => path === plain || path.startsWith(`${plain}/`) || glob.test(path);
}

interface Wildcards {
  readonly any: string;
  readonly one: string;
  /** Reads the set whose bracket stands at `at`; `end` is where its other bracket stands. */
  readonly setAt: (pattern: string, at: number) => { readonly source: string; readonly end: number } | undefined;
}

function regExp(pattern: string, { any, one, setAt }: Wildcards): RegExp | undefined {
  const pieces: string[] = [];
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*') {
      pieces.push(source);
      source = '';
    } else if (char === '?') source += one;
    else if (char === '\\') {
      if (++at === pattern.length) return undefined;
      source += escaped(pattern.charAt(at));
    } else if (char === '[') {
      const set = setAt(pattern, at);
      if (set === undefined) return undefined;
      source += set.source;
      at = set.end;
    } else source += escaped(char);
  }
  const [first, ...between] = pieces;
  if (first === undefined) return compiled(source);
  return compiled(first + between.map((piece, at) => firstOf(`${any}?${piece}`, at)).join('') + any + source);
}

/**
 * A star and what stands behind it, where that comes first and nowhere else: another place of it matches nothing more, and a pattern of
 * many stars would otherwise be tried in all of them. A group within a lookahead is not entered again.
 */
function firstOf(source: string, at: number): string {
  return `(?=(?<star${at}>${source}))\\k<star${at}>`;
}

/** Ranges that each begin and end with a character, which a backslash may introduce; one that runs backwards has none in it. */
function goSet(pattern: string, from: number): { readonly source: string; readonly end: number } | undefined {
  const set = /^\[(?:(\^)|(?!\^))((?:(?:\\.|[^\]\\-])(?:-(?:\\.|[^\]\\-]))?)+)\]/su.exec(pattern.slice(from));
  if (set === null) return undefined;
  const [whole, negation = '', ranges = ''] = set;
  const parts = [...ranges.matchAll(/(\\?)(.)(?:-(\\?)(.))?/gsu)].map(([, , low = '', , high = low]) => [low, high] as const);
  const kept = parts.filter(([low, high]) => (low.codePointAt(0) ?? 0) <= (high.codePointAt(0) ?? 0));
  const inner = kept.map((range) => range.map((char) => char.replace(/[\\[\]^-]/, '\\$&')).join('-')).join('');
  return { source: `[${negation}${inner}]`, end: from + whole.length - 1 };
}

function gitSet(pattern: string, from: number): { readonly source: string; readonly end: number } | undefined {
  const set = /^\[([!^]?)((?:\\.|[^\]\\])+)\]/.exec(pattern.slice(from));
  if (set === null) return undefined;
  const source = `(?!/)[${set[1] === '' ? '' : '^'}${(set[2] as string).replace(/[[^]/g, '\\$&')}]`;
  return { source, end: from + set[0].length - 1 };
}

/** A range that runs backwards is refused by the matchers, too. */
function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(`^${source}$`, 's');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function escaped(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
