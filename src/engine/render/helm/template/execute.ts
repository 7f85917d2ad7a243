// Executes templates: text, actions, branches, ranges, calls of other templates.
import { formatValue } from '../go/format';
import { quote } from '../go/quote';
import { kindOf } from '../go/types';
import { GoBytes, GoInt, GoMap, GoSlice, type Value } from '../go/values';
import { evaluatePipeline } from './evaluate';
import { type Held, isTrue, underlying } from './held';
import { chargeText } from './costs';
import type { ActionNode, BranchNode, ListNode, Statement, TemplateNode } from './nodes';
import { nodeText } from './print-node';
import { type Run, type Slot, State } from './state';
import { noteDecided } from './trace/assigned';
import type { Origin } from './trace/span';
import { type SecretWords, TemplateError } from './template-error';
import { FailureError } from '../../../model/failure';
import { sortedKeys } from '../go/sorted-keys';

/** Go allows 100,000 templates inside each other; the stack here bears fewer, and no chart that ends needs them. */
const MAX_DEPTH = 1000;

const DEPTH_MESSAGE = 'exceeded maximum template depth (100000)';

/**
 * Execute one template of the run's set and answer its text.
 *
 * A function that calls templates (`include`, `tpl`) calls this again with the same `run`; what it throws becomes part of the
 * caller's error, whose `chain` then leads from the file to the place.
 * @param origin where `data` came from, if it is recorded
 * @throws TemplateError with Go's message; with `failure` where a limit of the budget ended it
 */
export function executeTemplate(run: Run, name: string, data: Value, origin?: Origin): string {
  const tree = run.templates.get(name);
  if (tree === undefined)
    throw new TemplateError(`template: no template ${quote(name)} associated with template "gotpl"`, { file: name, line: 1 });
  const parts: string[] = [];
  const dot: Slot = { value: data ?? null, boxed: false, origin };
  runTemplate(new State(run, tree, (text) => parts.push(text), dot), dot);
  return parts.join('');
}

function runTemplate(state: State, dot: Slot): void {
  const { run, tree } = state;
  run.depth += 1;
  try {
    walkList(state, dot, tree.root);
  } catch (error) {
    if (error instanceof FailureError) throw state.error(error.failure.detail ?? error.message, error);
    if (!(error instanceof RangeError)) throw error;
    throw state.error(DEPTH_MESSAGE, new FailureError({ code: 'tooMuchWork', file: tree.source.name, detail: DEPTH_MESSAGE }));
  } finally {
    run.depth -= 1;
  }
}

type Flow = 'next' | 'break' | 'continue';

function walkList(state: State, dot: Slot, list: ListNode): Flow {
  const { nodes } = list;
  for (let at = 0; at < nodes.length; at += 1) {
    const flow = walk(state, dot, nodes[at] as Statement);
    if (flow !== 'next') return flow;
  }
  return 'next';
}

function walk(state: State, dot: Slot, node: Statement): Flow {
  state.node = node;
  state.run.context.budget.spend(1);
  switch (node.type) {
    case 'text':
      write(state, node, node.text);
      return 'next';
    case 'action':
      action(state, dot, node);
      return 'next';
    case 'if':
    case 'with':
      return branch(state, dot, node);
    case 'range':
      return range(state, dot, node);
    case 'template':
      callTemplate(state, dot, node);
      return 'next';
    default:
      return node.type;
  }
}

function write(state: State, node: Statement, text: string): void {
  const { budget } = state.run.context;
  budget.grow(text.length);
  const { recorder } = state.run;
  if (recorder !== undefined) {
    const origin = node.type === 'text' ? undefined : state.origin;
    budget.hold((1 + (origin?.spans?.length ?? 0)) * BYTES_OF_A_SPAN);
    recorder.write(node, text, origin);
  }
  state.write(text);
}

const BYTES_OF_A_NUMBER = 96;

/** What it takes to know where a piece of text comes from. */
const BYTES_OF_A_SPAN = 96;

function action(state: State, dot: Slot, node: ActionNode): void {
  const value = evaluatePipeline(state, dot, node.pipe);
  if (node.pipe.declarations.length > 0) return;
  state.node = node;
  if (kindOf(value ?? undefined) === 'func') state.fail(`can't print ${nodeText(node)} of type func`);
  chargeText(value ?? undefined, state.run.context.budget);
  write(state, node, printed(value));
}

/** What an action shows: nothing at all is `<no value>`, which Helm takes out again. */
function printed(value: Held): string {
  return value === null || value === undefined ? '<no value>' : formatValue(value);
}

function branch(state: State, dot: Slot, node: BranchNode): Flow {
  const mark = state.variables.length;
  const value = evaluatePipeline(state, dot, node.pipe);
  const { recorder } = state.run;
  const condition = state.origin;
  recorder?.control(node, condition);
  let flow: Flow = 'next';
  if (isTrue(value)) flow = walkList(state, node.type === 'with' ? { value, boxed: false, origin: condition } : dot, node.list);
  else if (node.elseList !== undefined) flow = walkList(state, dot, node.elseList);
  recorder?.endControl();
  noteDecided(state, node, condition);
  state.variables.length = mark;
  return flow;
}

