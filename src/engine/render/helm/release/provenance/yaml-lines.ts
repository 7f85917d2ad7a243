// Which member of a map or list each line of YAML in block style belongs to: of YAML that was written of a value, and of YAML that a value was read from.
import { GoMap, GoSlice, type Value } from '../../go/values';
import { type Origin, TextOrigin } from '../../template/trace/span';
import { oneSpan } from './passed-texts';
import type { Tables } from './tables';

/** From `start` on, the text is of this origin. */
export interface Part {
  readonly start: number;
  readonly origin: Origin | undefined;
}

/** The parts of `text`, which a function wrote of `value` in YAML's block style; undefined where they do not fit. */
export function yamlLines(text: string, value: Value, whole: Origin | undefined, tables: Tables): readonly Part[] | undefined {
  if (!tables.knows(value)) return undefined;
  const found = membersIn(text, value);
  if (found === undefined) return undefined;
  const origins = new Map<Value, Origin | undefined>([[value, whole]]);
  return found.map(({ container, key, value: member, start }) => {
    const origin = tables.member(container, key, member, origins.get(container));
    if (typeof member === 'object') origins.set(member, origin);
    return { start, origin };
  });
}

/** Notes which lines of `text`, whose parts are known, each member of `value` was read from: the origin of all of it, if they fit. */
export function noteRead(text: string, value: Value, whole: Origin, tables: Tables): Origin | undefined {
  const { spans } = whole;
  const found = spans !== undefined && (value instanceof GoMap || value instanceof GoSlice) ? membersIn(text, value) : undefined;
  if (spans === undefined || found === undefined) return undefined;
  // A key that is not there is missing for the same reasons as the others are there.
  const rest = whole.all;
  if (typeof value === 'object') tables.putRest(value, rest);
  for (const { container, key, value: member, start, end } of found) {
    const one = oneSpan(text, spans, start, end);
    tables.put(container, key, one && new TextOrigin(rest.onlyBy, [one]));
    if (typeof member === 'object') tables.putRest(member, rest);
  }
  return rest;
}

/** A member of a map or list, and the lines that it stands in. */
interface Member {
  readonly container: GoMap | GoSlice;
  readonly key: string;
  readonly value: Value;
  readonly start: number;
  end: number;
}

/** Those that stand around others come first. */
function membersIn(text: string, value: GoMap | GoSlice): readonly Member[] | undefined {
  const first = /[^ \n]/.exec(text)?.index ?? 0;
  const walk: Walk = { text, at: first, indent: first - (text.lastIndexOf('\n', first - 1) + 1), found: [] };
  return members(walk, value) && walk.at >= text.trimEnd().length ? walk.found : undefined;
}

interface Walk {
  readonly text: string;
  /** Where the next key or item stands. */
  at: number;
  /** How far from the beginning of its line. */
  indent: number;
  readonly found: Member[];
}

function members(walk: Walk, container: GoMap | GoSlice): boolean {
  const count = container instanceof GoMap ? container.entries.size : container.items.length;
  const first = walk.indent;
  for (let index = 0; index < count; index++) {
    const { at, indent } = walk;
    const key = container instanceof GoMap ? keyAt(walk.text, at, container) : String(index);
    if (key === undefined || indent !== first || (container instanceof GoSlice && walk.text.charAt(at) !== '-')) return false;
    const value = container instanceof GoMap ? container.entries.get(key) : container.items[index];
    const member: Member = { container, key, value, start: lineStart(walk), end: walk.text.length };
    walk.found.push(member);
    if (!inside(walk, container, value, indent)) return false;
    member.end = lineStart(walk);
  }
  return true;
}

function inside(walk: Walk, container: GoMap | GoSlice, value: Value, indent: number): boolean {
  const isFilled = (value instanceof GoMap && value.entries.size > 0) || (value instanceof GoSlice && value.items.length > 0);
  if (!isFilled) {
    skipScalar(walk, indent);
    return true;
  }
  if (container instanceof GoSlice) {
    walk.at += 2;
    walk.indent += 2;
  } else nextLine(walk);
  return members(walk, value as GoMap | GoSlice);
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
  let start: number;
  do {
    const end = walk.text.indexOf('\n', walk.at);
    start = end === -1 ? walk.text.length : end + 1;
    let at = start;
    while (walk.text.charAt(at) === ' ') at++;
    walk.at = at;
  } while (walk.text.charAt(walk.at) === '#');
  walk.indent = walk.at - start;
}

const KEY = /("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\n]*?):(?= |\n|$)/y;

function keyAt(text: string, at: number, { entries }: GoMap): string | undefined {
  KEY.lastIndex = at;
  const shown = KEY.exec(text)?.[1];
  if (shown === undefined) return undefined;
  const key = shown.startsWith("'") ? shown.slice(1, -1).replaceAll("''", "'") : shown.replace(/^"(.*)"$/, '$1');
  return entries.has(key) ? key : undefined;
}
