// The words of a template, as the lexer hands them to the parser.
import { quote } from '../go/quote';

export type TokenKind =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelimiter'
  | 'leftParenthesis'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelimiter'
  | 'rightParenthesis'
  | 'string'
  | 'text'
  | 'variable'
  | 'block'
  | 'break'
  | 'continue'
  | 'dot'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'nil'
  | 'range'
  | 'template'
  | 'with';

export interface Token {
  readonly kind: TokenKind;
  /** For an error, what is wrong. */
  readonly value: string;
  readonly offset: number;
  /** Whether white space stands before it, within an action: what follows an operand at once is a part of it. */
  readonly spaced: boolean;
}

/** The kinds that are words of the language. */
export const KEYWORDS: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ['block', 'block'],
  ['break', 'break'],
  ['continue', 'continue'],
  ['define', 'define'],
  ['else', 'else'],
  ['end', 'end'],
  ['if', 'if'],
  ['nil', 'nil'],
  ['range', 'range'],
  ['template', 'template'],
  ['with', 'with'],
]);

const WORDS: ReadonlySet<TokenKind> = new Set([...KEYWORDS.values(), 'dot']);

/** How an error message shows a token. */
export function tokenText(token: Token): string {
  if (token.kind === 'eof') return 'EOF';
  if (token.kind === 'error') return token.value;
  if (WORDS.has(token.kind)) return `<${token.value}>`;
  // Go measures the length in bytes and cuts after ten characters.
  if (new TextEncoder().encode(token.value).length > 10) return `${quote([...token.value].slice(0, 10).join(''))}...`;
  return quote(token.value);
}
