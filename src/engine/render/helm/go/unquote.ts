// Reads Go's string and character constants (strconv.Unquote, strconv.UnquoteChar).
import { runeText } from './quote';
import { stringOf } from './values';

/** The text of a quoted constant, raw or interpreted; undefined where Go says `invalid syntax`. */
export function unquote(constant: string): string | undefined {
  const mark = constant[0];
  if (constant.length < 2 || mark !== constant[constant.length - 1]) return undefined;
  const body = constant.slice(1, -1);
  if (mark === '`') return body.includes('`') ? undefined : body.replaceAll('\r', '');
  if (mark !== '"' && mark !== "'") return undefined;
  if (body.includes('\n')) return undefined;
  if (!body.includes('\\') && !body.includes(mark) && mark === '"') return body;
  return interpreted(body, mark);
}

/** One character of a constant whose opening mark is past: its code, and what follows; undefined where it is invalid. */
export function unquoteChar(
  text: string,
  mark: string,
): { readonly code: number; readonly isByte: boolean; readonly rest: string } | undefined {
  if (text === '' || text[0] === mark) return undefined;
  if (text[0] !== '\\') {
    const code = text.codePointAt(0) ?? 0;
    return { code, isByte: false, rest: text.slice(code > 0xffff ? 2 : 1) };
  }
  return escaped(text, mark);
}

const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const WIDTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function escaped(text: string, mark: string): ReturnType<typeof unquoteChar> {
  const letter = text[1] ?? '';
  const simple = SIMPLE[letter] ?? (letter === mark ? letter.charCodeAt(0) : undefined);
  if (simple !== undefined) return { code: simple, isByte: false, rest: text.slice(2) };
  const width = WIDTHS[letter];
  if (width !== undefined) {
    const digits = text.slice(2, 2 + width);
    if (digits.length < width || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
    const code = Number.parseInt(digits, 16);
    if (letter !== 'x' && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) return undefined;
    return { code, isByte: letter === 'x', rest: text.slice(2 + width) };
  }
  const octal = /^[0-7]{3}/.exec(text.slice(1))?.[0];
  if (octal === undefined) return undefined;
  const code = Number.parseInt(octal, 8);
  return code > 255 ? undefined : { code, isByte: true, rest: text.slice(4) };
}

function interpreted(body: string, mark: string): string | undefined {
  const bytes: number[] = [];
  let count = 0;
  for (let rest = body; rest !== ''; count += 1) {
    const one = unquoteChar(rest, mark);
    if (one === undefined) return undefined;
    if (one.isByte) bytes.push(one.code);
    else if (one.code >= 0xdc80 && one.code <= 0xdcff) bytes.push(one.code - 0xdc00);
    else bytes.push(...new TextEncoder().encode(runeText(one.code)));
    rest = one.rest;
  }
  return mark === "'" && count !== 1 ? undefined : stringOf(Uint8Array.from(bytes));
}
