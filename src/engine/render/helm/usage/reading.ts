// What is known of a chart's templates while they are read, and how one template comes to be executed over what another one hands it.
import type { TemplateAnyNode, Tree } from '../template/nodes';
import type { Progress, Shape, Shapes } from './shape';

export interface Reading {
  readonly progress: Progress;
  /** Every template of a name: which one counts is decided at the render. */
  readonly templates: ReadonlyMap<string, readonly Tree[]>;
  /** What `.` may be at the beginning of a template. */
  readonly dots: Map<Tree, Set<Shape>>;
  readonly variables: Map<Tree, Map<string, Set<Shape>>>;
  /** Maps and lists, by the call that makes them. */
  readonly made: Map<TemplateAnyNode, Shape>;
  /** What texts that `tpl` executes are given. */
  readonly executedOver: Set<Shape>;
  /** Texts that stand in templates and are executed, or are parts of what is. */
  readonly executedTexts: Set<string>;
}

/** Where an expression stands. */
export interface Scope {
  readonly reading: Reading;
  readonly tree: Tree;
  readonly dot: Shapes;
}

/** Templates of a name are executed over these; without a name, any of them. */
export function execute({ reading }: Scope, name: string | undefined, dot: Shapes): void {
  const found = name === undefined ? [...reading.templates.values()].flat() : (reading.templates.get(name) ?? []);
  for (const tree of found) addDot(reading, tree, dot);
}

export function addDot({ dots, progress }: Reading, tree: Tree, dot: Shapes): void {
  const known = dots.get(tree) ?? new Set();
  const before = known.size;
  for (const shape of dot) known.add(shape);
  if (!dots.has(tree)) progress.learnt++;
  dots.set(tree, known);
  progress.learnt += known.size - before;
}
