// The tokens of a text, as far as it is not nested too deeply: everything downstream is recursive.
import { type Lexer, Parser } from 'yaml';

/** Lists and maps in each other. Deeper documents are refused. */
export const DEPTH_LIMIT = 1000;

/** The document, and the scalar that is being read. */
const AROUND = 2;

/** Thrown where a text is nested deeper, before time is spent on the rest of it. */
export class TooDeepError extends Error {
  override readonly name = 'TooDeepError';
  constructor(readonly offset: number) {
    super('too deep');
  }
}

/** @throws TooDeepError */
export function* tokensOf(lexer: Lexer, source: string): ReturnType<Parser['parse']> {
  const parser = new Parser();
  for (const lexeme of lexer.lex(source)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEPTH_LIMIT + AROUND) throw new TooDeepError(parser.offset - lexeme.length);
  }
  yield* parser.end();
}
