// The parser's look-ahead: up to two tokens can be put back.
import type { Lexer } from './lexer';
import type { Source } from './nodes';
import { positionAt } from './position';
import { TemplateError } from './template-error';
import { type Token, type TokenKind, tokenText } from './token';

/** What was read and put back; parsers of nested templates share it with the outer one. */
interface LookAhead {
  readonly held: Token[];
  count: number;
}

export class TokenReader {
  tokens: LookAhead = { held: [], count: 0 };
  /** Where the delimiter stands that opened the action at hand; undefined outside. */
  protected actionStart: number | undefined;

  constructor(
    protected readonly source: Source,
    protected readonly lexer: Lexer,
  ) {}

  protected next(): Token {
    const { tokens } = this;
    if (tokens.count > 0) tokens.count -= 1;
    else tokens.held[0] = this.lexer.next();
    return tokens.held[tokens.count] as Token;
  }

  protected peek(): Token {
    const { tokens } = this;
    if (tokens.count === 0) {
      tokens.count = 1;
      tokens.held[0] = this.lexer.next();
    }
    return tokens.held[tokens.count - 1] as Token;
  }

  protected backup(): void {
    this.tokens.count += 1;
  }

  /** Puts back a token and the one after it, which is still there. */
  protected backup2(first: Token): void {
    this.tokens.held[1] = first;
    this.tokens.count = 2;
  }

  protected expect(kind: TokenKind, context: string): Token {
    const token = this.next();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  protected unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') return this.fail(`unexpected ${tokenText(token)} in ${context}`);
    const started = this.actionStart === undefined ? undefined : this.lineOf(this.actionStart);
    const place = started === undefined || started === this.lineOf(token.offset) ? '' : ` started at ${this.source.name}:${started}`;
    return this.fail(`${token.value}${place !== '' && !token.value.endsWith(' action') ? ' in action' : ''}${place}`);
  }

  /** Ends the parse at the token read last. */
  protected fail(message: string): never {
    const line = this.lineOf(this.tokens.held[0]?.offset ?? 0);
    throw new TemplateError(`template: ${this.source.name}:${line}: ${message}`, { file: this.source.name, line });
  }

  private lineOf(offset: number): number {
    return positionAt(this.source, offset).line;
  }
}
