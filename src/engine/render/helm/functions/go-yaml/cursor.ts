// A place in a text as go-yaml counts it, and the kinds of characters that it knows.

/** go-yaml refuses the text. */
export class SyntaxFault extends Error {
  /** @param line from 1; undefined where go-yaml tells none */
  constructor(
    readonly problem: string,
    readonly line: number | undefined,
  ) {
    super(problem);
  }
}

/** The next character of a text. At its end that is an empty text. */
export class Cursor {
  at = 0;
  /** From 0. */
  line = 0;
  /** From 0. */
  column = 0;

  constructor(readonly text: string) {}

  get char(): string {
    return this.text.charAt(this.at);
  }

  ahead(count: number): string {
    return this.text.charAt(this.at + count);
  }

  step(count = 1): void {
    this.at += count;
    this.column += count;
  }

  skipBreak(): void {
    this.at += this.text.startsWith('\r\n', this.at) ? 2 : 1;
    this.line += 1;
    this.column = 0;
  }

  skipWhile(isOne: (char: string) => boolean): void {
    while (this.char !== '' && isOne(this.char)) this.step();
  }

  /** White space and a comment; then the line has to end. */
  skipToLineEnd(): void {
    this.skipWhile(isBlank);
    if (this.char === '#') this.skipWhile((char) => !isBreak(char));
    if (!isBreakOrEnd(this.char)) throw this.fault('did not find expected comment or line break');
    if (isBreak(this.char)) this.skipBreak();
  }

  /** `---` or `...` by itself at the beginning of a line. */
  isAtDocumentMark(mark?: string): boolean {
    if (this.column !== 0 || !isBlankOrEnd(this.ahead(3))) return false;
    const here = this.text.slice(this.at, this.at + 3);
    return mark === undefined ? here === '---' || here === '...' : here === mark;
  }

  /** What the scanner refuses, it tells the line of, counted from 1, but for the first one. */
  fault(problem: string): SyntaxFault {
    return new SyntaxFault(problem, this.line === 0 ? undefined : this.line + 1);
  }
}

export const isBlank = (char: string): boolean => char === ' ' || char === '\t';

export const isBreak = (char: string): boolean => char !== '' && '\n\r\u0085\u2028\u2029'.includes(char);

export const isBreakOrEnd = (char: string): boolean => char === '' || isBreak(char);

export const isBlankOrEnd = (char: string): boolean => isBreakOrEnd(char) || isBlank(char);

export const isWord = (char: string): boolean => /[0-9A-Za-z_-]/.test(char);
