// Texts of templates that `tpl` executes, or puts together to what it executes.
import type { Operand, TemplateAnyNode, Tree } from '../template/nodes';
import type { Scope } from './reading';

/** The texts in an expression; where it has a variable, all those of the template, and where it includes one, those of all. */
export function textsBehind(node: Operand | undefined, { tree, reading }: Scope): readonly string[] {
  const own = found();
  if (node !== undefined) collect(node, own);
  if (own.hasCall) return [...reading.templates.values()].flat().flatMap(textsOf);
  return own.hasVariable ? textsOf(tree) : own.texts;
}

interface Found {
  readonly texts: string[];
  hasVariable: boolean;
  hasCall: boolean;
}

const known = new WeakMap<Tree, readonly string[]>();

function textsOf(tree: Tree): readonly string[] {
  const before = known.get(tree);
  if (before !== undefined) return before;
  const all = found();
  collect(tree.root, all);
  known.set(tree, all.texts);
  return all.texts;
}

const found = (): Found => ({ texts: [], hasVariable: false, hasCall: false });

function collect(node: TemplateAnyNode, into: Found): void {
  switch (node.type) {
    case 'string':
      into.texts.push(node.text);
      return;
    case 'variable':
      if (node.path[0] !== '$') into.hasVariable = true;
      return;
    case 'identifier':
      if (node.name === 'include') into.hasCall = true;
      return;
    default:
      for (const inner of partsOf(node)) collect(inner, into);
  }
}

function partsOf(node: TemplateAnyNode): readonly TemplateAnyNode[] {
  switch (node.type) {
    case 'list':
      return node.nodes;
    case 'action':
      return [node.pipe];
    case 'template':
      return node.pipe === undefined ? [] : [node.pipe];
    case 'if':
    case 'with':
    case 'range':
      return [node.pipe, node.list, ...(node.elseList === undefined ? [] : [node.elseList])];
    case 'pipe':
      return node.commands;
    case 'command':
      return node.args;
    case 'chain':
      return [node.node];
    default:
      return [];
  }
}
