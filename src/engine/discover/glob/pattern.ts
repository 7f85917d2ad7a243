// Reads a pattern of github.com/gobwas/glob into a tree, as its lexer and parser do: braces need not close, brackets must.
import { characters } from './matchers';

export type Node =
  | { readonly kind: 'pattern' | 'anyOf'; readonly children: Node[] }
  | { readonly kind: 'nothing' | 'any' | 'super' | 'single' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly isNot: boolean; readonly listed: readonly string[] }
  | { readonly kind: 'range'; readonly isNot: boolean; readonly low: string; readonly high: string };

type Group = Extract<Node, { readonly children: Node[] }>;

/** @param source its bytes, a character each. Undefined for a pattern that cannot be read. */
export function parsePattern(source: string): Group | undefined {
  const reader: Reader = { letters: characters(source).map(([, character]) => character), at: 0 };
  const root: Group = { kind: 'pattern', children: [] };
  /** The alternatives that are open, each with the pattern that they belong to. */
  const open: { readonly around: Group; readonly anyOf: Group }[] = [];
  let current = root;
  while (reader.at < reader.letters.length) {
    const letter = reader.letters[reader.at] as string;
    const inner = open.at(-1);
    if (letter === '\0') return root;
    if (letter === '{') {
      const anyOf: Group = { kind: 'anyOf', children: [] };
      current.children.push(anyOf);
      open.push({ around: current, anyOf });
      current = alternative(anyOf);
    } else if (letter === ',' && inner !== undefined) current = alternative(inner.anyOf);
    else if (letter === '}' && inner !== undefined) {
      open.pop();
      current = inner.around;
    } else {
      const node = other(reader, letter, inner !== undefined);
      if (node === undefined) return undefined;
      if (node !== 'none') current.children.push(node);
      continue;
    }
    reader.at++;
  }
  return root;
}

interface Reader {
  readonly letters: readonly string[];
  at: number;
}

function alternative(anyOf: Group): Group {
  const made: Group = { kind: 'pattern', children: [] };
  anyOf.children.push(made);
  return made;
}

/** Undefined for a range that cannot be read, `none` for a backslash with nothing behind it. */
function other(reader: Reader, letter: string, isInBraces: boolean): Node | 'none' | undefined {
  if (letter === '[') return range(reader);
  if (letter === '?') {
    reader.at++;
    return { kind: 'single' };
  }
  if (letter === '*') {
    const isDouble = reader.letters[reader.at + 1] === '*';
    reader.at += isDouble ? 2 : 1;
    return { kind: isDouble ? 'super' : 'any' };
  }
  const text = textUntil(reader, isInBraces ? '?*[{},' : '?*[{');
  return text === '' ? 'none' : { kind: 'text', text };
}

function textUntil(reader: Reader, breakers: string): string {
  let text = '';
  for (let isEscaped = false; reader.at < reader.letters.length; reader.at++) {
    const letter = reader.letters[reader.at] as string;
    if (!isEscaped && letter === '\\') isEscaped = true;
    else {
      if (!isEscaped && breakers.includes(letter)) break;
      isEscaped = false;
      text += letter;
    }
  }
  return text;
}

function range(reader: Reader): Node | undefined {
  const { letters } = reader;
  reader.at++;
  const isNot = letters[reader.at] === '!';
  if (isNot) reader.at++;
  const [low, between, high, close] = letters.slice(reader.at, reader.at + 4);
  if (low === undefined) return undefined;
  if (between === '-') {
    reader.at += 4;
    return high === undefined || close !== ']' || high < low ? undefined : { kind: 'range', isNot, low, high };
  }
  const listed = textUntil(reader, ']');
  if (listed === '' || letters[reader.at] !== ']') return undefined;
  reader.at++;
  return { kind: 'list', isNot, listed: characters(listed).map(([, character]) => character) };
}
