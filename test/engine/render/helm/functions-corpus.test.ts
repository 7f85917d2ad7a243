// Functions of sprig and Helm over the conformance data: thousands of calls with typed arguments, output and error text byte for byte.
import { describe, expect, it } from 'vitest';
import { helmFunctions } from '../../../../src/engine/render/helm/functions';
import { isEmpty } from '../../../../src/engine/render/helm/functions/empty';
import { formatValue } from '../../../../src/engine/render/helm/go/format';
import { type CallContext, type Derivation, GoFunction, GoMap, GoSlice, type Value } from '../../../../src/engine/render/helm/go/values';
import { BUILTINS } from '../../../../src/engine/render/helm/template/builtins';
import { executeTemplate } from '../../../../src/engine/render/helm/template/execute';
import { parseTemplate } from '../../../../src/engine/render/helm/template/parser';
import { addTemplates, type TemplateSet } from '../../../../src/engine/render/helm/template/template-set';
import { corpus } from '../../../support/corpus';
import { type CaseKind, unexpected } from '../../../support/helm-exceptions';
import { corpusLines, fromCorpus } from './corpus-values';

interface Call {
  readonly id: string;
  readonly data: unknown;
  readonly error: string | null;
  readonly output: string;
  readonly execute: string;
  readonly templates: readonly { readonly Name: string; readonly Text: string }[];
  readonly fn?: string;
  readonly kind?: string;
  readonly helm?: 3 | 4;
  readonly missingkey?: string;
}

interface GridRow {
  readonly id: string;
  readonly fn: string;
  readonly text: string;
  readonly error: string | null;
  readonly output: string;
}

const MISSING: Readonly<Record<string, 'default' | 'zero' | 'error'>> = { zero: 'zero', error: 'error' };

describe.skipIf(corpus === undefined)('functions of templates, against sprig and Helm', () => {
  it('agree on every row of the grid', () => {
    const [pool, ...rows] = corpusLines<GridRow & { data: unknown }>('function-grid.jsonl');
    const calls = rows.map(({ id, fn, text, error, output }) => {
      return { id, fn, error, output, data: pool?.data, execute: 't', templates: [{ Name: 't', Text: text }] };
    });
    expect(calls.length).toBe(14_540);
    expect(differing('grid', calls)).toEqual([]);
  });

  it('derive their results from their arguments as their table says', () => {
    const [pool, ...rows] = corpusLines<GridRow & { data: unknown }>('function-grid.jsonl');
    const wrong: string[] = [];
    const seen = new Set<string>();
    const functions = new Map([...helmFunctions(3)].map(([name, fn]) => [name, witnessed(fn, wrong, seen)]));
    for (const { id, fn, text, error, output } of rows) {
      if (error === null) run({ id, fn, error, output, data: pool?.data, execute: 't', templates: [{ Name: 't', Text: text }] }, functions);
    }
    expect(wrong).toEqual([]);
    expect([...seen].sort()).toEqual(['computed', 'lines', 'member', 'members', 'passes', 'selects']);
  });

  it('agree on the executions of sprig’s own tests', () => {
    const calls = corpusLines<Call>('sprig-cases.jsonl');
    expect(calls.length).toBe(373);
    expect(differing('sprig', calls)).toEqual([]);
  });

  it('agree on the executions of Helm’s own tests', () => {
    const calls = corpusLines<Call>('helm-engine-cases.jsonl').filter(({ kind }) => kind === 'function');
    expect(calls.length).toBe(133);
    // `include` and `lookup` belong to whole renders.
    const functions = calls.filter(({ templates }) => !templates.some(({ Text }) => /\b(?:include|lookup)\b/.test(Text)));
    expect(functions.length).toBeGreaterThan(100);
    expect(differing('engine', functions)).toEqual([]);
  });
});

