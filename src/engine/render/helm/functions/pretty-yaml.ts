// YAML as go-yaml v3 writes Go's values with an indentation of two: lists stand further in than their keys, and floats keep their exponent.
import { compareKeys } from '../../../yaml/key-order';
import { writeSimpleKey, writeString } from '../../../yaml/scalar-text';
import { formatFloat } from '../go/float';
import { GoBytes, GoError, GoFunction, GoInt, GoMap, GoSlice, GoStruct, stringOf, type Value } from '../go/values';

/** Without the last line break. @throws GoError for functions. */
export function toYamlPretty(value: Value): string {
  return node(value, 0, true).replace(/\n$/, '');
}

/** @param inline whether it begins where it is put: after `- `, or at the start of the text. */
function node(value: Value, indent: number, inline: boolean): string {
  if (value instanceof GoMap) return map(value, indent, inline);
  if (value instanceof GoSlice) return list(value, indent, inline);
  return scalar(value, indent);
}

function map({ entries }: GoMap, indent: number, inline: boolean): string {
  if (entries.size === 0) return '{}';
  const lines = [...entries].sort(([one], [other]) => compareKeys(one, other));
  return lead(
    lines.map(([key, value]) => {
      const isBlock = (value instanceof GoMap && value.entries.size > 0) || (value instanceof GoSlice && value.items.length > 0);
      return `${writeSimpleKey(key) ?? JSON.stringify(key)}:${isBlock ? '' : ' '}${node(value, indent + 2, false)}`;
    }),
    indent,
    inline,
  );
}

function list({ items }: GoSlice, indent: number, inline: boolean): string {
  if (items.length === 0) return '[]';
  return lead(
    items.map((item) => `- ${node(item, indent + 2, true)}`),
    indent,
    inline,
  );
}

function lead(lines: readonly string[], indent: number, inline: boolean): string {
  const margin = `\n${' '.repeat(indent)}`;
  return (inline ? '' : margin) + lines.map((line, at) => (at < lines.length - 1 ? line.replace(/\n$/, '') : line)).join(margin);
}

function scalar(value: Value, indent: number): string {
  switch (typeof value) {
    case 'undefined':
      return 'null';
    case 'boolean':
      return String(value);
    case 'number':
      return float(value);
    case 'string':
      return text(value, indent);
    default:
      break;
  }
  if (value instanceof GoInt) return String(value.value);
  if (value instanceof GoBytes) return text(stringOf(value.bytes), indent);
  if (value instanceof GoStruct && value.text !== undefined) return text(value.text(), indent);
  throw new GoError(`cannot marshal type: ${value instanceof GoFunction ? 'func' : 'struct'}`);
}

function float(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return formatFloat(value, 'g', -1);
}

/** Lines are not folded; a text of several lines is a literal block, two columns in. */
function text(value: string, indent: number): string {
  return writeSimpleKey(value) ?? writeString(value, indent, Math.max(2, indent));
}
