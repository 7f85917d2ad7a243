// The two ways in which a git generator matches paths: Go's path.Match for folders, Git's pathspecs for files.

/** path.Match of Go: `*` and `?` stay within a segment. Undefined where the pattern is malformed. */
export function folderPattern(pattern: string): RegExp | undefined {
  return regExp(pattern, { any: '[^/]*', one: '[^/]' });
}

/**
 * What `git ls-files -- <pattern>` lists, as Argo CD asks unless it is told otherwise: `*` also matches `/`, and a folder
 * stands for all that is in it. Undefined where the pattern has pathspec magic or is malformed.
 */
export function filePattern(pattern: string): ((path: string) => boolean) | undefined {
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  const plain = segments.join('/');
  const isOdd = pattern.startsWith(':') || pattern.startsWith('/') || segments.includes('..');
  const glob = isOdd ? undefined : regExp(plain, { any: '.*', one: '.' });
  if (glob === undefined) return undefined;
  return (path) => path === plain || path.startsWith(`${plain}/`) || glob.test(path);
}

interface Wildcards {
  readonly any: string;
  readonly one: string;
}

function regExp(pattern: string, { any, one }: Wildcards): RegExp | undefined {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*') source += any;
    else if (char === '?') source += one;
    else if (char === '\\') {
      if (++at === pattern.length) return undefined;
      source += escaped(pattern.charAt(at));
    } else if (char === '[') {
      const set = /^\[([!^]?)((?:\\.|[^\]\\])+)\]/.exec(pattern.slice(at));
      if (set === null) return undefined;
      source += `(?!/)[${set[1] === '' ? '' : '^'}${(set[2] as string).replace(/[[^]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else source += escaped(char);
  }
  return compiled(source);
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
