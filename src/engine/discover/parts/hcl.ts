// HCL as far as versions stand in it: blocks, and the texts of attributes that are written as they are. Expressions are passed over.
// Source: HashiCorp's specification of HCL's native syntax.

export interface HclText {
  readonly value: string;
  /** Of the first character behind the quote, from 1. */
  readonly line: number;
  readonly column: number;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: HclBody;
  readonly line: number;
}

export interface HclBody {
  /** Those whose value is one quoted text with nothing to work out in it. */
  readonly texts: ReadonlyMap<string, HclText>;
  readonly blocks: readonly HclBlock[];
}

/** Never fails: what cannot be read is passed over. */
export function parseHcl(source: string): HclBody {
  return bodyOf(tokensOf(source), { at: 0 });
}

type Token = { readonly line: number; readonly column: number } & (
  | { readonly kind: 'name' | 'mark'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly isPlain: boolean }
  | { readonly kind: 'end' }
);

interface Cursor {
  at: number;
}

function bodyOf(tokens: readonly Token[], cursor: Cursor): HclBody {
  const texts = new Map<string, HclText>();
  const blocks: HclBlock[] = [];
  while (cursor.at < tokens.length) {
    const token = tokens[cursor.at++] as Token;
    if (token.kind === 'mark' && token.text === '}') break;
    if (token.kind !== 'name') continue;
    const next = tokens[cursor.at];
    if (next?.kind === 'mark' && next.text === '=') {
      cursor.at++;
      const value = textOf(tokens, cursor);
      if (value !== undefined) texts.set(token.text, value);
    } else {
      const block = blockOf(token.text, token.line, tokens, cursor);
      if (block !== undefined) blocks.push(block);
    }
  }
  return { texts, blocks };
}

function blockOf(type: string, line: number, tokens: readonly Token[], cursor: Cursor): HclBlock | undefined {
  const labels: string[] = [];
  for (let token = tokens[cursor.at]; token?.kind === 'text' || token?.kind === 'name'; token = tokens[++cursor.at])
    labels.push(token.text);
  const opening = tokens[cursor.at];
  if (opening?.kind !== 'mark' || opening.text !== '{') return undefined;
  cursor.at++;
  return { type, labels, body: bodyOf(tokens, cursor), line };
}

/** The rest of an attribute: its text, where that is all. A bracket that is open goes over the end of the line. */
function textOf(tokens: readonly Token[], cursor: Cursor): HclText | undefined {
  const start = cursor.at;
  for (let depth = 0; cursor.at < tokens.length; cursor.at++) {
    const token = tokens[cursor.at] as Token;
    if (token.kind === 'end' && depth === 0) break;
    if (token.kind !== 'mark') continue;
    if (token.text === '}' && depth === 0) break;
    if (OPENING.has(token.text)) depth++;
    if (CLOSING.has(token.text)) depth--;
  }
  const [only, ...more] = tokens.slice(start, cursor.at);
  return only?.kind === 'text' && only.isPlain && more.length === 0
    ? { value: only.text, line: only.line, column: only.column }
    : undefined;
}

const OPENING = new Set(['{', '[', '(']);
const CLOSING = new Set(['}', ']', ')']);

const TOKEN =
  /(?<space>[ \t\r]+)|(?<comment>#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<heredoc><<-?(?<tag>\w+)\n[\s\S]*?\n[ \t]*\k<tag>(?=\s|$))|"(?<text>(?:[^"\\\n]|\\.)*)"|(?<name>[\p{L}_][\p{L}\p{N}_.-]*)|(?<end>\n)|(?<mark>[\s\S])/uy;

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let [line, lineStart] = [1, 0];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(source); match !== null; match = TOKEN.exec(source)) {
    const { text, name, end, mark } = match.groups ?? {};
    const place = { line, column: match.index - lineStart + 1 };
    // An escape or an interpolation makes another text than the one that is written.
    if (text !== undefined) tokens.push({ kind: 'text', text, isPlain: !/\\|\$\{|%\{/.test(text), line, column: place.column + 1 });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, ...place });
    else if (end !== undefined) tokens.push({ kind: 'end', ...place });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, ...place });
    const lines = match[0].split('\n');
    if (lines.length > 1) [line, lineStart] = [line + lines.length - 1, match.index + match[0].lastIndexOf('\n') + 1];
  }
  return tokens;
}
