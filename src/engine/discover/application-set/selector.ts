// A generator's label selector, over its parameters as flat texts.
import type { Node } from '../../model';
import { child, items, text } from '../../yaml/access';
import { flatten, type ParameterSet, refuse, type SetContext } from './parameters';

/** The sets that the selector lets through; all where there is none. */
export function selected(sets: readonly ParameterSet[], selector: Node | undefined, context: SetContext): readonly ParameterSet[] {
  const requirements = requirementsOf(selector, context);
  if (requirements.length === 0) return sets;
  return sets.filter(({ values }) => {
    const labels = new Map(flatten(values).map(({ key, value }) => [key, value.text]));
    return requirements.every(({ key, matches }) => matches(labels.get(key)));
  });
}

export function hasRequirements(selector: Node | undefined): boolean {
  const labels = child(selector, 'matchLabels');
  return (labels?.kind === 'map' && labels.entries.length > 0) || items(child(selector, 'matchExpressions')).length > 0;
}

/** Whether labels are those that a selector asks for. */
export function matchesLabels(labels: ReadonlyMap<string, string>, selector: Node | undefined, context: SetContext): boolean {
  return requirementsOf(selector, context).every(({ key, matches }) => matches(labels.get(key)));
}

interface Requirement {
  readonly key: string;
  readonly matches: (value: string | undefined) => boolean;
}

function requirementsOf(selector: Node | undefined, context: SetContext): readonly Requirement[] {
  const labels = child(selector, 'matchLabels');
  const exact = (labels?.kind === 'map' ? labels.entries : []).map(
    ({ key, value }): Requirement => ({ key, matches: (label) => label !== undefined && label === text(value) }),
  );
  return [...exact, ...items(child(selector, 'matchExpressions')).map((expression) => requirement(expression, context))];
}

function requirement(expression: Node, context: SetContext): Requirement {
  const key = text(child(expression, 'key')) ?? '';
  const values = items(child(expression, 'values')).map(text);
  switch (text(child(expression, 'operator'))) {
    case 'In':
      return { key, matches: (label) => label !== undefined && values.includes(label) };
    case 'NotIn':
      return { key, matches: (label) => label === undefined || !values.includes(label) };
    case 'Exists':
      return { key, matches: (label) => label !== undefined };
    case 'DoesNotExist':
      return { key, matches: (label) => label === undefined };
    default:
      return refuse(context, expression, 'its selector has an operator that Argo CD does not know');
  }
}
