// Cuts a template into tokens as Go's text/template does, one at a time.
import { isPrintable, quote } from '../go/quote';
import { KEYWORDS, type Token, type TokenKind } from './token';

export interface Delimiters {
  readonly left: string;
  readonly right: string;
}

export const DELIMITERS: Delimiters = { left: '{{', right: '}}' };

const WORD = /^[\p{L}\p{Nd}_]$/u;

/** Reads tokens on demand; after an error there is nothing more to read. */
export class Lexer {
  private at = 0;
  private start = 0;
  private parentheses = 0;
  private spaced = false;
  private inside = false;
  /** Where a function is called `break` or `continue`, the word is that function. */
  breakIsFunction = false;
  continueIsFunction = false;

  constructor(
    private text: string,
    private readonly delimiters: Delimiters = DELIMITERS,
  ) {}

  next(): Token {
    this.spaced = false;
    return this.inside ? this.action() : this.outside();
  }

  private outside(): Token {
    for (;;) {
      const found = this.text.indexOf(this.delimiters.left, this.at);
      if (found < 0) return this.rest();
      if (found > this.at) {
        const text = this.textBefore(found);
        if (text !== undefined) return text;
      }
      const token = this.leftDelimiter();
      if (token !== undefined) return token;
    }
  }

  private rest(): Token {
    this.at = this.text.length;
    return this.at > this.start ? this.token('text') : { kind: 'eof', value: '', offset: this.at, spaced: false };
  }

  /** Text up to a delimiter, without the white space that a trim marker takes. */
  private textBefore(found: number): Token | undefined {
    let end = found;
    if (this.trimsLeft(found + this.delimiters.left.length)) while (end > this.start && isSpaceAt(this.text, end - 1)) end -= 1;
    this.at = end;
    const token = end > this.start ? this.token('text') : undefined;
    this.skipTo(found);
    return token;
  }

  private leftDelimiter(): Token | undefined {
    const after = this.at + this.delimiters.left.length;
    const marker = this.trimsLeft(after) ? 2 : 0;
    if (this.text.startsWith('/*', after + marker)) {
      this.skipTo(after + marker);
      return this.comment();
    }
    this.at = after;
    const token = this.token('leftDelimiter', this.delimiters.left);
    this.skipTo(after + marker);
    this.inside = true;
    this.parentheses = 0;
    return token;
  }

  /** Passes over a comment; an error where it does not end well. */
  private comment(): Token | undefined {
    const close = this.text.indexOf('*/', this.at + 2);
    if (close < 0) return this.error('unclosed comment');
    this.at = close + 2;
    const end = this.rightDelimiterAt();
    if (end === undefined) return this.error('comment ends before closing delimiter');
    this.skipTo(this.at + end.length);
    if (end.trims) this.skipSpaces();
    return undefined;
  }

  private rightDelimiter(end: { readonly length: number; readonly trims: boolean }): Token {
    if (end.trims) this.skipTo(this.at + 2);
    this.at += this.delimiters.right.length;
    const token = this.token('rightDelimiter', this.delimiters.right);
    if (end.trims) this.skipSpaces();
    this.inside = false;
    return token;
  }

  private action(): Token {
    const end = this.rightDelimiterAt();
    if (end !== undefined) return this.parentheses === 0 ? this.rightDelimiter(end) : this.error('unclosed left paren');
    if (isSpaceAt(this.text, this.at)) return this.behindSpaces();
    const character = this.peek();
    if (character === '') return this.error('unclosed action');
    this.at += character.length;
    if (isWord(character) && !isDigit(character)) return this.identifier();
    return this.operator(character) ?? this.operand(character);
  }

  private operator(character: string): Token | undefined {
    switch (character) {
      case '=':
        return this.token('assign');
      case ':':
        if (this.peek() !== '=') {
          this.at += this.peek().length;
          return this.error('expected :=');
        }
        this.at += 1;
        return this.token('declare');
      case '|':
        return this.token('pipe', '|');
      case '(':
        this.parentheses += 1;
        return this.token('leftParenthesis');
      case ')':
        this.parentheses -= 1;
        return this.parentheses < 0 ? this.error('unexpected right paren') : this.token('rightParenthesis');
      default:
        return undefined;
    }
  }

  private operand(character: string): Token {
    if (character === '"') return this.quoted('"', 'string', 'unterminated quoted string');
    if (character === "'") return this.quoted("'", 'charConstant', 'unterminated character constant');
    if (character === '`') return this.rawString();
    if (character === '$') return this.fieldOrVariable('variable');
    if (character === '.' && !isDigit(this.text[this.at] ?? '0')) return this.fieldOrVariable('field');
    if (isDigit(character) || character === '.' || character === '+' || character === '-') {
      this.at -= 1;
      return this.number();
    }
    if (character >= ' ' && character <= '~') return this.token('char');
    return this.error(`unrecognized character in action: ${codePoint(character)}`);
  }

  /** The token behind spaces, of which the last one may belong to a trim marker. */
  private behindSpaces(): Token {
    let end = this.at + 1;
    while (isSpaceAt(this.text, end)) end += 1;
    const trims = this.text[end] === '-' && this.text.startsWith(this.delimiters.right, end + 1);
    this.skipTo(trims ? end - 1 : end);
    this.spaced = true;
    return this.action();
  }

