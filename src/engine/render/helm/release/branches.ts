// Where what a branch writes, or would write, begins: in the line where it stands, or how far right in a later one.
import { once } from '../../../discover/once';
import type { ActionNode, BranchNode, ListNode, Statement } from '../template/nodes';
import { PlaceSet } from '../template/trace/place-set';
import type { Origin } from '../template/trace/span';

/** Of a span of no length: a branch begins there, which writes on in its line. */
export const IN_LINE: Origin = { places: PlaceSet.none, all: PlaceSet.none };

/** The same of a branch that writes nothing before a line break. */
export interface OffLine extends Origin {
  /** How far right what it writes begins; -1 where that is not known. */
  readonly indent: number;
  /** The keys that it writes there, as far as they stand in its text. */
  readonly keys: ReadonlySet<string>;
}

/** What marks the place of a branch, whether it is taken or not. */
export function markOf(node: BranchNode): Origin {
  const known = marks.get(node);
  if (known !== undefined) return known;
  const indent = indentOf(node);
  const keys = new Set<string>();
  if (indent !== undefined) collectKeys(indent, node, keys);
  const mark = indent === undefined ? IN_LINE : { ...IN_LINE, indent, keys };
  marks.set(node, mark);
  return mark;
}

export function isOffLine(origin: Origin | undefined): origin is OffLine {
  return origin !== undefined && 'indent' in origin;
}

/** A branch is come by often, as in a loop. */
const marks = new WeakMap<BranchNode, Origin>();

/** Undefined of one that goes on in its line; -1 where it is not known how far right a later line begins. */
const indentOf = once((node: BranchNode): number | undefined =>
  isInline(node) ? undefined : Math.max(indentIn(node.list), indentIn(node.elseList)),
);

/** How many branches within each other are looked into for keys: each of them is, and would be looked into by all around it. */
const DEEPEST = 100;

function collectKeys(indent: number, { list, elseList }: BranchNode, keys: Set<string>, depth = 0): void {
  for (const { nodes } of elseList === undefined ? [list] : [list, elseList]) {
    for (const node of nodes) {
      if (isBranch(node) && depth < DEEPEST) collectKeys(indent, node, keys, depth + 1);
      if (node.type !== 'text') continue;
      for (const [, spaces = '', key = ''] of node.text.matchAll(/^( *)([\w./-]+):(?=\s|$)/gm)) if (spaces.length === indent) keys.add(key);
    }
  }
}

const isInline = once(
  ({ list, elseList }: BranchNode): boolean => startsInline(list) || (elseList !== undefined && startsInline(elseList)),
);

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
