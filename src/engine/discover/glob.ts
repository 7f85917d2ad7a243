// Patterns of github.com/gobwas/glob: those of `.Files.Glob`, with `/` as the separator, and of others, without one.
import { compilePattern } from './glob/compile';
import { parsePattern } from './glob/pattern';

export interface GlobOptions {
  /** What `*` and `?` do not match. */
  readonly separator: '/' | '';
  /** What a pattern that cannot be read matches: every name, or none. */
  readonly malformed: boolean;
}

const OF_HELM: GlobOptions = { separator: '/', malformed: true };

/**
 * Whether a name matches.
 * @throws RangeError from the answer, in Go's words, for the few patterns over which the library panics; those that match
 * nothing when they are malformed match nothing then, for who reads them says nothing of it
 */
export function compileGlob(pattern: string, { separator, malformed }: GlobOptions = OF_HELM): (name: string) => boolean {
  const parsed = parsePattern(bytesAsText(pattern));
  if (parsed === undefined) return () => malformed;
  const matcher = compilePattern(parsed, separator);
  if (malformed) return (name) => matcher.matches(bytesAsText(name));
  return (name) => {
    try {
      return matcher.matches(bytesAsText(name));
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
}

const encoder = new TextEncoder();

/** The library goes by bytes: a character for each. */
function bytesAsText(text: string): string {
  return /^[ -~]*$/.test(text) ? text : Array.from(encoder.encode(text), (byte) => String.fromCharCode(byte)).join('');
}
