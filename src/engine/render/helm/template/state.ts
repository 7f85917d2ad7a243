// The state of one template's execution: its variables, the node at hand for error messages, and where the text goes.
import { FailureError } from '../../../model/failure';
import type { CallContext, GoFunction } from '../go/values';
import type { Held } from './held';
import type { Names } from './layered-names';
import type { TemplateAnyNode, Tree } from './nodes';
import { goLocation, positionAt } from './position';
import { nodeText } from './print-node';
import { quote } from '../go/quote';
import { type SecretWords, TemplateError, type TemplatePosition } from './template-error';
import type { Recorder } from './trace/recorder';
import type { Origin } from './trace/span';

/** What executions of one render share. Functions such as `include` execute further templates with the same run. */
export interface Run {
  readonly templates: Names<Tree>;
  /** Functions beside the builtin ones; they go before builtin ones of the same name. */
  readonly functions: Names<GoFunction>;
  readonly context: CallContext;
  /** What a key that a map does not have stands for: nothing, the element's zero value (as Helm has it), or an error. */
  readonly missingKey: 'default' | 'zero' | 'error';
  /** Where given, notes which template line and which values made each part of the output. */
  readonly recorder?: Recorder | undefined;
  /** How many templates are executing inside each other. */
  depth: number;
}

/** A variable or dot: a value, whether an interface wraps it (error messages show it), and where it came from. */
export interface Slot {
  readonly value: Held;
  readonly boxed: boolean;
  readonly origin: Origin | undefined;
}

interface Variable {
  readonly name: string;
  slot: Slot;
}

/** Variables that are looked at before the one that is meant: most templates have fewer than that. */
const FEW = 16;
const PASSED_IN_THE_TIME_OF_A_CALL = 16;

export class State {
  node: TemplateAnyNode | undefined;
  /** Whether the value that was evaluated last stands in an interface. */
  boxed = false;
  /** Where the value that was evaluated last came from; kept only while recording. */
  origin: Origin | undefined;
  readonly variables: Variable[];

  constructor(
    readonly run: Run,
    readonly tree: Tree,
    readonly write: (text: string) => void,
    dot: Slot,
  ) {
    this.variables = [{ name: '$', slot: dot }];
  }

  push(name: string, slot: Slot): void {
    this.variables.push({ name, slot });
  }

  variable(name: string): Slot {
    return this.find(name).slot;
  }

  /** A variable that may not be there. */
  known(name: string): Slot | undefined {
    return this.variables.findLast((variable) => variable.name === name)?.slot;
  }

  assign(name: string, slot: Slot): void {
    this.find(name).slot = slot;
  }

  /** The n-th variable from the top, for the variables of `range`. */
  setTop(n: number, slot: Slot): void {
    const variable = this.variables[this.variables.length - n];
    if (variable !== undefined) variable.slot = slot;
  }

  /** Ends the execution with Go's message at the node at hand. */
  fail(message: string, cause?: Error, secret?: SecretWords): never {
    throw this.error(message, cause, secret);
  }

  error(message: string, cause?: Error, secret?: SecretWords): TemplateError {
    const failure = cause instanceof FailureError ? cause.failure : cause instanceof TemplateError ? cause.failure : undefined;
    const { node, tree } = this;
    if (node === undefined)
      return new TemplateError(`template: ${tree.name}: ${message}`, { file: tree.source.name, line: 1 }, cause, failure, secret);
    const place = `${goLocation(node.source, node.offset)}: executing ${quote(tree.name)} at <${nodeText(node)}>`;
    return new TemplateError(`template: ${place}: ${message}`, this.position(node), cause, failure, secret);
  }

  private position(node: TemplateAnyNode): TemplatePosition {
    return { file: node.source.name, ...positionAt(node.source, node.offset), template: this.tree.name };
  }

  private find(name: string): Variable {
    for (let at = this.variables.length - 1; at >= 0; at -= 1) {
      const variable = this.variables[at];
      if (variable === undefined || variable.name !== name) continue;
      const passed = this.variables.length - at;
      if (passed > FEW) this.run.context.budget.call(passed / PASSED_IN_THE_TIME_OF_A_CALL);
      return variable;
    }
    return this.fail(`undefined variable: ${name}`);
  }
}