  private identifier(): Token {
    this.word();
    const word = this.text.slice(this.start, this.at);
    if (!this.atTerminator()) return this.badCharacter();
    const keyword = KEYWORDS.get(word);
    if (keyword !== undefined && !(word === 'break' && this.breakIsFunction) && !(word === 'continue' && this.continueIsFunction))
      return this.token(keyword);
    return this.token(word === 'true' || word === 'false' ? 'bool' : 'identifier');
  }

  private fieldOrVariable(kind: 'field' | 'variable'): Token {
    if (this.atTerminator()) return this.token(kind === 'variable' ? kind : 'dot');
    this.word();
    return this.atTerminator() ? this.token(kind) : this.badCharacter();
  }

  private word(): void {
    ASCII_WORD.lastIndex = this.at;
    ASCII_WORD.test(this.text);
    this.at = ASCII_WORD.lastIndex;
    for (let next = this.peek(); next !== '' && isWord(next); next = this.peek()) this.at += next.length;
  }

  private badCharacter(): Token {
    const next = this.peek();
    return this.error(`bad character ${next === '' ? 'U+FFFFFFFFFFFFFFFF' : codePoint(next)}`);
  }

  private quoted(mark: string, kind: TokenKind, complaint: string): Token {
    for (;;) {
      let character = this.text[this.at];
      if (character === '\\') {
        this.at += 1;
        character = this.text[this.at];
        if (character !== undefined && character !== '\n') {
          this.at += 1;
          continue;
        }
      }
      if (character === undefined || character === '\n') return this.error(complaint);
      this.at += 1;
      if (character === mark) return this.token(kind);
    }
  }

  private rawString(): Token {
    const close = this.text.indexOf('`', this.at);
    if (close < 0) return this.error('unterminated raw quoted string');
    this.at = close + 1;
    return this.token('rawString');
  }

  private number(): Token {
    if (!this.scanNumber()) return this.badNumber();
    if (this.text[this.at] !== '+' && this.text[this.at] !== '-') return this.token('number');
    if (!this.scanNumber() || this.text[this.at - 1] !== 'i') return this.badNumber();
    return this.token('complex');
  }

  private badNumber(): Token {
    return this.error(`bad number syntax: ${quote(this.text.slice(this.start, this.at))}`);
  }

  private scanNumber(): boolean {
    const shape =
      /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
    shape.lastIndex = this.at;
    this.at += shape.exec(this.text)?.[0].length ?? 0;
    const next = this.peek();
    if (next === '' || !isWord(next)) return true;
    this.at += next.length;
    return false;
  }

  private atTerminator(): boolean {
    const code = this.text.charCodeAt(this.at);
    if (Number.isNaN(code) || (code < CLASSES.length && (CLASSES[code] ?? 0) >= TERMINATOR)) return true;
    return this.text.startsWith(this.delimiters.right, this.at);
  }

  private rightDelimiterAt(): { readonly length: number; readonly trims: boolean } | undefined {
    const { text, at } = this;
    const { right } = this.delimiters;
    if (text[at] === right[0] && text.startsWith(right, at)) return { length: right.length, trims: false };
    if (text[at + 1] !== '-' || !isSpaceAt(text, at) || !text.startsWith(right, at + 2)) return undefined;
    return { length: right.length + 2, trims: true };
  }

  private trimsLeft(offset: number): boolean {
    return this.text[offset] === '-' && isSpaceAt(this.text, offset + 1);
  }

  /** A whole character, of two units perhaps; empty at the end. */
  private peek(): string {
    const unit = this.text.charAt(this.at);
    return unit < FIRST_SURROGATE ? unit : String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
  }

  private skipSpaces(): void {
    let end = this.at;
    while (isSpaceAt(this.text, end)) end += 1;
    this.skipTo(end);
  }

  private skipTo(offset: number): void {
    this.at = offset;
    this.start = offset;
  }

  private token(kind: TokenKind, value = this.text.slice(this.start, this.at)): Token {
    const token = { kind, value, offset: this.start, spaced: this.spaced };
    this.start = this.at;
    return token;
  }

  private error(value: string): Token {
    const token: Token = { kind: 'error', value, offset: this.start, spaced: this.spaced };
    this.text = '';
    this.at = 0;
    this.start = 0;
    this.inside = false;
    return token;
  }
}

/** All of most words at once. */
const ASCII_WORD = /[A-Za-z0-9_]*/y;

/** What the characters of ASCII are; everything from `TERMINATOR` on ends a word. */
const WORD_CHARACTER = 1;
const TERMINATOR = 2;
const SPACE = 3;
const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (' \n\t\r'.includes(character)) return SPACE;
  if ('.,|:)('.includes(character)) return TERMINATOR;
  return /\w/.test(character) ? WORD_CHARACTER : 0;
});

const isSpaceAt = (text: string, at: number): boolean => CLASSES[text.charCodeAt(at)] === SPACE;

const isDigit = (character: string): boolean => character >= '0' && character <= '9';

const FIRST_SURROGATE = '\ud800';

/** The expression is for the few templates that are not in ASCII: it costs more than all else here. */
function isWord(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < CLASSES.length ? CLASSES[code] === WORD_CHARACTER : WORD.test(character);
}

/** `%#U` of Go: U+0023 '#'. */
function codePoint(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code}${isPrintable(character) ? ` '${character}'` : ''}`;
}
