// Kubernetes label selectors over labels as a file has them.
import type { Node } from '../model';
import { child, items, text } from '../yaml/access';

/** `matchLabels` and `matchExpressions`; an empty selector selects everything. Source: the Kubernetes API, `metav1.LabelSelector`. */
export function selectsLabels(selector: Node | undefined, labels: Node | undefined): boolean {
  const exact = child(selector, 'matchLabels');
  const equal = exact?.kind !== 'map' || exact.entries.every(({ key, value }) => text(child(labels, key)) === text(value));
  return equal && items(child(selector, 'matchExpressions')).every((expression) => holds(expression, labels));
}

function holds(expression: Node, labels: Node | undefined): boolean {
  const [value, operator] = [text(child(labels, text(child(expression, 'key')) ?? '')), text(child(expression, 'operator'))];
  const values = items(child(expression, 'values')).map(text);
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  return operator === 'In' ? value !== undefined && values.includes(value) : value === undefined || !values.includes(value);
}
