// Actions that wrote nothing because the values lack the key that they read.
import { GoMap } from '../../go/values';
import { nodeText } from '../../template/print-node';
import type { ActionNode, Operand, PipeNode, TemplateAnyNode } from '../../template/nodes';
import type { Calls, Origin } from '../../template/trace/span';
import type { ValueOrigins } from '../../values/origins';

/** A read of a key that is not there. */
export interface UnsetRead {
  /** The field that reads it, or the action where none names it. */
  readonly node: TemplateAnyNode;
  /** From the root of the merged values. */
  readonly path: readonly (string | number)[];
  /** The calls around the node when it was found. */
  readonly through: Calls | undefined;
}

/** Whoever writes one of these reckons with a key that is not set. */
const GUARDS =
  /\b(?:default|coalesce|ternary|or|and|not|dig|get|hasKey|empty|required|tpl|include|lookup|index|pluck|first|last|kindIs|typeIs|eq|ne)\b/;

/** What an action shows of nothing at all. */
const NOTHING = /^\s*(?:<no value>|<nil>|null|""|'')?\s*$|%!\w\(<nil>\)/;

export class UnsetReads {
  readonly found = new Map<ActionNode, UnsetRead>();

  constructor(private readonly values: ValueOrigins) {}

  note(node: ActionNode, text: string, origin: Origin, through: Calls | undefined): void {
    if (origin.spans !== undefined || !NOTHING.test(text) || this.found.has(node)) return;
    for (const { container, key, value } of origin.all.data) {
      if (value !== undefined && value !== null) continue;
      const path = this.values.pathOf(container);
      if (path === undefined || !(container instanceof GoMap) || container.entries.has(key)) continue;
      if (!GUARDS.test(nodeText(node))) this.found.set(node, { node: fieldIn(node.pipe, key) ?? node, path: [...path, key], through });
      return;
    }
  }
}

function fieldIn({ commands }: PipeNode, key: string): Operand | undefined {
  for (const node of commands.flatMap(({ args }) => args)) {
    if (node.type === 'pipe') {
      const inner = fieldIn(node, key);
      if (inner !== undefined) return inner;
    } else if ((node.type === 'field' || node.type === 'variable' || node.type === 'chain') && node.path.at(-1) === key) return node;
  }
  return undefined;
}
