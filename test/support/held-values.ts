// What the text of a source file holds at a position, read with the `yaml` library alone: what origins are held against.
import { isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type Scalar, visit } from 'yaml';
import type { Files } from '../../src/engine/ports';
import type { Position } from '../../src/engine/model';

/** The texts that begin at a position: more than one where a key and the map that it opens do. */
export interface Held {
  /** Scalars, keys among them, unquoted and unfolded. */
  readonly texts: readonly string[];
  /** Whether a key, an item, a map or a list begins there. */
  readonly isPlace: boolean;
}

/** @returns a function that answers from one parse of each file. */
export function heldValues(files: Files): (position: Position) => Held {
  const parsed = new Map<string, ReadonlyMap<string, Held>>();
  const lines = new Map<string, readonly string[] | undefined>();
  const unreadable = new Set<string>();
  return ({ file, line, column }) => {
    if (!lines.has(file)) {
      const answer = files.read(file);
      const text = answer.kind === 'file' ? answer.text.replace(/^\ufeff/, '') : undefined;
      lines.set(file, text?.split('\n'));
      parsed.set(file, text === undefined ? new Map() : placesOf(text));
      if (text !== undefined && isUnreadable(text)) unreadable.add(file);
    }
    const rows = lines.get(file);
    const row = rows?.[line - 1];
    if (rows === undefined || row === undefined || column > row.length + 1) return { texts: [], isPlace: false };
    const found = parsed.get(file)?.get(`${line}:${column}`);
    // Files that are taken as they are, and the value in `key=value`: in a line of its own, or in an item of YAML.
    if (line === 1 && column === 1) return { texts: [...(found?.texts ?? []), rows.join('\n')], isPlace: true };
    if (found !== undefined) return found;
    const [before, rest] = [row.slice(0, column - 1), row.slice(column - 1).replace(/\r$/, '')];
    if (/^\s*[^\s:#=]+=$/.test(before)) return { texts: [rest], isPlace: true };
    const key = /[^\s:#=[{,]+=$/.exec(before)?.[0];
    const item = key === undefined ? undefined : parsed.get(file)?.get(`${line}:${column - key.length}`);
    if (key !== undefined && item !== undefined)
      return { texts: item.texts.map((text) => unquoted(text.slice(key.length))), isPlace: true };
    const isBareLine = /^\s*$/.test(before) && /^[^\s:#=]+$/.test(rest);
    // What only go-yaml reads has no place in the library's tree: there, a word has to begin at the position.
    const isWord = unreadable.has(file) && /(^|[\s,[{])$/.test(before) && /^[^\s,\]}:#]/.test(rest);
    return { texts: [], isPlace: isBareLine || isWord };
  };
}

function isUnreadable(text: string): boolean {
  const documents = parseAllDocuments(text, { schema: 'failsafe', logLevel: 'silent', uniqueKeys: false });
  return Array.isArray(documents) && documents.some(({ errors }) => errors.length > 0);
}

/** kustomize takes quotes around the value of a literal away. */
function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

/** Every place of a YAML text by `line:column`; texts that hold YAML themselves (inline patches) are looked through as well. */
function placesOf(text: string): ReadonlyMap<string, Held> {
  const found = new Map<string, { texts: string[]; isPlace: true }>();
  const add = (line: number, column: number, value?: string) => {
    const held = found.get(`${line}:${column}`) ?? { texts: [], isPlace: true };
    if (value !== undefined) held.texts.push(value);
    found.set(`${line}:${column}`, held);
  };
  collect(text, 0, 0, add);
  return found;
}

type Add = (line: number, column: number, value?: string) => void;

function collect(text: string, lineOffset: number, indent: number, add: Add): void {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter, schema: 'failsafe', logLevel: 'silent', uniqueKeys: false });
  if (!Array.isArray(documents)) return;
  const at = (node: Node): { line: number; column: number } => {
    const { line, col } = counter.linePos(node.range?.[0] ?? 0);
    return { line: line + lineOffset, column: col + indent };
  };
  for (const document of documents) {
    visit(document, {
      Node(_, node) {
        if (!isScalar(node) && !isMap(node) && !isSeq(node)) return;
        const { line, column } = at(node);
        add(line, column, isScalar(node) ? String(node.value ?? '') : undefined);
        if (isScalar(node) && typeof node.value === 'string' && node.type !== 'BLOCK_LITERAL')
          collectInLine(node as Scalar<string>, text, line, column, add);
        if (isScalar(node) && node.type === 'BLOCK_LITERAL') collectInside(node as Scalar<string>, text, line, lineOffset, indent, add);
      },
    });
  }
}

/** A text in one line that is a JSON patch, as it stands there. */
function collectInLine(node: Scalar<string>, text: string, line: number, column: number, add: Add): void {
  const start = (node.range?.[0] ?? 0) + (node.type === 'PLAIN' ? 0 : 1);
  if (!/^\s*[[{]/.test(node.value) || node.value.includes('\n') || !text.startsWith(node.value, start)) return;
  collect(node.value, line - 1, column - 1 + (node.type === 'PLAIN' ? 0 : 1), add);
}

/** The text of a literal block, line by line in its file. */
function collectInside(node: Scalar<string>, text: string, line: number, lineOffset: number, indent: number, add: Add): void {
  const value = String(node.value ?? '');
  if (value.trim() === '' || !/[:\-[{]/.test(value)) return;
  const rows = text.split('\n');
  const first = line - lineOffset;
  const sample = value.split('\n').findIndex((row) => row.trim() !== '');
  const written = rows[first + sample] ?? '';
  const own = value.split('\n')[sample] ?? '';
  collect(value, line, indent + written.length - own.length, add);
}
