// A node of a template as Go writes it back, which is how its error messages name it.
import { quote } from '../go/quote';
import type { BranchNode, PipeNode, TemplateAnyNode } from './nodes';

export function nodeText(node: TemplateAnyNode): string {
  switch (node.type) {
    case 'list':
      return node.nodes.map(nodeText).join('');
    case 'text':
    case 'number':
      return node.text;
    case 'action':
      return `{{${nodeText(node.pipe)}}}`;
    case 'if':
    case 'with':
    case 'range':
      return branch(node);
    case 'break':
    case 'continue':
    case 'end':
    case 'else':
      return `{{${node.type}}}`;
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${nodeText(node.pipe)}`}}}`;
    case 'pipe':
      return pipe(node);
    case 'command':
      return node.args.map((arg) => (arg.type === 'pipe' ? `(${nodeText(arg)})` : nodeText(arg))).join(' ');
    default:
      return operand(node);
  }
}

function operand(node: Exclude<TemplateAnyNode, { readonly nodes: unknown } | PipeNode>): string {
  switch (node.type) {
    case 'identifier':
      return node.name;
    case 'field':
      return node.path.map((name) => `.${name}`).join('');
    case 'variable':
      return node.path.join('.');
    case 'chain': {
      const inner = nodeText(node.node);
      return (node.node.type === 'pipe' ? `(${inner})` : inner) + node.path.map((name) => `.${name}`).join('');
    }
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'string':
      return node.quoted;
    default:
      return nodeText(node);
  }
}

function branch(node: BranchNode): string {
  const otherwise = node.elseList === undefined ? '' : `{{else}}${nodeText(node.elseList)}`;
  return `{{${node.type} ${nodeText(node.pipe)}}}${nodeText(node.list)}${otherwise}{{end}}`;
}

function pipe(node: PipeNode): string {
  const variables = node.declarations.map(nodeText).join(', ');
  const declared = variables === '' ? '' : `${variables} ${node.isAssign ? '=' : ':='} `;
  return declared + node.commands.map(nodeText).join(' | ');
}
