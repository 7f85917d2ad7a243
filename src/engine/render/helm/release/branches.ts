// Where what a branch writes, or would write, begins: in the line where it stands, or how far right in a later one.
import type { ActionNode, BranchNode, ListNode, Statement } from '../template/nodes';

/** Undefined of one that goes on in its line; -1 where it is not known how far right a later line begins. */
export function indentOf(node: BranchNode): number | undefined {
  if (!known.has(node)) known.set(node, isInline(node) ? undefined : Math.max(indentIn(node.list), indentIn(node.elseList)));
  return known.get(node);
}

/** A branch is come by often, as in a loop. */
const known = new WeakMap<BranchNode, number | undefined>();

function isInline({ list, elseList }: BranchNode): boolean {
  return startsInline(list) || (elseList !== undefined && startsInline(elseList));
}

function startsInline({ nodes }: ListNode): boolean {
  const first = nodes.find(writes);
  if (first === undefined) return false;
  if (first.type === 'text') return !/^\s*\n/.test(first.text);
  if (first.type === 'action') return !first.pipe.commands.some(({ args: [word] }) => isCallOf(word, 'nindent'));
  return isBranch(first) ? isInline(first) : true;
}

function indentIn(list: ListNode | undefined): number {
  const [first, second] = list?.nodes.filter(writes) ?? [];
  if (first?.type === 'text') {
    const spaces = /^\s*\n( *)/.exec(first.text)?.[1]?.length ?? UNKNOWN;
    const isBlank = first.text.trim() === '' && second?.type === 'action';
    return isBlank ? spaces + Math.max(0, countOf(second, 'indent')) : spaces;
  }
  if (first?.type === 'action') return countOf(first, 'nindent');
  return first !== undefined && isBranch(first) ? (indentOf(first) ?? UNKNOWN) : UNKNOWN;
}

const UNKNOWN = -1;

/** The number that an action gives to `indent` or `nindent`. */
function countOf({ pipe }: ActionNode, name: string): number {
  const [, count] = pipe.commands.find(({ args: [word] }) => isCallOf(word, name))?.args ?? [];
  return count?.type === 'number' && count.int !== undefined ? Number(count.int) : UNKNOWN;
}

function isCallOf(word: ActionNode['pipe']['commands'][number]['args'][number] | undefined, name: string): boolean {
  return word?.type === 'identifier' && word.name === name;
}

function isBranch(node: Statement): node is BranchNode {
  return node.type === 'if' || node.type === 'with' || node.type === 'range';
}

function writes(node: Statement): boolean {
  if (node.type === 'text') return node.text !== '';
  return node.type === 'action' ? node.pipe.declarations.length === 0 : node.type !== 'break' && node.type !== 'continue';
}
