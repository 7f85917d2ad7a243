// Which member of a map or list each line of the YAML that was written of it belongs to.
import { GoMap, GoSlice, type Value } from '../../go/values';
import type { Origin } from '../../template/trace/recorder';
import type { Tables } from './tables';

/** From `start` on, the text is of this origin. */
export interface Part {
  readonly start: number;
  readonly origin: Origin | undefined;
}

/** The parts of `text`, which a function wrote of `value` in YAML's block style; undefined where they do not fit. */
export function yamlLines(text: string, value: Value, whole: Origin | undefined, tables: Tables): readonly Part[] | undefined {
  if (!tables.knows(value)) return undefined;
  const walk: Walk = { text, at: 0, indent: 0, tables, parts: [] };
  return members(walk, value, whole) ? walk.parts : undefined;
}

interface Walk {
  readonly text: string;
  /** Where the next key or item stands. */
  at: number;
  /** How far from the beginning of its line. */
  indent: number;
  readonly tables: Tables;
  readonly parts: Part[];
}

function members(walk: Walk, container: GoMap | GoSlice, whole: Origin | undefined): boolean {
  const count = container instanceof GoMap ? container.entries.size : container.items.length;
  for (let index = 0; index < count; index++) {
    const { at, indent } = walk;
    const key = container instanceof GoMap ? keyAt(walk.text, at, container) : String(index);
    if (key === undefined || (container instanceof GoSlice && walk.text.charAt(at) !== '-')) return false;
    const value = container instanceof GoMap ? container.entries.get(key) : container.items[index];
    const origin = walk.tables.member(container, key, value, whole);
    walk.parts.push({ start: lineStart(walk), origin });
    if (!inside(walk, container, value, origin, indent)) return false;
  }
  return true;
}

function inside(walk: Walk, container: GoMap | GoSlice, value: Value, origin: Origin | undefined, indent: number): boolean {
  const isFilled = (value instanceof GoMap && value.entries.size > 0) || (value instanceof GoSlice && value.items.length > 0);
  if (!isFilled) {
    skipScalar(walk, indent);
    return true;
  }
  if (container instanceof GoSlice) {
    walk.at += 2;
    walk.indent += 2;
  } else nextLine(walk);
  return members(walk, value as GoMap | GoSlice, origin);
}

/** The indentation of a line is part of it. */
function lineStart({ text, at, indent }: Walk): number {
  return text.slice(at - indent, at).trim() === '' ? at - indent : at;
}

/** To the first line behind a value: those that belong to it stand further right, or are blank. */
function skipScalar(walk: Walk, indent: number): void {
  do nextLine(walk);
  while (walk.at < walk.text.length && (walk.indent > indent || walk.text.charAt(walk.at) === '\n'));
}

function nextLine(walk: Walk): void {
  const end = walk.text.indexOf('\n', walk.at);
  const start = end === -1 ? walk.text.length : end + 1;
  let at = start;
  while (walk.text.charAt(at) === ' ') at++;
  walk.at = at;
  walk.indent = at - start;
}

const KEY = /("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\n]*?):(?= |\n|$)/y;

function keyAt(text: string, at: number, { entries }: GoMap): string | undefined {
  KEY.lastIndex = at;
  const shown = KEY.exec(text)?.[1];
  if (shown === undefined) return undefined;
  const key = shown.startsWith("'") ? shown.slice(1, -1).replaceAll("''", "'") : shown.replace(/^"(.*)"$/, '$1');
  return entries.has(key) ? key : undefined;
}
