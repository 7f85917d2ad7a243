// Which variables a branch may assign: whether it ran or not, they depend on its condition afterwards.
import type { BranchNode, ListNode, PipeNode, Statement } from '../nodes';
import type { State } from '../state';
import type { Origin } from './span';

/** Lets the variables that a branch may have assigned depend on its condition. */
export function noteDecided(state: State, node: BranchNode, condition: Origin | undefined): void {
  const { recorder } = state.run;
  if (recorder === undefined || condition === undefined) return;
  for (const name of assignedIn(node)) {
    const slot = state.known(name);
    if (slot !== undefined) state.assign(name, { ...slot, origin: recorder.decided(slot.origin, condition) });
  }
}

const known = new WeakMap<BranchNode, readonly string[]>();

function assignedIn(node: BranchNode): readonly string[] {
  const before = known.get(node);
  if (before !== undefined) return before;
  const names = [...new Set([...inPipe(node.pipe), ...inList(node.list), ...inList(node.elseList)])];
  known.set(node, names);
  return names;
}

function inList(list: ListNode | undefined): readonly string[] {
  return list === undefined ? [] : list.nodes.flatMap(inStatement);
}

function inStatement(node: Statement): readonly string[] {
  if (node.type === 'action') return inPipe(node.pipe);
  return node.type === 'if' || node.type === 'with' || node.type === 'range' ? assignedIn(node) : [];
}

function inPipe(pipe: PipeNode): readonly string[] {
  return pipe.isAssign ? pipe.declarations.flatMap(({ path }) => path.slice(0, 1)) : [];
}
