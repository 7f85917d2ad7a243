// go-yaml's typing rules: which type a plain scalar has when it is read, and which strings need quotes when they are written.
import type { ScalarTag } from '../model';
import { parseFloat64, parseInteger } from './numbers';
import { parseTimestamp } from './timestamps';

export type ResolvedTag = ScalarTag | 'merge';

/** What go-yaml v3 looks up before anything else. `yes`, `on` and their kin are strings to it. */
const READ_WORDS = new Map<string, ResolvedTag>([
  ['', 'null'],
  ['~', 'null'],
  ['null', 'null'],
  ['Null', 'null'],
  ['NULL', 'null'],
  ['true', 'bool'],
  ['True', 'bool'],
  ['TRUE', 'bool'],
  ['false', 'bool'],
  ['False', 'bool'],
  ['FALSE', 'bool'],
  ['<<', 'merge'],
]);

/** Booleans of YAML 1.1, which the writer (go-yaml v2) still knows. */
const WRITTEN_WORDS = new Set(
  'y Y yes Yes YES on On ON n N no No NO off Off OFF true True TRUE false False FALSE ~ null Null NULL'.split(' '),
);

const SPECIAL_FLOATS = new Set('.nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF'.split(' '));

const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** `12:30`: a number to YAML 1.1, which go-yaml quotes where it writes, and does not read. */
export function isBase60(text: string): boolean {
  return BASE_60.test(text);
}

/** go-yaml `v3` reads objects; `v2` reads kustomization files and JSON patches, where `yes` and `on` are booleans. */
export type Typing = 'v3' | 'v2';

/** The type of a plain scalar without a tag, as go-yaml resolves it. */
export function resolvePlain(text: string, typing: Typing = 'v3'): ResolvedTag {
  const first = text.charCodeAt(0);
  // Letters cannot start a number, and words of the table are at most five characters long.
  if (first >= 65 && text.length > 5) return 'str';
  const word = READ_WORDS.get(text);
  if (word !== undefined) return word;
  if (typing === 'v2' && WRITTEN_WORDS.has(text)) return 'bool';
  if (!isNumberStart(first)) return 'str';
  const tag = resolveNumber(text, typing === 'v2');
  // go-yaml v2 keeps the text of a time where no type is asked for.
  return tag === 'timestamp' && typing === 'v2' ? 'str' : tag;
}

/**
 * The type of a scalar with an explicit tag.
 * @returns undefined where the text cannot be read as that type, which go-yaml refuses.
 */
export function resolveTagged(tag: string, text: string, typing?: Typing): ScalarTag | undefined {
  const short = tag.replace(/^tag:yaml\.org,2002:/, '!!');
  if (short === '!!str') return 'str';
  if (short === '!!binary') return 'binary';
  if (!/^!!(?:int|float|bool|null|timestamp)$/.test(short)) return 'str';
  const wanted = short.slice(2) as ScalarTag;
  const found = resolvePlain(text, wanted === 'bool' ? typing : undefined);
  if (found === wanted) return wanted;
  // Only an explicit !!timestamp looks for a time where another tag was given; an integer is good enough for a float.
  return wanted === 'float' && found === 'int' ? 'float' : undefined;
}

/** Whether a string has to be quoted because YAML 1.1 or 1.2 would read it as another type (go-yaml v2, `stringv`). */
export function readsAsOtherType(text: string): boolean {
  if (text === '') return true;
  const first = text.charCodeAt(0);
  if (!isNumberStart(first)) return text.length <= 5 && WRITTEN_WORDS.has(text);
  return resolveNumber(text, true) !== 'str' || BASE_60.test(text);
}

function isNumberStart(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46;
}

/** Everything that a number or time is written with, in any notation. */
const OF_NUMBERS = /^[-+.:0-9a-fA-FxXoOtTzZ_ ,]*$/;

function resolveNumber(text: string, asVersion2 = false): ResolvedTag {
  // Most of what begins like one is a quantity, such as 500m and 256Mi.
  if (!OF_NUMBERS.test(text)) return SPECIAL_FLOATS.has(text) ? 'float' : 'str';
  if (SPECIAL_FLOATS.has(text)) return 'float';
  if (text.charCodeAt(0) === 46) return parseFloat64(text) === undefined ? 'str' : 'float';
  if (parseTimestamp(text) !== undefined) return 'timestamp';
  if (parseInteger(text) !== undefined && !(asVersion2 && isSignedOctal(text))) return 'int';
  return parseFloat64(text) === undefined ? 'str' : 'float';
}

/** `0o-7`: an integer to go-yaml v3 only. `0o7` is one to both, as Go's own parser knows it. */
function isSignedOctal(text: string): boolean {
  return /^0o[-+]/.test(text);
}
