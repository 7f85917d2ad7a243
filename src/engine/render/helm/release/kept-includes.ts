// Keeps what templates such as a chart's `labels` write, which most files include, while a release is rendered as text alone.
import { GoFunction, type Value } from '../go/values';
import type { LayeredNames } from '../template/layered-names';
import type { Run } from '../template/state';
import { CHANGING, createSteadiness } from '../template/steady';
import type { RenderBudget, Spent } from './budget';

export interface KeptIncludes {
  /** The text of a template that is given `data`: as it was before, where that cannot have changed. */
  readonly textOf: (name: string, data: Value, run: Run, execute: () => string) => string;
}

interface Kept {
  readonly text: string;
  /** Taken out of the budget again each time, so that limits are the same whatever is kept. */
  readonly cost: Spent;
}

/** Longer ones are rare, and not worth their memory. */
const LONGEST = 64 * 1024;
/** Templates within each other, beyond which each is executed: limits of depth are to end a render where they are. */
const DEEPEST = 200;

/**
 * @param templates those of the release; a text that `tpl` executes may have others of the same names.
 * @param roots what Helm gives the files of each chart.
 * @param functions those that change what they are given are watched: after one was called, nothing is kept.
 */
export function createKeptIncludes(
  templates: Run['templates'],
  roots: ReadonlySet<Value>,
  functions: LayeredNames<GoFunction>,
  budget: RenderBudget,
): KeptIncludes {
  const steadiness = createSteadiness(templates);
  /** Undefined for one that was executed once: a second time may cost less, as patterns are compiled by then. */
  const kept = new Map<Value, Map<string, Kept | undefined>>([...roots].map((root) => [root, new Map()]));
  watch(functions, () => kept.clear());
  return {
    textOf(name, data, run, execute) {
      const ofData = run.templates === templates ? kept.get(data) : undefined;
      const height = ofData && steadiness.heightOf(name);
      if (ofData === undefined || height === undefined || run.depth + height > DEEPEST) return execute();
      const known = ofData.get(name);
      // Where a limit is in the way, it ends the render at the place that comes to it.
      if (known !== undefined) return budget.takeAgain(known.cost) ? known.text : execute();
      const isSecond = ofData.has(name);
      const before = budget.spent();
      const text = execute();
      const cost = difference(before, budget.spent());
      ofData.set(name, isSecond && text.length <= LONGEST ? { text, cost } : undefined);
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

function difference(before: Spent, after: Spent): Spent {
  return {
    steps: after.steps - before.steps,
    calls: after.calls - before.calls,
    bytes: after.bytes - before.bytes,
    held: after.held - before.held,
    input: after.input - before.input,
  };
}