function differing(kind: CaseKind, calls: readonly Call[]): readonly string[] {
  const found = new Map<string, string>();
  for (const call of calls) {
    const mine = run(call);
    // What a call wrote before it failed is not part of Helm's answer.
    if (mine.error === call.error && (call.error !== null || comparable(call, mine.output) === comparable(call, call.output))) continue;
    const texts = call.templates.map(({ Text }) => Text).join(' ');
    found.set(call.id, `${texts}: ${JSON.stringify(call.error ?? call.output)} is ${JSON.stringify(mine.error ?? mine.output)}`);
  }
  return unexpected(kind, found, (id) => calls.some((call) => call.id === id));
}

/** The data hold U+FFFD for a byte that is not UTF-8; and Go gives the keys and values of a map in an order of the day. */
function comparable({ fn }: Call, output: string): string {
  const plain = output.replace(/[\udc80-\udcff]/gu, '\ufffd');
  return fn === 'keys' || fn === 'values' ? [...plain].sort().join('') : plain;
}

/** The function, which says in `wrong` where a result does not come from its arguments as the function's derivation has it. */
function witnessed(fn: GoFunction, wrong: string[], seen: Set<string>): GoFunction {
  const call = (args: readonly Value[], context: CallContext): Value => {
    const before = args.map((arg) => new Set(itemsOf(arg)));
    const result = fn.call(args, context);
    seen.add(fn.derivation.kind);
    if (!holds(fn.derivation, args, before, result))
      wrong.push(`${fn.name} of ${args.map(formatValue).join(', ')}: ${formatValue(result)}`);
    return result;
  };
  return new GoFunction(fn.name, fn.parameters, call, fn.variadic, fn.derivation);
}

function holds(derivation: Derivation, args: readonly Value[], items: readonly ReadonlySet<Value>[], result: Value): boolean {
  switch (derivation.kind) {
    case 'passes':
      return result === args.at(derivation.argument);
    case 'selects':
      return result === undefined || args.includes(result);
    case 'member':
      return isEmpty(result) || args.includes(result) || isWithin(args.at(derivation.argument), result);
    case 'members':
      return itemsOf(result).every(
        (item) => item === '' || args.includes(item) || items.some((set) => set.has(item)) || itemsOf(item).length > 0,
      );
    case 'lines':
      return sameLines(args.at(derivation.argument), result, derivation.before ?? 0);
    default:
      return true;
  }
}

function itemsOf(value: Value): readonly Value[] {
  if (value instanceof GoSlice) return value.items;
  return value instanceof GoMap ? [...value.entries.values()] : [];
}

/** At any depth, as `dig` and `index` go. */
function isWithin(value: Value, item: Value): boolean {
  return itemsOf(value).some((one) => one === item || isWithin(one, item));
}

function sameLines(from: Value, result: Value, before: number): boolean {
  if (typeof from !== 'string' || typeof result !== 'string') return true;
  const [given, made] = [from.split('\n'), result.split('\n').slice(before)];
  return made.length === given.length || result.trim().split('\n').length <= from.trim().split('\n').length;
}

function run(
  { templates: texts, data, execute, missingkey, helm = 3 }: Call,
  functions: ReadonlyMap<string, GoFunction> = helmFunctions(helm),
): { output: string; error: string | null } {
  const templates: TemplateSet = new Map();
  try {
    for (const { Name, Text } of texts) addTemplates(templates, parseTemplate(Name, Text, { isFunction: known(functions) }));
    const missingKey = MISSING[(missingkey ?? '').replace('missingkey=', '')] ?? 'default';
    const run = { templates, functions, context: contextOf(helm), missingKey, depth: 0 };
    return { output: executeTemplate(run, execute, fromCorpus(data)), error: null };
  } catch (error) {
    return { output: '', error: (error as Error).message };
  }
}

function known(functions: ReadonlyMap<string, GoFunction>): (name: string) => boolean {
  return (name) => functions.has(name) || BUILTINS.has(name);
}

function contextOf(helm: 3 | 4): CallContext {
  return {
    helm,
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
}
