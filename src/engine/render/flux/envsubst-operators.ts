// What the operators inside `${…}` do to a variable's value.
import { matchedStart } from './glob';

/** @param operator as written behind the name; `length` for `${#name}`, empty for none. */
export function applyOperator(operator: string, value: string, args: readonly string[]): string {
  const [first = '', second] = args;
  switch (operator) {
    case 'length':
      return String(new TextEncoder().encode(value).length);
    case ',':
      return value.slice(0, 1).toLowerCase() + value.slice(1);
    case ',,':
      return value.toLowerCase();
    case '^':
      return value.slice(0, 1).toUpperCase() + value.slice(1);
    case '^^':
      return value.toUpperCase();
    case ':':
      return substring(value, args);
    case '#':
    case '##':
      return value.slice(matchedStart(value, first, operator === '##'));
    case '%':
    case '%%':
      return reverse(reverse(value).slice(matchedStart(reverse(value), reverse(first), operator === '%%')));
    case '/':
    case '//':
    case '/#':
    case '/%':
      return replaced(operator, value, first, second);
    default:
      // The controller treats `:?` and `:+` as a default too: kept, as what it applies is what counts.
      return value === '' ? args.join('') : value;
  }
}

/** Offsets that are no numbers leave the value alone; negative ones count from the end. */
function substring(value: string, [offset = '', length]: readonly string[]): string {
  if (!isInteger(offset)) return value;
  const start = Number(offset) < 0 ? Math.max(0, value.length + Number(offset)) : Number(offset);
  if (length === undefined) return value.slice(start);
  if (!isInteger(length)) return value;
  const end = Number(length) < 0 ? value.length + Number(length) : start + Number(length);
  return end < start ? '' : value.slice(start, end);
}

function replaced(operator: string, value: string, pattern: string, replacement: string | undefined): string {
  if (operator === '/') return value.replace(pattern, () => replacement ?? '');
  if (operator === '//') return value.split(pattern).join(replacement ?? '');
  if (replacement === undefined) return value;
  if (operator === '/#') return value.startsWith(pattern) ? replacement + value.slice(pattern.length) : value;
  return value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) + replacement : value;
}

function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}
