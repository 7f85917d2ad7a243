// Loads the key-value pairs of a generator: from env files, literals and files, in that order.
import { type Failure, FailureError, type MapNode, type Origin, type Position, type ScalarNode } from '../../../model';
import { stringField, stringsField } from '../kustomization';
import { type LoadedFile, loadFile } from '../load';
import type { Scope } from '../scope';
import type { Place } from '../values';

export interface Pair {
  readonly key: string;
  readonly text: string;
  /** Set where the value is not valid UTF-8. */
  readonly bytes?: Uint8Array;
  /** The value in the literal or in the line of the env file, or the file that gave it as a whole. */
  readonly at: Place;
  /** The item that names the file. */
  readonly by: readonly Origin[];
}

/** A longer line ends the reading of an env file without a word. Source: Go's `bufio.Scanner`, which kustomize reads with. */
const MAX_LINE_BYTES = 64 * 1024;

/**
 * @returns undefined when a file could not be read; the failure is noted.
 * @throws FailureError `generatorInvalid`, with the position of the source at fault.
 */
export function loadPairs(scope: Scope, entry: MapNode): Pair[] | undefined {
  const pairs: Pair[] = [];
  let complete = true;
  const add = (more: readonly Pair[] | undefined) => {
    if (more === undefined) complete = false;
    else pairs.push(...more);
  };
  for (const source of envSources(entry)) add(envPairs(scope, source));
  for (const source of stringsField(entry, 'literals')) pairs.push(literalPair(source));
  for (const source of stringsField(entry, 'files')) add(filePair(scope, source));
  const seen = new Set<string>();
  for (const { key, at } of pairs) {
    if (seen.has(key)) throw new FailureError({ ...invalid(at), subject: key, detail: 'the key is there twice' });
    seen.add(key);
  }
  return complete ? pairs : undefined;
}

function envSources(entry: MapNode): readonly ScalarNode[] {
  const single = stringField(entry, 'env');
  return single === undefined ? stringsField(entry, 'envs') : [...stringsField(entry, 'envs'), single];
}

function envPairs(scope: Scope, source: ScalarNode): Pair[] | undefined {
  const file = loadFile(scope, source);
  if (file === undefined) return undefined;
  if (file.bytes !== undefined) throw new FailureError({ ...invalid(source.origin), subject: file.path, detail: 'not valid UTF-8' });
  const pairs: Pair[] = [];
  for (const [index, raw] of file.text.split('\n').entries()) {
    if (raw.length >= MAX_LINE_BYTES / 4 && new TextEncoder().encode(raw).length >= MAX_LINE_BYTES) break;
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const line = (index === 0 ? text.replace(/^\ufeff/, '') : text).replace(/^[\s\u0085]+/, '');
    const equals = line.indexOf('=');
    if (line === '' || line.startsWith('#') || equals === 0) continue;
    const key = equals === -1 ? line : line.slice(0, equals);
    const column = equals === -1 ? 1 : text.length - line.length + equals + 2;
    const at = { file: file.path, line: index + 1, column };
    pairs.push({ key, text: equals === -1 ? '' : line.slice(equals + 1), at, by: [source.origin] });
  }
  return pairs;
}

function literalPair(source: ScalarNode): Pair {
  const equals = source.text.indexOf('=');
  if (equals < 1) throw new FailureError({ ...invalid(source.origin), subject: 'literals', detail: 'a literal is written key=value' });
  const { origin, quoted } = source;
  // In quotes, the text is not there character by character.
  const at = quoted ? origin : { ...origin, column: origin.column + equals + 1 };
  return { key: source.text.slice(0, equals), text: withoutQuotes(source.text.slice(equals + 1)), at, by: [] };
}

function withoutQuotes(text: string): string {
  const [first] = text;
  return text.length >= 2 && (first === '"' || first === "'") && text.endsWith(first) ? text.slice(1, -1) : text;
}

function filePair(scope: Scope, source: ScalarNode): Pair[] | undefined {
  const parts = source.text.split('=');
  const [first = '', second] = parts;
  if (parts.length > 2 || first === '' || second === '') {
    throw new FailureError({ ...invalid(source.origin), subject: 'files', detail: 'a file is written path or key=path' });
  }
  const path = second ?? first;
  const file: LoadedFile | undefined = loadFile(scope, source, path);
  if (file === undefined) return undefined;
  const key = second === undefined ? baseName(path) : first;
  const at = { file: file.path, line: 1, column: 1, endLine: Math.max(1, file.text.replace(/\n$/, '').split('\n').length) };
  return [{ key, text: file.text, at, by: [source.origin], ...(file.bytes === undefined ? {} : { bytes: file.bytes }) }];
}

function baseName(path: string): string {
  return path.replace(/\/+$/, '').split('/').pop() ?? path;
}

function invalid({ file, line, column }: Position): Failure {
  return { code: 'generatorInvalid', file, line, column };
}
