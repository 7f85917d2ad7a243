// Calls functions and methods: arguments are counted, fitted to the parameters, and errors say where.
import { FailureError } from '../../../model/failure';
import { typeName } from '../go/types';
import { GoError, type GoFunction, type GoType, type Value } from '../go/values';
import { chargeCall, chargeResult } from './costs';
import { BUILTINS } from './builtins';
import type { Arguments } from './arguments';
import { fitValue, type Held, isAny, isTrue } from './held';
import type { Operand, TemplateAnyNode } from './nodes';
import { nodeText } from './print-node';
import type { Slot, State } from './state';
import { type SecretWords, TemplateError } from './template-error';
import type { Origin } from './trace/span';

/** Calls a function of the run, or a builtin one, by its name. */
export function callByName(state: State, dot: Slot, name: string, node: TemplateAnyNode, args: Arguments): Held {
  const own = state.run.functions.get(name);
  if (own !== undefined) return callFunction(state, dot, own, name, node, args);
  const builtin = BUILTINS.get(name);
  if (builtin === undefined) return state.fail(`"${name}" is not a defined function`);
  if (name === 'and' || name === 'or') return shortCircuit(state, dot, builtin, name, args);
  if (name === 'call') return callFunction(state, dot, builtin, name, node, args, calleeName(args));
  return callFunction(state, dot, builtin, name, node, args);
}

/**
 * @param node what an error of the function is reported at
 * @param callee for `call`: what the template calls the function that it hands over
 */
export function callFunction(
  state: State,
  dot: Slot,
  fn: GoFunction,
  name: string,
  node: TemplateAnyNode,
  args: Arguments,
  callee?: string,
): Held {
  checkCount(state, fn, name, args);
  const { recorder } = state.run;
  const { nodes, final } = args;
  const count = nodes.length;
  const values = new Array<Value>(final === undefined ? count : count + 1);
  state.run.context.budget.call(count);
  const origins = recorder === undefined ? NO_ORIGINS : new Array<Origin | undefined>(values.length);
  for (let at = 0; at < count; at += 1) {
    values[at] = args.evaluate(state, dot, parameter(fn, at), nodes[at] as Operand);
    if (recorder !== undefined) origins[at] = state.origin;
  }
  if (final !== undefined) {
    values[count] = fitted(state, final.value, parameter(fn, count));
    if (recorder !== undefined) origins[count] = final.origin;
  }
  recorder?.calling(origins, node);
  const result = invoke(
    state,
    fn,
    name,
    node,
    callee === undefined ? values : [callee, ...values],
    callee === undefined ? origins : [undefined, ...origins],
  );
  state.boxed = result === undefined;
  if (recorder !== undefined) state.origin = recorder.call(fn, values, origins, result, node);
  return result;
}

/** Nobody notes them. */
const NO_ORIGINS: (Origin | undefined)[] = [];

/** Fits a value to a parameter, or ends the execution. */
export function fitted(state: State, held: Held, type: GoType): Value {
  if (isAny(type)) return held ?? undefined;
  const result = fitValue(held, type);
  return typeof result === 'string' ? state.fail(result) : result.value;
}

function parameter(fn: GoFunction, at: number): GoType {
  return fn.parameters[Math.min(at, fn.parameters.length - 1)] ?? 'interface {}';
}

function checkCount(state: State, fn: GoFunction, name: string, args: Arguments): void {
  const given = args.nodes.length + (args.final === undefined ? 0 : 1);
  const wanted = fn.parameters.length;
  if (fn.variadic) {
    if (given < wanted - 1) state.fail(`wrong number of args for ${name}: want at least ${wanted - 1} got ${args.nodes.length}`);
  } else if (given !== wanted) state.fail(`wrong number of args for ${name}: want ${wanted} got ${given}`);
}

function invoke(
  state: State,
  fn: GoFunction,
  name: string,
  node: TemplateAnyNode,
  values: readonly Value[],
  origins: readonly (Origin | undefined)[],
): Value {
  try {
    const { context } = state.run;
    chargeCall(name, values, context.budget);
    context.calling?.(node);
    const result = fn.call(values, context);
    chargeResult(result, values, context.budget);
    return result;
  } catch (error) {
    if (!(error instanceof GoError || error instanceof TemplateError || error instanceof FailureError)) throw error;
    state.node = node;
    return state.fail(`error calling ${name}: ${error.message}`, error, secretWords(state, name, values, origins));
  }
}

/** Functions of whose arguments only the first is in what they say; the template that another argument goes to says for itself. */
const OF_FIRST: ReadonlySet<string> = new Set(['fail', 'required', 'include', 'tpl']);

/** Whether what a function says may be made from a Secret: any argument may be in it, in any form. */
function secretWords(
  { run: { recorder } }: State,
  call: string,
  values: readonly Value[],
  origins: readonly (Origin | undefined)[],
): SecretWords | undefined {
  const said = OF_FIRST.has(call) ? values.slice(0, 1) : values;
  for (const [index, value] of said.entries()) {
    const at = recorder?.secretIn(value, origins[index]);
    if (at !== undefined) return { call, at };
  }
  return undefined;
}

/** `and` and `or` evaluate no more arguments than they need. */
function shortCircuit(state: State, dot: Slot, fn: GoFunction, name: string, args: Arguments): Held {
  checkCount(state, fn, name, args);
  const { recorder } = state.run;
  const values: Value[] = [];
  const origins: (Origin | undefined)[] = [];
  let result: Value;
  for (const node of args.nodes) {
    state.run.context.budget.call(1);
    result = args.evaluate(state, dot, 'reflect.Value', node);
    values.push(result);
    origins.push(state.origin);
    if (isTrue(result) === (name === 'or')) break;
  }
  const stopped = values.length > 0 && isTrue(result) === (name === 'or');
  if (!stopped && args.final !== undefined) {
    result = fitted(state, args.final.value, 'reflect.Value');
    values.push(result);
    origins.push(args.final.origin);
  }
  state.boxed = result === undefined;
  if (recorder !== undefined && state.node !== undefined) state.origin = recorder.call(fn, values, origins, result, state.node);
  return result;
}

const calleeName = (args: Arguments): string =>
  args.nodes[0] === undefined ? `<${typeName(args.final?.value ?? undefined)} Value>` : nodeText(args.nodes[0]);
