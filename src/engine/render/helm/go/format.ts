// Go's fmt: the text of values for print, println and every place that shows one, and Printf's formats.
import { type Directive, directives } from './format-directive';
import { NO_FLAGS } from './format-flags';
import { printArgument } from './format-value';
import { typeName } from './types';
import { GoBytes, GoMap, GoSlice, type Value } from './values';

/** The text of one value, as `%v` and a template's output have it; nil is `<nil>`. */
export function formatValue(value: Value): string {
  return typeof value === 'string' ? value : printArgument(value, 'v', NO_FLAGS);
}

/** `fmt.Sprint`: a space between two values of which neither is a string. */
export function sprint(values: readonly Value[]): string {
  let text = '';
  values.forEach((value, at) => {
    if (at > 0 && typeof value !== 'string' && typeof values[at - 1] !== 'string') text += ' ';
    text += formatValue(value);
  });
  return text;
}

/** `fmt.Sprintln`: a space between all values, a line end after the last. */
export const sprintln = (values: readonly Value[]): string => `${values.map(formatValue).join(' ')}\n`;

/**
 * `fmt.Sprintf`, with Go's notes on bad formats in the text: `%!d(string=x)`, `%!v(MISSING)`, `%!(EXTRA int=1)`.
 * @param atOnce told of the length of the text before each part is added; may throw to end it.
 */
export function sprintf(format: string, values: readonly Value[], atOnce?: (characters: number) => void): string {
  let text = '';
  let state = { next: 0, reordered: false };
  for (const part of directives(format, values)) {
    if (typeof part !== 'string') atOnce?.(text.length + widthOf(part, values));
    text += typeof part === 'string' ? part : printDirective(part, values);
    if (typeof part !== 'string') state = { next: part.next, reordered: part.reordered };
  }
  if (!state.reordered && state.next < values.length) text += extra(values.slice(state.next));
  return text;
}

/** What a part takes up by its width and precision, which count for each scalar of a list or map. */
function widthOf({ flags: { width = 0, precision = 0 }, argument }: Directive, values: readonly Value[]): number {
  const wide = Math.max(width, precision);
  return wide === 0 || argument === undefined ? wide : wide * scalarsIn(values[argument]);
}

function scalarsIn(value: Value): number {
  if (value instanceof GoBytes) return value.bytes.length;
  const items = value instanceof GoMap ? [...value.entries.values()] : value instanceof GoSlice ? value.items : undefined;
  // The keys of a map are as wide.
  return items === undefined ? 1 : items.reduce<number>((sum, item) => sum + scalarsIn(item) + 1, 1);
}

function printDirective(directive: Directive, values: readonly Value[]): string {
  const { notes, verb } = directive;
  if (verb === undefined) return `${notes}%!(NOVERB)`;
  if (verb === '%') return `${notes}%`;
  if (directive.badIndex) return `${notes}%!${verb}(BADINDEX)`;
  if (directive.argument === undefined) return `${notes}%!${verb}(MISSING)`;
  return notes + printArgument(values[directive.argument], verb, directive.flags);
}

function extra(values: readonly Value[]): string {
  const parts = values.map((value) => (value === undefined ? '<nil>' : `${typeName(value)}=${printArgument(value, 'v', NO_FLAGS)}`));
  return `%!(EXTRA ${parts.join(', ')})`;
}
