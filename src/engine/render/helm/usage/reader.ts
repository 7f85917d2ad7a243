// Goes through templates without executing them, and notes which places of the values any of their branches may read.
import type { BranchNode, CommandNode, ListNode, Operand, PipeNode, Statement, TemplateAnyNode, Tree } from '../template/nodes';
import { type Argument, callOf } from './calls';
import { execute, type Reading, type Scope } from './reading';
import { NOTHING, readWhole, type Shape, type Shapes, test, under, union } from './shape';

/** Reads one template with all that its `.` may be. */
export function readTree(reading: Reading, tree: Tree): void {
  const dot = reading.dots.get(tree);
  if (dot !== undefined) readList({ reading, tree, dot }, tree.root);
}

function readList(scope: Scope, list: ListNode | undefined): void {
  for (const node of list?.nodes ?? []) readStatement(scope, node);
}

function readStatement(scope: Scope, node: Statement): void {
  switch (node.type) {
    case 'action': {
      const shapes = pipeline(scope, node.pipe);
      if (node.pipe.declarations.length === 0) readWhole(shapes);
      return;
    }
    case 'if':
    case 'with':
    case 'range':
      readBranch(scope, node);
      return;
    case 'template':
      execute(scope, node.name, node.pipe === undefined ? NOTHING : pipeline(scope, node.pipe));
      return;
    default:
  }
}

function readBranch(scope: Scope, node: BranchNode): void {
  const condition = pipeline(scope, node.pipe, node.type === 'range');
  test(condition);
  const dot = node.type === 'if' ? scope.dot : node.type === 'with' ? condition : under(condition, undefined);
  readList(node.type === 'if' ? scope : { ...scope, dot }, node.list);
  readList(scope, node.elseList);
}

/** @param isRange whether its variables are the keys and items of its value. */
function pipeline(scope: Scope, pipe: PipeNode, isRange = false): Shapes {
  let value: Shapes | undefined;
  for (const command of pipe.commands) value = commandOf(scope, command, value);
  const result = value ?? NOTHING;
  const [first, second] = pipe.declarations;
  const inner = isRange ? under(result, undefined) : result;
  // Of two, the first is the key.
  const holder = second ?? first;
  if (holder !== undefined) assign(scope, holder.path[0] ?? '', inner);
  return result;
}

function assign({ reading, tree }: Scope, name: string, shapes: Shapes): void {
  const names = reading.variables.get(tree) ?? new Map<string, Set<Shape>>();
  reading.variables.set(tree, names);
  const known = names.get(name) ?? new Set();
  names.set(name, known);
  const before = known.size;
  for (const shape of shapes) known.add(shape);
  reading.progress.learnt += known.size - before;
}

function commandOf(scope: Scope, node: CommandNode, final: Shapes | undefined): Shapes {
  const [first, ...others] = node.args as [Operand, ...Operand[]];
  if (first.type === 'identifier') return call(scope, first.name, node, others, final);
  const value = operand(scope, first);
  // The arguments of a method.
  for (const argument of others) readWhole(operand(scope, argument));
  if (final !== undefined) readWhole(final);
  return value;
}

function call(scope: Scope, name: string, node: TemplateAnyNode, args: readonly Operand[], final?: Shapes): Shapes {
  const given: Argument[] = args.map((arg) => ({ shapes: operand(scope, arg), node: arg }));
  return callOf(scope, name, node, final === undefined ? given : [...given, { shapes: final }]);
}

function operand(scope: Scope, node: Operand): Shapes {
  switch (node.type) {
    case 'dot':
      return scope.dot;
    case 'field':
      return fields(scope.dot, node.path);
    case 'variable':
      return fields(variable(scope, node.path[0] ?? ''), node.path.slice(1));
    case 'chain':
      return fields(operand(scope, node.node), node.path);
    case 'pipe':
      return pipeline(scope, node);
    case 'identifier':
      return call(scope, node.name, node, []);
    default:
      return NOTHING;
  }
}

function variable({ reading, tree }: Scope, name: string): Shapes {
  if (name === '$') return reading.dots.get(tree) ?? NOTHING;
  return reading.variables.get(tree)?.get(name) ?? NOTHING;
}

/** Methods of `.Values`. */
const METHODS: ReadonlySet<string> = new Set(['AsMap', 'YAML', 'Table', 'PathValue', 'Encode']);

function fields(start: Shapes, path: readonly string[]): Shapes {
  return path.reduce<Shapes>((shapes, key) => {
    if (!METHODS.has(key)) return under(shapes, key);
    readWhole(shapes);
    return union([shapes, under(shapes, key)]);
  }, start);
}
