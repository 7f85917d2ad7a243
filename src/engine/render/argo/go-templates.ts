// Go's templates as ApplicationSets have them: sprig without what tells of the machine, and Argo CD's own functions. Source: argo-cd v3.2.6, `applicationset/utils`.
import type { GoTemplates, Written } from '../../discover/application-set/evaluation';
import { normalized } from '../../discover/application-set/path-parameters';
import { type Failure, FailureError, type MapNode, type Origin } from '../../model';
import { helmFunctions } from '../helm/functions';
import { ANY, type Family, fn, text } from '../helm/functions/define';
import { fromJson } from '../helm/functions/json';
import { fromYaml, toYaml } from '../helm/functions/yaml';
import { GoError, GoFunction, type Value } from '../helm/go/values';
import { createBudget } from '../helm/release/budget';
import { notePaths } from '../helm/release/scope';
import { createLineRecorder, type Recorded } from '../helm/release/line-recorder';
import { parseOnce, type TemplateCache } from '../helm/release/template-cache';
import { createUnknowables } from '../helm/release/unknowables';
import { BUILTINS } from '../helm/template/builtins';
import { executeTemplate } from '../helm/template/execute';
import type { Run } from '../helm/template/state';
import { TemplateError } from '../helm/template/template-error';
import { mapOf } from '../helm/values/from-node';
import { ValueOrigins } from '../helm/values/origins';
import { slugify } from './slugify';

/** @param cache keeps parsed templates. */
export function createGoTemplates(cache: TemplateCache): GoTemplates {
  return {
    evaluate(content, parameters, options) {
      try {
        return evaluate(content, parameters, options, cache);
      } catch (error) {
        throw new FailureError(failureOf(error));
      }
    },
  };
}

const NAME = 'template of an ApplicationSet';
/** One Application needs some hundreds. */
const MOST_STEPS = 500_000;

function evaluate(
  content: string,
  parameters: MapNode,
  options: readonly string[],
  cache: TemplateCache,
): ReturnType<GoTemplates['evaluate']> {
  const isFunction = (name: string): boolean => FUNCTIONS.has(name) || BUILTINS.has(name);
  const templates = parseOnce(cache, 3, NAME, content, isFunction);
  const [origins, unknowables] = [new ValueOrigins(), createUnknowables(() => undefined, undefined)];
  const lines = createLineRecorder(origins);
  const { now, draw, standIn } = unknowables;
  const context: Run['context'] = { helm: 3, now, draw, budget: createBudget({}, MOST_STEPS), unknowable: standIn };
  const run: Run = { templates, functions: FUNCTIONS, context, missingKey: missingKey(options), recorder: lines.recorder, depth: 0 };
  const data = mapOf(parameters, origins);
  notePaths(data, [], origins);
  const recorded = lines.record(() => executeTemplate(run, NAME, data));
  const [unknowable] = unknowables.noted();
  if (unknowable !== undefined)
    throw new FailureError({ code: 'controllerOnly', detail: `what ${unknowable.call.split(' ')[0]} gives is another each time` });
  return { text: recorded.text, used: usedIn(recorded), written: writtenIn(recorded) };
}

/** The last option of a kind counts. */
function missingKey(options: readonly string[]): Run['missingKey'] {
  const last = options.at(-1)?.slice('missingkey='.length);
  return last === 'error' || last === 'zero' ? last : 'default';
}

function writtenIn({ spans }: Recorded): Written {
  return (start, end) => {
    const first = spans.findLast((span) => span.start <= start);
    const offset = first === undefined ? 0 : first.offset + (first.verbatim ? start - first.start : 0);
    const inside = spans.filter((span) => span === first || (span.start > start && span.start < end));
    return { offset, used: usedIn({ spans: inside }) };
  };
}

function usedIn({ spans }: Pick<Recorded, 'spans'>): readonly Origin[] {
  const places = spans.flatMap(({ origin }) => [...(origin?.places.data ?? []), ...(origin?.places.by ?? [])]);
  return [...new Set(places.flatMap(({ origin }) => origin ?? []))];
}

const OWN: Family = {
  normalize: fn('string', ([name]) => normalized(text(name))),
  slugify: fn(`...${ANY}`, (values) => slugify(values)),
  toYaml: fn(ANY, ([value]) => toYaml(value)),
  fromYaml: fn('string', ([source]) => fromYaml(text(source), 'map')),
  fromYamlArray: fn('string', ([source]) => fromYaml(text(source), 'slice')),
  fromJson: fn('string', ([source]) => orNothing(() => fromJson(text(source)))),
  fail: fn('string', ([message]) => {
    throw new GoError(text(message));
  }),
};

/** What Helm has and sprig has not, and what Argo CD takes out of it. */
const ABSENT = new Set('env expandenv getHostByName toYamlPretty fromJsonArray toToml fromToml'.split(' '));

const FUNCTIONS: ReadonlyMap<string, GoFunction> = new Map([
  ...[...helmFunctions(3)].filter(([name]) => !ABSENT.has(name)),
  ...Object.entries(OWN).map(([name, { parameters, call, variadic }]) => [name, new GoFunction(name, parameters, call, variadic)] as const),
]);

function orNothing(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof GoError) return undefined;
    throw error;
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  if (error instanceof RangeError) return { code: 'tooMuchWork', detail: error.message };
  if (!(error instanceof TemplateError)) throw error;
  if (error.failure !== undefined) return error.failure;
  const code = error.position.template === undefined ? 'templateInvalid' : 'templateFailed';
  return { code, detail: innermost(error).message.replace(/^template: (?:[^:]*:)?\d+(?::\d+)?: /, '') };
}

function innermost(error: Error): Error {
  return error instanceof TemplateError && error.cause instanceof Error ? innermost(error.cause) : error;
}
