// The name of a release that a template gives. Source: `TemplateName` of Helm's install action.
import { FailureError, type Failure } from '../../../model';
import { helmFunctions } from '../functions';
import { BUILTINS } from '../template/builtins';
import { executeTemplate } from '../template/execute';
import { LayeredNames } from '../template/layered-names';
import { parseTemplate } from '../template/parser';
import type { Run } from '../template/state';
import { TemplateError } from '../template/template-error';
import { createBudget } from './budget';
import { createUnknowables } from './unknowables';

/** Executed with nothing: it has the functions of sprig, and no chart. */
export function releaseNameFrom(template: string, helm: 3 | 4): { readonly name: string } | { readonly failure: Failure } {
  const { begin, draw, now, standIn } = createUnknowables(() => undefined, undefined);
  begin(NAME);
  try {
    const functions = new LayeredNames(helmFunctions(helm));
    const templates = parseTemplate(NAME, template, { isFunction: (name) => functions.has(name) || BUILTINS.has(name) });
    const context = { helm, now, draw, budget: createBudget(undefined), unknowable: standIn };
    const run: Run = { templates, functions, context, missingKey: 'default', depth: 0 };
    return { name: executeTemplate(run, NAME, undefined) };
  } catch (error) {
    if (error instanceof FailureError) return { failure: error.failure };
    if (!(error instanceof TemplateError)) throw error;
    return { failure: { code: 'templateFailed', detail: error.message.replace(/^template: [^:]*:\d+(?::\d+)?: /, '') } };
  }
}

const NAME = 'name-template';
