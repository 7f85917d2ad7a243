// The tokens of a text as go-yaml takes them, each only when it is asked for: which fault of several is told depends on it.
// Source: go.yaml.in/yaml/v2, `scannerc.go`.
import { Cursor, isBlank, isBlankOrEnd, isBreak } from './cursor';
import { readDirective, readName, readTag } from './properties';
import { skipBlock, skipPlain, skipQuoted } from './scalars';

export type TokenKind =
  | ('version' | 'handle' | 'documentStart' | 'documentEnd' | 'end')
  | ('blockList' | 'blockMap' | 'blockEnd' | 'blockItem' | 'key' | 'value')
  | ('list' | 'listEnd' | 'map' | 'mapEnd' | 'comma')
  | ('alias' | 'anchor' | 'tag' | 'scalar');

export interface Token {
  readonly kind: TokenKind;
  /** From 0. */
  readonly line: number;
  /** The name of an anchor or alias, the handle of a tag, a version; else nothing. */
  readonly text: string;
}

/** What may turn out to be a key, once a colon follows in its line. */
interface Candidate {
  readonly number: number;
  readonly line: number;
  readonly column: number;
  readonly at: number;
  /** Nothing else can stand there. */
  readonly isRequired: boolean;
}

/** So many characters may stand before the colon. */
const LONGEST_KEY = 1024;

export class Scanner {
  readonly #cursor: Cursor;
  readonly #tokens: Token[] = [];
  #taken = 0;
  readonly #indents: number[] = [];
  #indent = -1;
  /** One for each level of brackets, and one for none. */
  readonly #candidates: (Candidate | undefined)[] = [undefined];
  /** The number of the token that each level is about. */
  readonly #numbers: number[] = [0];
  /** Tokens that are not settled yet, each with its level. */
  readonly #open = new Map<number, number>();
  #mayBeKey = true;

  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  /** @throws SyntaxFault */
  peek(): Token {
    while (this.#tokens.length === 0 || this.#mayBecomeKey()) this.#scan();
    return this.#tokens[0] as Token;
  }

  step(): void {
    this.#tokens.shift();
    this.#taken += 1;
  }

  get #isInBrackets(): boolean {
    return this.#candidates.length > 1;
  }

