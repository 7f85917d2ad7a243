// Kubernetes label selectors (`app=web,tier in (a, b),!legacy`), as patch targets use them for labels and annotations.

export interface Requirement {
  readonly key: string;
  readonly operator: 'in' | 'notIn' | 'exists' | 'absent' | 'greater' | 'less';
  readonly values: readonly string[];
}

const TERM = /^\s*(!?)\s*([^\s,()=!<>]+)\s*(?:(==|=|!=|<|>)\s*([^\s,()=!<>]*)|(in|notin)\s*\(([^()]*)\))?\s*(?:,|$)/;

/**
 * The requirements of a selector; none for an empty one, which matches everything.
 * @returns undefined for a text that is no selector.
 */
export function parseLabelSelector(selector: string): readonly Requirement[] | undefined {
  const requirements: Requirement[] = [];
  let rest = selector;
  while (rest.trim() !== '') {
    const match = TERM.exec(rest);
    if (match === null) return undefined;
    const requirement = toRequirement(match);
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
    rest = rest.slice(match[0].length);
    if (rest.trim() === '' && match[0].trimEnd().endsWith(',')) return undefined;
  }
  return requirements;
}

export function matchesLabels(requirements: readonly Requirement[], labels: ReadonlyMap<string, string>): boolean {
  return requirements.every((requirement) => matches(requirement, labels.get(requirement.key)));
}

function toRequirement(match: RegExpExecArray): Requirement | undefined {
  const requirement = readRequirement(match);
  return requirement !== undefined && isLabelKey(requirement.key) && requirement.values.every(isLabelValue) ? requirement : undefined;
}

/** `example.com/name`: the part before the slash is a domain, and may be absent. Source: Kubernetes documentation, "Labels and Selectors". */
function isLabelKey(key: string): boolean {
  const [name = '', prefix, third] = key.split('/').reverse();
  if (third !== undefined || name === '' || !isLabelValue(name)) return false;
  return prefix === undefined || (prefix.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(prefix));
}

function isLabelValue(value: string): boolean {
  return value.length <= 63 && /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value);
}

function readRequirement(match: RegExpExecArray): Requirement | undefined {
  const [, not, key = '', sign, value = '', set, list = ''] = match;
  if (not) return sign === undefined && set === undefined ? { key, operator: 'absent', values: [] } : undefined;
  if (set !== undefined) {
    return { key, operator: set === 'in' ? 'in' : 'notIn', values: list.split(',').map((one) => one.trim()) };
  }
  switch (sign) {
    case undefined:
      return { key, operator: 'exists', values: [] };
    case '!=':
      return { key, operator: 'notIn', values: [value] };
    case '<':
    case '>':
      return /^-?\d+$/.test(value) ? { key, operator: sign === '<' ? 'less' : 'greater', values: [value] } : undefined;
    default:
      return { key, operator: 'in', values: [value] };
  }
}

function matches({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notIn':
      return value === undefined || !values.includes(value);
    default: {
      if (value === undefined || !/^[-+]?\d+$/.test(value)) return false;
      const [left, right] = [BigInt(value), BigInt(values[0] ?? '0')];
      return operator === 'greater' ? left > right : left < right;
    }
  }
}
