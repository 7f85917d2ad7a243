// `.Field`: methods, the fields of structs, the keys of maps.
import { typeName } from '../go/types';
import { namedMethod } from '../go/named-integers';
import { type GoFunction, GoInt, GoMap, GoStruct, type GoType, type Value } from '../go/values';
import { callFunction } from './call';
import { elementType, type Held, zeroElement } from './held';
import { type Arguments, NO_ARGUMENTS } from './arguments';
import type { TemplateAnyNode } from './nodes';
import type { Slot, State } from './state';

/** Walks `.a.b.c` from a value; the last name gets the arguments, if it is a method. */
export function fieldChain(
  state: State,
  dot: Slot,
  start: Slot,
  node: TemplateAnyNode,
  path: readonly string[],
  from: number,
  args: Arguments,
): Held {
  let { value } = start;
  state.boxed = start.boxed;
  state.origin = start.origin;
  const last = path.length - 1;
  state.run.context.budget.call(last);
  for (let at = from; at <= last; at += 1) value = field(state, dot, value, path[at] ?? '', node, at === last ? args : NO_ARGUMENTS);
  return value;
}

function field(state: State, dot: Slot, receiver: Held, name: string, node: TemplateAnyNode, args: Arguments): Held {
  if (receiver === null) return nothing(state, name);
  if (receiver === undefined) return state.fail(`nil pointer evaluating interface {}.${name}`);
  if (receiver instanceof GoMap) {
    const method = receiver.methods?.get(name);
    return method === undefined ? key(state, receiver, name, args) : callMethod(state, dot, receiver, method, node, args);
  }
  if (receiver instanceof GoStruct) {
    const method = receiver.methods.get(name);
    if (method !== undefined) return callMethod(state, dot, receiver, method, node, args);
    if (receiver.fields.has(name)) return structField(state, receiver, name, args);
  }
  const method = receiver instanceof GoInt ? namedMethod(receiver, name) : undefined;
  if (method !== undefined) return callMethod(state, dot, receiver, method, node, args);
  return state.fail(`can't evaluate field ${name} in type ${shownType(state, receiver)}`);
}

function callMethod(state: State, dot: Slot, receiver: Value, method: GoFunction, node: TemplateAnyNode, args: Arguments): Held {
  const { origin } = state;
  const result = callFunction(state, dot, method, method.name, node, args);
  const { recorder } = state.run;
  if (recorder !== undefined) state.origin = recorder.received(receiver, origin, result, state.origin);
  return result;
}

function nothing(state: State, name: string): Held {
  if (state.run.missingKey === 'error') state.fail(`nil data; no entry for key "${name}"`);
  return null;
}

function structField(state: State, receiver: GoStruct, name: string, args: Arguments): Held {
  if (hasArguments(args)) state.fail(`${name} has arguments but cannot be invoked as function`);
  const result = receiver.fields.get(name);
  note(state, receiver, name, result);
  state.boxed = result === undefined;
  return result;
}

function key(state: State, receiver: GoMap, name: string, args: Arguments): Held {
  if (hasArguments(args)) state.fail(`${name} is not a method but has arguments`);
  let result: Held = receiver.entries.get(name);
  if (result === undefined && !receiver.entries.has(name)) result = missing(state, receiver, name);
  note(state, receiver, name, result);
  state.boxed = elementType(receiver) === 'interface {}';
  return result;
}

function missing(state: State, receiver: GoMap, name: string): Held {
  const { missingKey } = state.run;
  if (missingKey === 'zero') return zeroElement(receiver);
  return missingKey === 'default' ? null : state.fail(`map has no entry for key "${name}"`);
}

function note(state: State, receiver: Held, name: string, result: Held): void {
  const { recorder } = state.run;
  if (recorder !== undefined) state.origin = recorder.field(receiver, state.origin, name, result);
}

const hasArguments = (args: Arguments): boolean => args.nodes.length > 0 || args.final !== undefined;

/** Error messages name the interface that a value stands in, not the value's own type. */
const shownType = (state: State, receiver: Held): GoType => (state.boxed ? 'interface {}' : typeName(receiver ?? undefined));
