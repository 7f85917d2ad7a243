// Brackets and quotes whose lines stand further left than their key: go-yaml takes them, the `yaml` library's lexer ends them there.
import { Lexer, type Parser } from 'yaml';
import { tokensOf } from './tokens';

/** What of the lexer is the library's own matter; its version is pinned, and a test shows that these still hold. */
interface LexerState {
  indentNext: number;
  parseFlowCollection(): Generator<string, unknown>;
  parseQuotedScalar(): Generator<string, unknown>;
}

/**
 * The tokens of a text in which lines inside of brackets and quotes may begin at any column, as in YAML 1.1's productions for flow
 * content and in libyaml. Where a bracket is not closed at all, it takes in the rest of the text: so this is for texts that the library
 * refuses, and for its answer only where there is nothing left to refuse.
 */
export function tokensWithAnyFlowIndentation(source: string): ReturnType<Parser['parse']> {
  const lexer = new Lexer();
  const state = lexer as unknown as LexerState;
  const collection = state.parseFlowCollection.bind(lexer);
  const quoted = state.parseQuotedScalar.bind(lexer);
  state.parseFlowCollection = () => withoutIndentation(state, collection);
  state.parseQuotedScalar = () => withoutIndentation(state, quoted);
  return tokensOf(lexer, source);
}

function* withoutIndentation(state: LexerState, parse: () => Generator<string, unknown>): Generator<string, unknown> {
  const wanted = state.indentNext;
  state.indentNext = 0;
  try {
    return yield* parse();
  } finally {
    state.indentNext = wanted;
  }
}
