// Evaluates pipelines, commands and operands.
import { complex } from '../go/types';
import { GoInt, type GoType, type IntKind, type Value } from '../go/values';
import { callByName, fitted } from './call';
import { type Arguments, NO_ARGUMENTS } from './arguments';
import { fieldChain } from './field';
import { canBeNil, type Held, isAny } from './held';
import type { CommandNode, NumberNode, Operand, PipeNode, VariableNode } from './nodes';
import { nodeText } from './print-node';
import type { Slot, State } from './state';

/** The value of a pipeline; its variables are declared or assigned. An interface that it ends in is taken off. */
export function evaluatePipeline(state: State, dot: Slot, pipe: PipeNode): Held {
  state.node = pipe;
  const { commands, declarations } = pipe;
  state.run.context.budget.call(commands.length);
  let final: Slot | undefined;
  let value: Held = null;
  for (let at = 0; at < commands.length; at += 1) {
    value = evaluateCommand(state, dot, commands[at] as CommandNode, final) ?? null;
    state.boxed = false;
    if (commands.length > 1 || declarations.length > 0) final = { value, boxed: false, origin: state.origin };
  }
  if (declarations.length > 0) declare(state, pipe, final ?? { value, boxed: false, origin: state.origin });
  return value;
}

function declare(state: State, { declarations, isAssign }: PipeNode, slot: Slot): void {
  for (const variable of declarations) {
    if (isAssign) state.assign(variable.path[0] ?? '', slot);
    else state.push(variable.path[0] ?? '', slot);
  }
}

/** An argument of a function, fitted to its parameter. */
export function evaluateArgument(state: State, dot: Slot, type: GoType, node: Operand): Value {
  state.node = node;
  switch (node.type) {
    case 'dot':
      state.origin = dot.origin;
      return fitted(state, dot.value, type);
    case 'nil':
      state.origin = undefined;
      return canBeNil(type) ? fitted(state, null, type) : state.fail(`cannot assign nil to ${type}`);
    case 'field':
    case 'variable':
    case 'pipe':
    case 'identifier':
    case 'chain':
      return fitted(state, evaluateOperand(state, dot, node, NO_ARGUMENTS), type);
    default:
      state.origin = undefined;
      return constant(state, node, type);
  }
}

function evaluateCommand(state: State, dot: Slot, command: CommandNode, final: Slot | undefined): Held {
  const first = command.args[0] as Operand;
  const { rest } = command;
  const args: Arguments = rest.length === 0 && final === undefined ? NO_ARGUMENTS : { nodes: rest, final, evaluate: evaluateArgument };
  if (first.type === 'identifier') {
    state.node = first;
    return callByName(state, dot, first.name, command, args);
  }
  if (first.type === 'field' || first.type === 'chain' || first.type === 'variable' || first.type === 'pipe')
    return evaluateOperand(state, dot, first, args);
  state.node = first;
  noArguments(state, first, args);
  return word(state, dot, first);
}

function word(state: State, dot: Slot, node: Operand): Held {
  if (node.type === 'dot') {
    state.origin = dot.origin;
    return dot.value;
  }
  state.origin = undefined;
  if (node.type === 'bool') return node.value;
  if (node.type === 'string') return node.text;
  return node.type === 'number' ? idealNumber(state, node) : state.fail('nil is not a command');
}

function evaluateOperand(state: State, dot: Slot, node: Operand, args: Arguments): Held {
  switch (node.type) {
    case 'field':
      state.node = node;
      return fieldChain(state, dot, dot, node, node.path, 0, args);
    case 'variable':
      return variable(state, dot, node, args);
    case 'identifier':
      state.node = node;
      return callByName(state, dot, node.name, node, args);
    case 'chain': {
      state.node = node;
      if (node.node.type === 'nil') state.fail(`indirection through explicit nil in ${nodeText(node)}`);
      const value = evaluateOperand(state, dot, node.node, NO_ARGUMENTS);
      return fieldChain(state, dot, { value, boxed: state.boxed, origin: state.origin }, node, node.path, 0, args);
    }
    case 'pipe':
      noArguments(state, node, args);
      return evaluatePipeline(state, dot, node);
    default:
      return word(state, dot, node);
  }
}

function variable(state: State, dot: Slot, node: VariableNode, args: Arguments): Held {
  state.node = node;
  const slot = state.variable(node.path[0] ?? '');
  if (node.path.length > 1) return fieldChain(state, dot, slot, node, node.path, 1, args);
  noArguments(state, node, args);
  state.boxed = slot.boxed;
  state.origin = slot.origin;
  return slot.value;
}

function noArguments(state: State, node: Operand, args: Arguments): void {
  if (args.nodes.length === 0 && args.final === undefined) return;
  const text = nodeText(node);
  state.fail(`can't give argument to non-function ${text}`);
}

const SIGNED: ReadonlySet<string> = new Set(['int', 'int8', 'int16', 'int32', 'int64']);
const UNSIGNED: ReadonlySet<string> = new Set(['uint', 'uint8', 'uint16', 'uint32', 'uint64']);

/** A constant as the type of a parameter wants it. */
function constant(state: State, node: Operand, type: GoType): Value {
  if (isAny(type)) return word(state, EMPTY, node) ?? undefined;
  const text = nodeText(node);
  if (type === 'bool') return node.type === 'bool' ? node.value : state.fail(`expected bool; found ${text}`);
  if (type === 'string') return node.type === 'string' ? node.text : state.fail(`expected string; found ${text}`);
  const number = node.type === 'number' ? node : undefined;
  if (SIGNED.has(type))
    return number?.int === undefined ? state.fail(`expected integer; found ${text}`) : new GoInt(number.int, type as IntKind);
  if (type === 'time.Duration')
    return number?.int === undefined ? state.fail(`expected integer; found ${text}`) : new GoInt(number.int, 'int64', type);
  if (UNSIGNED.has(type))
    return number?.uint === undefined ? state.fail(`expected unsigned integer; found ${text}`) : new GoInt(number.uint, type as IntKind);
  if (type === 'float64' || type === 'float32') return number?.float ?? state.fail(`expected float; found ${text}`);
  return state.fail(`can't handle ${text} for arg of type ${type}`);
}

const EMPTY: Slot = { value: null, boxed: false, origin: undefined };

/** A number where nothing says of which type: its own syntax decides, as Go's constants do. */
function idealNumber(state: State, node: NumberNode): Held {
  state.node = node;
  if (node.complex !== undefined) return complex(node.complex.real, node.complex.imaginary);
  const isHex = /^0[xX]/.test(node.text) && !/[pP]/.test(node.text);
  if (node.float !== undefined && !isHex && !node.text.startsWith("'") && /[.eEpP]/.test(node.text)) return node.float;
  return node.int === undefined ? state.fail(`${node.text} overflows int`) : new GoInt(node.int);
}
