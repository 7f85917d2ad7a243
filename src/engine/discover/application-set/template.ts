// Fills a template with one set of parameters, in either of Argo CD's languages. Go's is evaluated by the engine that is handed in.
import { type Failure, FailureError, type MapNode, type Node, type ScalarNode } from '../../model';
import { at, child } from '../../yaml/access';
import { failureAt } from '../inventory';
import { type Evaluation, isOpen, type Open } from './evaluation';
import { goText, type Language, scalar } from './parameters';

export { isOpen } from './evaluation';

export interface Filled<T extends Node = Node> {
  readonly node: T;
  /** One for each action that could not be evaluated. */
  readonly failures: readonly Failure[];
}

/** Fills every text and key inside `template`. A value that is a parameter and nothing else has the parameter's position, where that is exact. */
export function fill<T extends Node>(template: T, parameters: MapNode, language: Language): Filled<T> {
  const failures: Failure[] = [];
  const node = fillNode(template, (text, from) => {
    const evaluation = evaluate(text, parameters, language);
    for (const { action, why, code } of evaluation.open) failures.push(failureAt(from.origin, { code, subject: action, detail: why }));
    return evaluation;
  });
  return { node: node as T, failures };
}

/** What a text becomes. */
export function evaluate(text: string, parameters: MapNode, language: Language): Evaluation {
  if (!isOpen(text)) return { text, open: [] };
  return language === 'fast' ? evaluateFast(text, parameters) : evaluateGo(text, parameters, language);
}

type Fill = (text: string, from: Node) => Evaluation;

function fillNode(node: Node, evaluated: Fill): Node {
  if (node.kind === 'scalar') return fillScalar(node, evaluated);
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => fillNode(item, evaluated)) };
  const entries = node.entries.map(({ key, value }) => ({
    key: isOpen(key) ? evaluated(key, value).text : key,
    value: fillNode(value, evaluated),
  }));
  return { ...node, entries };
}

function fillScalar(node: ScalarNode, evaluated: Fill): ScalarNode {
  if (node.tag !== 'str' || !isOpen(node.text)) return node;
  const { text, whole, used = [] } = evaluated(node.text, node);
  if (whole === undefined || whole.origin.approximate === true)
    return scalar(text, { ...node.origin, step: 'template', ...(used.length === 0 ? {} : { from: used }) });
  return { ...scalar(text, whole.origin), ...(whole.kind === 'scalar' && whole.secret ? { secret: true } : {}) };
}

/** Nothing but a field. */
const FIELD = /^\{\{\s*((?:\.[\p{L}_][\p{L}\p{N}_]*)+)\s*\}\}$/u;

function evaluateGo(text: string, parameters: MapNode, { engine, options }: Exclude<Language, 'fast'>): Evaluation {
  const refused = (code: Open['code'], why: string): Evaluation => ({ text, open: [{ action: text, why, code }] });
  if (engine === undefined) return refused('unsupported', 'Go templates are not evaluated here');
  try {
    const evaluated = engine.evaluate(text, parameters, options);
    const field = FIELD.exec(text)?.[1];
    const whole = field === undefined ? undefined : at(parameters, field.slice(1).split('.'));
    const isWhole = whole !== undefined && goText(whole) === evaluated.text;
    return { ...evaluated, open: [], ...(isWhole ? { whole } : {}) };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return refused(error.failure.code, error.failure.detail ?? error.failure.subject ?? error.failure.code);
  }
}

const NO_VALUE = 'no generator gives it a value';

/** Argo CD replaces tags in a text that has a line with both braces; a tag without a value stays as it is. */
function evaluateFast(text: string, parameters: MapNode): Evaluation {
  if (!/\{\{.*\}\}/.test(text)) return { text, open: [] };
  const open: Open[] = [];
  const used: Node[] = [];
  let whole: Node | undefined;
  const filled = text.replace(/\{\{(.*?)\}\}/gs, (action, tag: string) => {
    const value = child(parameters, tag.trim());
    if (value?.kind !== 'scalar' || value.tag !== 'str' || tag.trim() === '') {
      open.push({ action, why: NO_VALUE, code: 'invalidField' });
      return action;
    }
    used.push(value);
    if (action === text) whole = value;
    return value.text;
  });
  const last = text.lastIndexOf('{{');
  if (text.indexOf('}}', last) === -1) open.push({ action: text.slice(last), why: 'its tag does not end', code: 'invalidField' });
  const origins = used.map(({ origin }) => origin);
  return { text: filled, open, used: origins, ...(whole === undefined ? {} : { whole }) };
}
