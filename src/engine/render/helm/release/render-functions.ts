// The functions that belong to a render: they execute templates, end it with a message, or ask the cluster. Source: `initFunMap` of Helm's engine.
import type { Lookup } from '../../../model';
import { HIDDEN } from '../secret-values';
import { quote } from '../go/quote';
import { derivationOf } from '../functions/derivations';
import { type CallContext, GoError, GoFunction, type Value } from '../go/values';
import { executeTemplate } from '../template/execute';
import { LayeredNames } from '../template/layered-names';
import type { Tree } from '../template/nodes';
import type { Run } from '../template/state';
import { TemplateError } from '../template/template-error';
import { addTemplates } from '../template/template-set';
import { warned } from './failures';
import type { KeptIncludes } from './kept-includes';
import type { LineRecorder } from './line-recorder';
import type { Lookups, Place } from './lookups';
import { withoutNoValue } from './no-value';

/** What the functions need besides the environment that they are in. */
export interface RenderFunctions {
  /** Parses a text for `tpl`. @throws TemplateError */
  readonly parse: (text: string) => ReadonlyMap<string, Tree>;
  readonly lookups: Lookups;
  /** Where the function that is being called stands. */
  readonly place: () => Place;
  readonly recorder: LineRecorder;
  /** As `CallContext` has it. */
  readonly within: NonNullable<CallContext['within']>;
  /** Where only the text is asked for. */
  readonly kept: KeptIncludes | undefined;
  /** How often each template is being included right now. */
  readonly included: Map<string, number>;
}

/** The name that Helm gives its root template, and so every text that `tpl` executes. */
export const ROOT = 'gotpl';

const DEEPEST_INCLUDE = 1000;

/** Adds the functions to `functions`, which is those of `run`. */
export function addRenderFunctions(functions: LayeredNames<GoFunction>, run: Run, tools: RenderFunctions): void {
  const add = (name: string, parameters: readonly string[], call: (values: readonly Value[]) => Value): void => {
    functions.set(name, new GoFunction(name, parameters, call, false, derivationOf(name)));
  };
  add('include', ['string', ANY], ([name, data]) => include(name as string, data, run, tools));
  add('tpl', ['string', ANY], ([text, data]) => tpl(text as string, data, run, tools));
  add('required', ['string', ANY], ([message, value]) => {
    if (value === undefined || value === '') throw warned(message as string);
    return value;
  });
  add('fail', ['string'], ([message]) => {
    throw warned(message as string);
  });
  add('lookup', ['string', 'string', 'string', 'string'], ([apiVersion, kind, namespace, name]) => {
    const lookup = { apiVersion: String(apiVersion), kind: String(kind), namespace: String(namespace), name: String(name) };
    return tools.lookups.answer(lookup, tools.place(), shownLookup(lookup, tools.recorder));
  });
}

/** What is asked for may be named by a Secret, whose words are not told. */
function shownLookup(lookup: Lookup, { secretGiven }: LineRecorder): Lookup {
  const shown = (text: string, argument: number): string => (secretGiven(argument, text) === undefined ? text : HIDDEN);
  const { apiVersion, kind, namespace, name } = lookup;
  return { apiVersion: shown(apiVersion, 0), kind: shown(kind, 1), namespace: shown(namespace, 2), name: shown(name, 3) };
}

const ANY = 'interface {}';

function include(name: string, data: Value, run: Run, tools: RenderFunctions): Value {
  const { kept } = tools;
  if (kept === undefined) return executed(name, data, run, tools);
  return kept.textOf(name, data, run, () => executed(name, data, run, tools));
}

function executed(name: string, data: Value, run: Run, { included, recorder, within }: RenderFunctions): string {
  const count = included.get(name) ?? 0;
  if (count > DEEPEST_INCLUDE) throw new GoError(`rendering template has a nested reference name: ${name}: unable to execute template`);
  included.set(name, count + 1);
  try {
    const origin = recorder.given(1);
    return within(() => recorder.record(() => executeTemplate(run, name, data, origin))).text;
  } finally {
    included.set(name, count);
  }
}

/** What the text defines is known to itself alone. */
function tpl(text: string, data: Value, run: Run, tools: RenderFunctions): Value {
  const parsed = parsedText(text, tools);
  const templates = new LayeredNames(run.templates);
  addTemplates(templates, parsed);
  const functions = new LayeredNames(run.functions);
  const inner: Run = { ...run, templates, functions };
  addRenderFunctions(functions, inner, tools);
  const origin = tools.recorder.given(1);
  try {
    return withoutNoValue(tools.within(() => tools.recorder.record(() => executeTemplate(inner, ROOT, data, origin))).text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(
      `error during tpl function execution for ${quote(text)}: ${error.message}`,
      error.position,
      error.cause,
      error.failure,
      error.secret,
    );
  }
}

function parsedText(text: string, { parse }: RenderFunctions): ReadonlyMap<string, Tree> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(
      `cannot parse template ${quote(text)}: ${error.message}`,
      error.position,
      error.cause,
      error.failure,
      error.secret,
    );
  }
}
