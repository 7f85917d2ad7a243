// Executions of Go's text/template and of Helm's engine (corpus/helm/template-cases.jsonl), output and errors byte for byte.
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../../../../src/engine/render/helm/go/values';
import { BUILTINS } from '../../../../../src/engine/render/helm/template/builtins';
import { executeTemplate } from '../../../../../src/engine/render/helm/template/execute';
import { parseTemplate } from '../../../../../src/engine/render/helm/template/parser';
import { addTemplates, type TemplateSet } from '../../../../../src/engine/render/helm/template/template-set';
import { corpus } from '../../../../support/corpus';
import { helmExceptions } from '../../../../support/helm-exceptions';
import { corpusLines, fromCorpus } from '../corpus-values';

interface TemplateCase {
  readonly id: string;
  readonly data: unknown;
  readonly error: string | null;
  readonly execute: string;
  readonly output: string;
  readonly missingkey?: string;
  readonly templates: readonly { readonly Name: string; readonly Text: string; readonly Left: string; readonly Right: string }[];
}

const context: CallContext = {
  helm: 4,
  now: () => new Date(0),
  budget: {
    spend: () => undefined,
    call: () => undefined,
    grow: () => undefined,
    hold: () => undefined,
    atOnce: () => undefined,
    pass: () => undefined,
  },
  draw: () => undefined,
  unknowable: (call) => call,
};

const MISSING: Readonly<Record<string, 'default' | 'zero' | 'error'>> = { zero: 'zero', error: 'error' };

function run(one: TemplateCase): { output: string; error: string | null } {
  const set: TemplateSet = new Map();
  let output = '';
  try {
    for (const template of one.templates) {
      const delimiters = { left: template.Left || '{{', right: template.Right || '}}' };
      addTemplates(set, parseTemplate(template.Name, template.Text, { isFunction: (name) => BUILTINS.has(name), delimiters }));
    }
    const missingKey = MISSING[(one.missingkey ?? '').replace('missingkey=', '')] ?? 'default';
    output = executeTemplate({ templates: set, functions: new Map(), context, missingKey, depth: 0 }, one.execute, fromCorpus(one.data));
  } catch (error) {
    return { output, error: (error as Error).message };
  }
  return { output, error: null };
}

describe.skipIf(corpus === undefined)('template language, against Go', () => {
  it('executes as Go does', () => {
    const cases = corpusLines<TemplateCase>('template-cases.jsonl');
    expect(cases.length).toBe(436);
    const known = new Set(helmExceptions().flatMap(({ kind, id }) => (kind === 'template' ? [id] : [])));
    const wrong = cases.filter((one) => {
      const got = run(one);
      return !known.has(one.id) && (got.error !== one.error || (one.error === null && got.output !== one.output));
    });
    expect(wrong.map((one) => ({ id: one.id, templates: one.templates, want: [one.output, one.error], got: run(one) }))).toEqual([]);
  });
});
