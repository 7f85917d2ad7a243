// Patterns of github.com/gobwas/glob: those of `.Files.Glob`, with `/` as the separator, and of others, without one.

export interface GlobOptions {
  /** What `*` and `?` do not match. */
  readonly separator: '/' | '';
  /** What a pattern that cannot be read matches: every name, or none. */
  readonly malformed: boolean;
}

const OF_HELM: GlobOptions = { separator: '/', malformed: true };

/** Whether a name matches. */
export function compileGlob(pattern: string, { separator, malformed }: GlobOptions = OF_HELM): (name: string) => boolean {
  const source = translate(pattern, separator === '' ? '.' : `[^${separator}]`);
  const expression = source === undefined ? undefined : compiled(source);
  return expression === undefined ? () => malformed : (name) => expression.test(name);
}

function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`, 'su');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Undefined where brackets do not close. @param one what a wildcard takes for one character. */
function translate(pattern: string, one: string): string | undefined {
  let source = '';
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*') {
      const isDouble = pattern.charAt(at + 1) === '*';
      while (pattern.charAt(at + 1) === '*') at++;
      source += isDouble ? '.*' : `${one}*`;
    } else if (char === '?') source += one;
    else if (char === '\\') source += literal(pattern.charAt(++at));
    else if (char === '[') {
      const set = /^\[(!?)([^\]]+)\]/.exec(pattern.slice(at));
      if (set === null) return undefined;
      source += `[${set[1] === '!' ? '^' : ''}${(set[2] as string).replace(/[\\[\]^]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else if (char === '{') {
      depth++;
      source += '(?:';
    } else if (char === '}') {
      if (--depth < 0) return undefined;
      source += ')';
    } else source += char === ',' && depth > 0 ? '|' : literal(char);
  }
  return depth === 0 ? source : undefined;
}

function literal(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
