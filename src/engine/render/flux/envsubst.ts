// Substitutes `${var}` expressions as Flux does, operators of the shell included.
import { FailureError } from '../../model';
import { applyOperator } from './envsubst-operators';

/** The value of a variable; `unset` has none, `unknown` may have one that cannot be read here. */
export type Lookup = (name: string) => { readonly kind: 'value'; readonly text: string } | { readonly kind: 'unset' | 'unknown' };

/**
 * `$$` stands for `$`; a `$` that opens no brace stays. Unset variables are empty, as in the controller without its strict mode.
 *
 * Source: github.com/fluxcd/pkg/envsubst v1.7.1, a fork of drone/envsubst.
 *
 * @returns undefined when the result depends on an unknown variable.
 * @throws FailureError `invalidField` for an expression that the controller refuses as well.
 */
export function substitute(text: string, lookup: Lookup): string | undefined {
  const cursor: Cursor = { text, at: 0, lookup, unknown: false };
  let result = '';
  while (cursor.at < text.length) {
    if (text.startsWith('${', cursor.at)) result += expression(cursor);
    else {
      if (text.startsWith('$$', cursor.at)) cursor.at++;
      result += text[cursor.at];
      cursor.at++;
    }
  }
  return cursor.unknown ? undefined : result;
}

interface Cursor {
  readonly text: string;
  at: number;
  readonly lookup: Lookup;
  unknown: boolean;
}

const OPERATORS = /^(?::[=?+-]|=|\/[/#%]?|##?|%%?|,,?|\^\^?|:)/;

function expression(cursor: Cursor): string {
  const start = cursor.at;
  cursor.at += 2;
  const isLength = peek(cursor) === '#';
  if (isLength) cursor.at++;
  const name = /^[\p{L}\p{Nd}_]+/u.exec(cursor.text.slice(cursor.at))?.[0];
  if (name === undefined) throw refused(cursor, start, 'a variable name must follow');
  cursor.at += name.length;
  const operator = isLength ? '' : (OPERATORS.exec(cursor.text.slice(cursor.at, cursor.at + 2))?.[0] ?? '');
  cursor.at += operator.length;
  const args = operands(cursor, operator);
  if (peek(cursor) !== '}') throw refused(cursor, start, 'the closing brace is missing');
  cursor.at++;
  const found = cursor.lookup(name);
  if (found.kind === 'unknown') cursor.unknown = true;
  return applyOperator(isLength ? 'length' : operator, found.kind === 'value' ? found.text : '', args);
}

/** What stands behind an operator: parts of a default, offset and length, pattern and replacement. */
function operands(cursor: Cursor, operator: string): readonly string[] {
  if (operator === '' || /^[,^]/.test(operator)) return [];
  if (operator === ':') return list(cursor, ':');
  if (operator.startsWith('/')) return list(cursor, '/');
  if (/^[#%]/.test(operator)) return [operand(cursor, '}')];
  const parts: string[] = [];
  while (cursor.at < cursor.text.length && peek(cursor) !== '}') parts.push(operand(cursor, '}'));
  return parts;
}

function list(cursor: Cursor, separator: string): readonly string[] {
  const first = operand(cursor, separator === ':' ? ':}' : separator, separator === '/');
  if (peek(cursor) !== separator) return [first];
  cursor.at++;
  return peek(cursor) === '}' ? [first] : [first, operand(cursor, '}', separator === '/')];
}

/** One nested expression, or text up to one of `ends`. */
function operand(cursor: Cursor, ends: string, escapes = false): string {
  if (cursor.text.startsWith('${', cursor.at)) return expression(cursor);
  let result = '';
  while (cursor.at < cursor.text.length && !cursor.text.startsWith('${', cursor.at)) {
    const isEscape = escapes && /^(?:\$\$|\\[/\\])/.test(cursor.text.slice(cursor.at, cursor.at + 2));
    if (isEscape) cursor.at++;
    else if (ends.includes(peek(cursor))) break;
    result += peek(cursor);
    cursor.at++;
  }
  return result;
}

function peek({ text, at }: Cursor): string {
  return text[at] ?? '';
}

function refused({ text }: Cursor, start: number, detail: string): FailureError {
  return new FailureError({ code: 'invalidField', subject: text.slice(start, start + 40).split('\n')[0] ?? '', detail });
}
