// Keeps what templates such as a chart's `labels` write, which most files include, while a release is rendered as text alone.
import { GoFunction, type Value } from '../go/values';
import type { LayeredNames, Names } from '../template/layered-names';
import type { Tree } from '../template/nodes';
import { CHANGING, isSteady } from '../template/steady';
import type { RenderBudget, Spent } from './budget';

export interface KeptIncludes {
  /** The text of a template that is given `data`: as it was before, where that cannot have changed. */
  readonly textOf: (name: string, data: Value, templates: Names<Tree>, execute: () => string) => string;
}

interface Kept {
  readonly text: string;
  /** Taken out of the budget again each time, so that limits are the same whatever is kept. */
  readonly cost: Spent;
}

/** Longer ones are rare, and not worth their memory. */
const LONGEST = 64 * 1024;

/**
 * @param templates those of the release; a text that `tpl` executes may have others of the same names.
 * @param roots what Helm gives the files of each chart.
 * @param functions those that change what they are given are watched: after one was called, nothing is kept.
 */
export function createKeptIncludes(
  templates: Names<Tree>,
  roots: ReadonlySet<Value>,
  functions: LayeredNames<GoFunction>,
  budget: RenderBudget,
): KeptIncludes {
  const steady = new Map<string, boolean>();
  const kept = new Map<Value, Map<string, Kept>>([...roots].map((root) => [root, new Map()]));
  watch(functions, () => kept.clear());
  return {
    textOf(name, data, among, execute) {
      const ofData = among === templates ? kept.get(data) : undefined;
      if (ofData === undefined || !isSteady(name, templates, steady)) return execute();
      const known = ofData.get(name);
      if (known !== undefined) {
        charge(known.cost, budget);
        return known.text;
      }
      const before = budget.spent();
      const text = execute();
      if (text.length <= LONGEST) ofData.set(name, { text, cost: difference(before, budget.spent()) });
      return text;
    },
  };
}

function watch(functions: LayeredNames<GoFunction>, onChange: () => void): void {
  for (const name of CHANGING) {
    const fn = functions.get(name);
    if (fn === undefined) continue;
    const call: GoFunction['call'] = (values, context) => {
      onChange();
      return fn.call(values, context);
    };
    functions.set(name, new GoFunction(name, fn.parameters, call, fn.variadic, fn.derivation));
  }
}

function charge({ steps, calls, bytes, held, input }: Spent, budget: RenderBudget): void {
  budget.spend(steps);
  budget.call(calls);
  budget.grow(bytes);
  budget.hold(held);
  budget.pass(input);
}

function difference(before: Spent, after: Spent): Spent {
  return {
    steps: after.steps - before.steps,
    calls: after.calls - before.calls,
    bytes: after.bytes - before.bytes,
    held: after.held - before.held,
    input: after.input - before.input,
  };
}
