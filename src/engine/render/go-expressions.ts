// Regular expressions of users, in Go's syntax and in time linear in the text: `re2js` is a port of RE2, which Go's are as well.
import { RE2JS } from 're2js';

export type Expression = ReturnType<RE2JS['re2']>;

/** What an expression is asked most: whether it matches somewhere in the text. */
export interface Pattern {
  readonly test: (text: string) => boolean;
}

/** An expression that does not parse, with Go's words for why. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/**
 * The expression, or why it does not parse.
 * @param made told of the instructions of one that was not remembered.
 */
export function compileExpression(source: string, made?: (instructions: number) => void): Expression | ExpressionError {
  const known = expressions.get(source);
  if (known !== undefined) return known;
  if (expressions.size >= REMEMBERED) expressions.clear();
  const expression = compiled(source);
  expressions.set(source, expression);
  if (!(expression instanceof ExpressionError)) made?.(expression.numberOfInstructions());
  return expression;
}

/**
 * The user's `pattern` between two parts that are ours.
 * @throws ExpressionError
 */
export function compilePattern(before: string, pattern: string, after: string): Pattern {
  // Most patterns are names: the engine of JavaScript is faster, and cannot be led astray where nothing repeats.
  if (PLAIN.test(pattern)) return new RegExp(`${before}${pattern.replaceAll('.', '[^\\n]')}${after}`, 'u');
  const expression = compileExpression(`${before}${pattern}${after}`);
  if (expression instanceof ExpressionError) throw expression;
  return { test: (text) => expression.match(text) };
}

const PLAIN = /^[\w./:@ -]*$/;

/** The numbers of the groups that have a name, the first one first. */
export function groupsNamed({ namedGroups = {} }: Expression, name: string): readonly number[] {
  const found = Object.entries(namedGroups).filter(([own]) => own === name || own.startsWith(`${name}${AGAIN}`));
  return found.map(([, group]) => Number(group)).sort((a, b) => a - b);
}

/** Expressions recur in every render. */
const expressions = new Map<string, Expression | ExpressionError>();
const REMEMBERED = 500;

function compiled(source: string): Expression | ExpressionError {
  try {
    return RE2JS.compile(source).re2();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message.includes('duplicate capture group name')
      ? withNamesOnce(source)
      : new ExpressionError(error.message.replace(SUFFIX, ''));
  }
}

/** Go lets several groups have one name, which RE2 does not. */
function withNamesOnce(source: string): Expression | ExpressionError {
  const names = new Set<string>();
  return compiled(
    source.replace(SYNTAX, (whole, _class, name?: string) => {
      if (name === undefined) return whole;
      let own = name;
      for (let at = 2; names.has(own); at++) own = `${name}${AGAIN}${at}`;
      names.add(own);
      return `(?P<${own}>`;
    }),
  );
}

const AGAIN = '__again';
const SUFFIX = new RegExp(`${AGAIN}\\d+`, 'g');

/** What is quoted, escaped or in a class, which may look like a group; and the beginning of a group that has a name. */
const SYNTAX = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|(\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\])|\(\?P?<(\w+)>/g;
