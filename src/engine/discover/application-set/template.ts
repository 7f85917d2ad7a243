// Fills a template with one set of parameters. The one door to template languages: a full engine would go in here.
import type { Failure, MapNode, Node, ScalarNode } from '../../model';
import { child } from '../../yaml/access';
import { failureAt } from '../inventory';
import { type Evaluation, NO_VALUE, type Open } from './evaluation';
import { evaluateGo } from './go-template';
import { type Language, scalar } from './parameters';

export interface Filled<T extends Node = Node> {
  readonly node: T;
  /** One for each action that could not be evaluated. */
  readonly failures: readonly Failure[];
}

/** Fills every text and key inside `template`. A value that is a parameter and nothing else has the parameter's position. */
export function fill<T extends Node>(template: T, parameters: MapNode, language: Language): Filled<T> {
  const failures: Failure[] = [];
  const node = fillNode(template, (text, from) => {
    const evaluation = evaluate(text, parameters, language);
    for (const { action, why } of evaluation.open) {
      failures.push(failureAt(from.origin, { code: why === NO_VALUE ? 'invalidField' : 'unsupported', subject: action, detail: why }));
    }
    return evaluation;
  });
  return { node: node as T, failures };
}

/** Whether a text still has something in it that could not be evaluated. */
export function isOpen(text: string): boolean {
  return text.includes('{{');
}

function evaluate(text: string, parameters: MapNode, language: Language): Evaluation {
  if (!text.includes('{{')) return { text, open: [] };
  return language === 'go' ? evaluateGo(text, parameters) : evaluateFast(text, parameters);
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
  if (whole === undefined || whole.origin.approximate === true) {
    const from = used.map(({ origin }) => origin);
    return scalar(text, { ...node.origin, step: 'template', ...(from.length === 0 ? {} : { from }) });
  }
  return { ...scalar(text, whole.origin), ...(whole.kind === 'scalar' && whole.secret ? { secret: true } : {}) };
}

/** Argo CD replaces tags in a text that has a line with both braces; a tag without a value stays as it is. */
function evaluateFast(text: string, parameters: MapNode): Evaluation {
  if (!/\{\{.*\}\}/.test(text)) return { text, open: [] };
  const open: Open[] = [];
  const used: Node[] = [];
  let whole: Node | undefined;
  const filled = text.replace(/\{\{(.*?)\}\}/gs, (action, tag: string) => {
    const value = child(parameters, tag.trim());
    if (value?.kind !== 'scalar' || value.tag !== 'str') {
      open.push({ action, why: NO_VALUE });
      return action;
    }
    used.push(value);
    if (action === text) whole = value;
    return value.text;
  });
  const last = text.lastIndexOf('{{');
  if (text.indexOf('}}', last) === -1) open.push({ action: text.slice(last), why: 'its tag does not end' });
  return { text: filled, open, used, ...(whole === undefined ? {} : { whole }) };
}