function range(state: State, dot: Slot, node: BranchNode): Flow {
  const mark = state.variables.length;
  const value = evaluatePipeline(state, dot, node.pipe);
  const { origin } = state;
  const { recorder } = state.run;
  recorder?.control(node, origin);
  const ran = iterate(state, node, value, origin);
  const flow = !ran && node.elseList !== undefined ? walkList(state, dot, node.elseList) : 'next';
  recorder?.endControl();
  noteDecided(state, node, origin);
  state.variables.length = mark;
  return flow;
}

/** @returns whether there was anything to iterate over */
function iterate(state: State, node: BranchNode, held: Held, origin: Slot['origin']): boolean {
  if (held === null || held === undefined) return false;
  const value = underlying(held);
  if (value instanceof GoInt) return countTo(state, node, value, origin);
  if (value instanceof GoMap) return overMap(state, node, value, origin);
  if (value instanceof GoSlice) return overList(state, node, value, value.items, value.element === 'interface {}', origin);
  if (value instanceof GoBytes) {
    state.run.context.budget.hold(value.bytes.length * BYTES_OF_A_NUMBER);
    const items = [...value.bytes].map((byte) => new GoInt(BigInt(byte), 'uint8'));
    return overList(state, node, value, items, false, origin);
  }
  return state.fail(`range can't iterate over ${formatValue(value)}`, undefined, secretOf(state, value, origin));
}

function secretOf({ run: { recorder } }: State, value: Value, origin: Slot['origin']): SecretWords | undefined {
  const at = recorder?.secretIn(value, origin);
  return at && { call: 'range', at };
}

function countTo(state: State, node: BranchNode, limit: GoInt, origin: Slot['origin']): boolean {
  if (node.pipe.declarations.length > 1)
    state.fail(`can't use ${limit.value} to iterate over more than one variable`, undefined, secretOf(state, limit, origin));
  for (let at = 0n; at < limit.value; at += 1n) {
    const slot: Slot = { value: new GoInt(at, limit.kind, limit.type), boxed: false, origin: state.origin };
    if (iteration(state, node, EMPTY, slot) === 'break') break;
  }
  return limit.value > 0n;
}

const EMPTY: Slot = { value: null, boxed: false, origin: undefined };

function overMap(state: State, node: BranchNode, map: GoMap, origin: Slot['origin']): boolean {
  const keys = sortedKeys(map);
  const { recorder } = state.run;
  for (const key of keys) {
    const value = map.entries.get(key);
    const own = recorder === undefined ? undefined : recorder.field(map, origin, key, value);
    const index: Slot = { value: key, boxed: false, origin: recorder === undefined ? undefined : recorder.key(map, own) };
    if (iteration(state, node, index, { value, boxed: true, origin: own }) === 'break') break;
  }
  return keys.length > 0;
}

function overList(state: State, node: BranchNode, list: Value, items: readonly Value[], boxed: boolean, origin: Slot['origin']): boolean {
  const { recorder } = state.run;
  const count = items.length;
  for (let at = 0; at < count; at += 1) {
    const value = items[at];
    const own = recorder === undefined ? undefined : recorder.field(list, origin, String(at), value);
    const index: Slot = { value: new GoInt(BigInt(at)), boxed: false, origin: undefined };
    if (iteration(state, node, index, { value, boxed, origin: own }) === 'break') break;
  }
  return count > 0;
}

function iteration(state: State, node: BranchNode, index: Slot, element: Slot): Flow {
  state.run.context.budget.spend(1);
  const { declarations, isAssign } = node.pipe;
  const [first, second] = declarations;
  if (isAssign) {
    if (first !== undefined) state.assign(first.path[0] ?? '', second === undefined ? element : index);
    if (second !== undefined) state.assign(second.path[0] ?? '', element);
  } else {
    if (first !== undefined) state.setTop(1, element);
    if (second !== undefined) state.setTop(2, index);
  }
  const mark = state.variables.length;
  const flow = walkList(state, element, node.list);
  state.variables.length = mark;
  return flow;
}

function callTemplate(state: State, dot: Slot, node: TemplateNode): void {
  const tree = state.run.templates.get(node.name) ?? state.fail(`template ${quote(node.name)} not defined`);
  if (state.run.depth >= MAX_DEPTH)
    throw state.error(DEPTH_MESSAGE, new FailureError({ code: 'tooMuchWork', file: node.source.name, detail: DEPTH_MESSAGE }));
  state.origin = undefined;
  const value = node.pipe === undefined ? null : evaluatePipeline(state, dot, node.pipe);
  const inner: Slot = { value, boxed: false, origin: state.origin };
  const { recorder, context } = state.run;
  recorder?.entered(node);
  context.calling?.(node);
  const run = (): void => runTemplate(new State(state.run, tree, state.write, inner), inner);
  if (context.within === undefined) run();
  else context.within(run);
  recorder?.left();
}