  get #next(): number {
    return this.#taken + this.#tokens.length;
  }

  /** Whether the first token is not settled yet. */
  #mayBecomeKey(): boolean {
    const level = this.#open.get(this.#taken);
    return level !== undefined && this.#isStillPossible(level);
  }

  #isStillPossible(level: number): boolean {
    const candidate = this.#candidates[level];
    if (candidate === undefined) return false;
    const { line, at } = this.#cursor;
    if (candidate.line === line && candidate.at + LONGEST_KEY >= at) return true;
    this.#refuseLost(candidate);
    this.#candidates[level] = undefined;
    return false;
  }

  #refuseLost({ isRequired }: Candidate): void {
    if (isRequired) throw this.#cursor.fault("could not find expected ':'");
  }

  /** What was there turns out to be no key. */
  #drop(): void {
    const level = this.#candidates.length - 1;
    const candidate = this.#candidates[level];
    if (candidate === undefined) return;
    this.#refuseLost(candidate);
    this.#candidates[level] = undefined;
    this.#open.delete(candidate.number);
  }

  /** Here a key may begin. */
  #note(): void {
    if (!this.#mayBeKey) return;
    const { line, column, at } = this.#cursor;
    const isRequired = !this.#isInBrackets && this.#indent === column;
    this.#drop();
    const level = this.#candidates.length - 1;
    const number = this.#next;
    this.#candidates[level] = { number, line, column, at, isRequired };
    this.#numbers[level] = number;
    this.#open.set(number, level);
  }

  #add(kind: TokenKind, text = '', line = this.#cursor.line): void {
    this.#tokens.push({ kind, line, text });
  }

  #scan(): void {
    const cursor = this.#cursor;
    this.#skipBetween();
    this.#unroll(cursor.column);
    const { char } = cursor;
    if (char === '') this.#end();
    else if (cursor.column === 0 && char === '%') this.#directive();
    else if (cursor.isAtDocumentMark()) this.#documentMark();
    else if (char === '[' || char === '{') this.#bracket(char);
    else if (char === ']' || char === '}') this.#close(char);
    else if (char === ',') this.#indicator('comma', true);
    else if (char === '-' && isBlankOrEnd(cursor.ahead(1))) this.#item();
    else if (char === '?' && this.#isIndicator()) this.#key();
    else if (char === ':' && this.#isIndicator()) this.#value();
    else this.#content(char);
  }

  #isIndicator(): boolean {
    return this.#isInBrackets || isBlankOrEnd(this.#cursor.ahead(1));
  }

  #skipBetween(): void {
    const cursor = this.#cursor;
    for (;;) {
      // A mark of the order of bytes has no width.
      if (cursor.column === 0 && cursor.char === '\ufeff') cursor.at += 1;
      // A tab must not indent what may be a key.
      while (cursor.char === ' ' || (cursor.char === '\t' && (this.#isInBrackets || !this.#mayBeKey))) cursor.step();
      if (cursor.char === '#') cursor.skipWhile((char) => !isBreak(char));
      if (!isBreak(cursor.char)) return;
      cursor.skipBreak();
      if (!this.#isInBrackets) this.#mayBeKey = true;
    }
  }

  /** A block begins that is indented further than the one around it. @param at the number of the token before which it does. */
  #roll(column: number, kind: 'blockList' | 'blockMap', line: number, at = this.#next): void {
    if (this.#isInBrackets || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#tokens.splice(at - this.#taken, 0, { kind, line, text: '' });
  }

  #unroll(column: number): void {
    if (this.#isInBrackets) return;
    while (this.#indent > column) {
      this.#add('blockEnd');
      this.#indent = this.#indents.pop() as number;
    }
  }

  #reset(): void {
    this.#unroll(-1);
    this.#drop();
    this.#mayBeKey = false;
  }

  #end(): void {
    const cursor = this.#cursor;
    // A line that does not end is one nevertheless.
    if (cursor.column !== 0) {
      cursor.column = 0;
      cursor.line += 1;
    }
    this.#reset();
    this.#add('end');
  }

  #directive(): void {
    this.#reset();
    const { line } = this.#cursor;
    const directive = readDirective(this.#cursor);
    this.#add(directive.kind, directive.kind === 'version' ? directive.version : directive.handle, line);
  }

  #documentMark(): void {
    this.#reset();
    this.#add(this.#cursor.char === '-' ? 'documentStart' : 'documentEnd');
    this.#cursor.step(3);
  }

  #bracket(char: string): void {
    this.#note();
    this.#candidates.push(undefined);
    this.#numbers.push(this.#next);
    this.#mayBeKey = true;
    this.#add(char === '[' ? 'list' : 'map');
    this.#cursor.step();
  }

  #close(char: string): void {
    this.#drop();
    if (this.#isInBrackets) {
      this.#candidates.pop();
      // Where nothing stood in the brackets, that is the number of the opening one: it is then settled before the line ends.
      this.#open.delete(this.#numbers.pop() as number);
    }
    this.#mayBeKey = false;
    this.#add(char === ']' ? 'listEnd' : 'mapEnd');
    this.#cursor.step();
  }

  #indicator(kind: TokenKind, mayBeKey: boolean): void {
    this.#drop();
    this.#mayBeKey = mayBeKey;
    this.#add(kind);
    this.#cursor.step();
  }

  /** In a block, something may begin only where a key might. */
  #begin(kind: 'blockList' | 'blockMap', words: string): void {
    if (this.#isInBrackets) return;
    if (!this.#mayBeKey) throw this.#cursor.fault(`${words} are not allowed in this context`);
    this.#roll(this.#cursor.column, kind, this.#cursor.line);
  }

  #item(): void {
    this.#begin('blockList', 'block sequence entries');
    this.#indicator('blockItem', true);
  }

  #key(): void {
    this.#begin('blockMap', 'mapping keys');
    this.#indicator('key', !this.#isInBrackets);
  }

  #value(): void {
    const level = this.#candidates.length - 1;
    const candidate = this.#candidates[level];
    if (candidate !== undefined && this.#isStillPossible(level)) {
      const { number, line, column } = candidate;
      this.#tokens.splice(number - this.#taken, 0, { kind: 'key', line, text: '' });
      this.#roll(column, 'blockMap', line, number);
      this.#candidates[level] = undefined;
      this.#open.delete(number);
      this.#mayBeKey = false;
    } else {
      this.#begin('blockMap', 'mapping values');
      this.#mayBeKey = !this.#isInBrackets;
    }
    this.#add('value');
    this.#cursor.step();
  }

  #content(char: string): void {
    const cursor = this.#cursor;
    const { line } = cursor;
    if ((char === '|' || char === '>') && !this.#isInBrackets) {
      this.#drop();
      this.#mayBeKey = true;
      skipBlock(cursor, this.#indent);
      this.#add('scalar', '', line);
      return;
    }
    const isPlain = this.#beginsPlain(char);
    if (!isPlain && !'*&!\'"'.includes(char)) throw cursor.fault('found character that cannot start any token');
    this.#note();
    this.#mayBeKey = false;
    if (char === '*' || char === '&') this.#add(char === '*' ? 'alias' : 'anchor', readName(cursor), line);
    else if (char === '!') this.#add('tag', readTag(cursor), line);
    else {
      if (char === "'" || char === '"') skipQuoted(cursor, char);
      else if (skipPlain(cursor, this.#indent, this.#isInBrackets)) this.#mayBeKey = true;
      this.#add('scalar', '', line);
    }
  }

  #beginsPlain(char: string): boolean {
    const next = this.#cursor.ahead(1);
    if (char === '-') return !isBlank(next);
    if (char === '?' || char === ':') return !this.#isInBrackets && !isBlankOrEnd(next);
    return !isBlank(char) && !',[]{}#&*!|>\'"%@`'.includes(char);
  }
}
