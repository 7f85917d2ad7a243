// What a key that is no string becomes where kustomize takes YAML to JSON: `n: x` is the key `false`, `0x10: x` the key `16`.
import { formatGeneral, parseFloat64, parseInteger, specialFloat } from './numbers';
import type { ResolvedTag } from './tags';

/**
 * @param tag the type of the plain key, as go-yaml v2 resolves it.
 * @returns undefined for a key that cannot become one of JSON: null, and integers beyond 64 bits with a sign.
 * Source: sigs.k8s.io/yaml `yaml.go`, convertToJSONableObject.
 */
export function jsonKey(text: string, tag: ResolvedTag): string | undefined {
  switch (tag) {
    case 'bool':
      return String(/^(?:true|yes|on|y)$/i.test(text));
    case 'int': {
      const value = parseInteger(text);
      return value === undefined || value > 2n ** 63n - 1n ? undefined : String(value);
    }
    case 'float': {
      const special = specialFloat(text);
      if (special !== undefined) return Number.isNaN(special) ? '.nan' : special > 0 ? '.inf' : '-.inf';
      return formatGeneral(shortest(parseFloat64(text) ?? 0));
    }
    case 'null':
      return undefined;
    default:
      return text;
  }
}

/** The shortest decimal that is the same 32-bit float. */
function shortest(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(single.toPrecision(digits));
    if (Math.fround(rounded) === single) return rounded;
  }
  return single;
}
