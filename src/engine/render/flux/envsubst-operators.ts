// What the operators inside `${…}` do to a variable's value.

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
      return value.slice(matched(value, first, operator === '##'));
    case '%':
    case '%%':
      return reverse(reverse(value).slice(matched(reverse(value), reverse(first), operator === '%%')));
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

/** How much of the start of `value` the pattern covers: at least a character, or nothing. */
function matched(value: string, pattern: string, longest: boolean): number {
  const expression = globExpression(pattern);
  if (expression === undefined) return 0;
  const lengths = Array.from({ length: value.length }, (_, index) => index + 1);
  const candidates = longest ? lengths.reverse() : lengths;
  return candidates.find((length) => expression.test(value.slice(0, length))) ?? 0;
}

function replaced(operator: string, value: string, pattern: string, replacement: string | undefined): string {
  if (operator === '/') return value.replace(pattern, () => replacement ?? '');
  if (operator === '//') return value.split(pattern).join(replacement ?? '');
  if (replacement === undefined) return value;
  if (operator === '/#') return value.startsWith(pattern) ? replacement + value.slice(pattern.length) : value;
  return value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) + replacement : value;
}

/** `*`, `?` and `[…]`; undefined for a pattern that is malformed. */
function globExpression(pattern: string): RegExp | undefined {
  const source = pattern.replace(/\[(\^?)([^\]]+)\]|[\s\S]/g, (part, negated: string, characters: string | undefined) => {
    if (characters !== undefined) return `[${negated}${characters.replace(/[\\\]^]/g, '\\$&')}]`;
    if (part === '*') return '[\\s\\S]*';
    return part === '?' ? '[\\s\\S]' : part.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  });
  try {
    return new RegExp(`^(?:${source})$`, 'u');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}
