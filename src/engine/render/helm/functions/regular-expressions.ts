// Sprig's functions on regular expressions.
import { compileExpression, type Expression, ExpressionError, groupsNamed } from '../../go-expressions';
import { canBackquote, quote } from '../go/quote';
import { type Budget, type CallContext, GoError, type GoFunction, type Value } from '../go/values';
import { type Family, fn, int, strings, text } from './define';
import { isMatch, type Match, matches } from './matching';

type Call = (expression: Expression, args: readonly Value[], context: CallContext) => Value;

export const REGULAR_EXPRESSIONS: Family = {
  // Alone among them it takes an expression that does not parse for one that does not match.
  regexMatch: fn('string, string', ([pattern, value], { budget }) => {
    const expression = compiled(text(pattern), budget);
    return !(expression instanceof ExpressionError) && isMatch(expression, text(value), budget);
  }),
  mustRegexMatch: must('string, string', (expression, [value], { budget }) => isMatch(expression, text(value), budget)),
  ...both('regexFind', 'string, string', (expression, [value], { budget }) => {
    const [match] = matches(expression, text(value), 1, budget);
    return match === undefined ? '' : text(value).slice(match[0], match[1]);
  }),
  ...both('regexFindAll', 'string, string, int', (expression, [value, count], { budget }) => {
    const found = matches(expression, text(value), int(count), budget).map(([start = 0, end = 0]) => text(value).slice(start, end));
    return strings(found, found.length === 0);
  }),
  ...both('regexReplaceAll', 'string, string, string', (expression, [value, replacement], context) =>
    replaceAll(expression, text(value), replacementOf(text(replacement), text(value), expression, context), context),
  ),
  ...both('regexReplaceAllLiteral', 'string, string, string', (expression, [value, replacement], context) =>
    replaceAll(expression, text(value), () => text(replacement), context),
  ),
  ...both('regexSplit', 'string, string, int', (expression, [value, count], context) =>
    split(expression, text(value), int(count), context),
  ),
  regexQuoteMeta: fn('string', ([value]) => text(value).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};

function must(parameters: string, call: Call): GoFunction {
  return fn(parameters, ([pattern, ...rest], context) => call(expressionOf(text(pattern), context.budget), rest, context));
}

/** The function that panics over an expression that does not parse, and the one under `must` that returns the error. */
function both(name: string, parameters: string, call: Call): Record<string, GoFunction> {
  const panics = fn(parameters, ([pattern, ...rest], context) => {
    const expression = compiled(text(pattern), context.budget);
    if (!(expression instanceof ExpressionError)) return call(expression, rest, context);
    const source = canBackquote(text(pattern)) ? `\`${text(pattern)}\`` : quote(text(pattern));
    throw new GoError(`regexp: Compile(${source}): ${expression.message}`);
  });
  return { [name]: panics, [`mustR${name.slice(1)}`]: must(parameters, call) };
}

const STEPS_OF_A_CHARACTER = 20;
/** What a pattern is compiled to may be a thousand times as long: `a{1000}`. */
const STEPS_OF_AN_INSTRUCTION = 4;

function compiled(pattern: string, budget: Budget): Expression | ExpressionError {
  budget.spend(pattern.length * STEPS_OF_A_CHARACTER);
  return compileExpression(pattern, (instructions) => budget.spend(instructions * STEPS_OF_AN_INSTRUCTION));
}

function expressionOf(pattern: string, budget: Budget): Expression {
  const expression = compiled(pattern, budget);
  if (expression instanceof ExpressionError) throw new GoError(expression.message);
  return expression;
}

function replaceAll(expression: Expression, value: string, replacement: (match: Match) => string, context: CallContext): string {
  let result = '';
  let at = 0;
  for (const match of matches(expression, value, -1, context.budget)) {
    const [start = 0, end = 0] = match;
    const put = replacement(match);
    context.budget.grow(start - at + put.length);
    result += value.slice(at, start) + put;
    at = end;
  }
  return result + value.slice(at);
}

/** What stands in the place of a match. Each reference of the template may be to all that was matched, by a name that many groups have. */
function replacementOf(template: string, value: string, expression: Expression, { budget }: CallContext): (match: Match) => string {
  const references = template.split('$').length - 1;
  if (references === 0) return () => template;
  const named = new Map<string, readonly number[]>();
  const groupsOf = (name: string): readonly number[] => {
    const known = named.get(name) ?? groupsNamed(expression, name);
    named.set(name, known);
    return known;
  };
  const groups = 1 + expression.numberOfCapturingGroups();
  return (match) => {
    budget.spend(Math.floor((references * groups) / GROUPS_A_STEP));
    budget.atOnce(template.length + references * ((match[1] ?? 0) - (match[0] ?? 0)));
    return expanded(template, value, match, groupsOf);
  };
}

/** How many groups are looked at in the time that a step takes. */
const GROUPS_A_STEP = 16;

/** `$1`, `$name`, `${name}` and `$$`, as Go's Regexp.Expand reads them; a group that is not there is empty. */
function expanded(template: string, value: string, match: Match, groupsOf: (name: string) => readonly number[]): string {
  return template.replace(/\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (whole, braced?: string, plain?: string) => {
    const name = braced ?? plain;
    if (name === undefined) return whole === '$$' ? '$' : whole;
    const groups = /^\d+$/.test(name) ? [Number(name)] : groupsOf(name);
    const group = groups.find((one) => (match[2 * one] ?? -1) >= 0);
    return group === undefined ? '' : value.slice(match[2 * group], match[2 * group + 1]);
  });
}

/** Source of the rules: Go's Regexp.Split: at most `count` parts where it is positive, nil where it is 0. */
function split(expression: Expression, value: string, count: number, { budget }: CallContext): Value {
  if (count === 0) return strings([], true);
  if (value === '') return strings(['']);
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const [start = 0, stop = 0] of matches(expression, value, count, budget)) {
    if (count > 0 && parts.length === count - 1) break;
    end = start;
    if (stop !== 0) parts.push(value.slice(begin, end));
    begin = stop;
  }
  if (end !== value.length) parts.push(value.slice(begin));
  return strings(parts);
}
