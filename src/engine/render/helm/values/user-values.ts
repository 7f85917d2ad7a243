// The values that a release is given: files, values that stand in another object, and `--set` arguments, the last one the strongest.
import { join } from '../../../discover/paths';
import { type Failure, FailureError, type MapNode, type Origin } from '../../../model';
import type { Files } from '../../../ports';
import { ChartFile } from '../chart/chart-file';
import { type Reads, readFile } from '../chart/reads';
import { GoMap, stringOf, type Value } from '../go/values';
import { mapOf } from './from-node';
import { fromJson } from './json-value';
import { readValuesFile } from './read-values';
import { SetError, setInto, typedValue } from './set-argument';
import { layOver, type Merging } from './tables';

export type ValuesSource =
  /** A values file, by its repository-relative path. An `optional` one may be absent. */
  | { readonly kind: 'file'; readonly path: string; readonly optional?: boolean }
  /** Values that were read already, with origins of their own. */
  | { readonly kind: 'node'; readonly node: MapNode }
  /** Values that a controller merges in its own way; throws a FailureError for what it would refuse. */
  | { readonly kind: 'merged'; readonly merge: (merging: Merging) => GoMap }
  /** The text of an argument. `folder` is where `setFile` looks for files, repository-relative; `origin` is where a controller has it from. */
  | { readonly kind: SetKind; readonly text: string; readonly folder?: string; readonly origin?: Origin };

export type SetKind = 'set' | 'setString' | 'setFile' | 'setJson' | 'setLiteral';

const FLAGS: Readonly<Record<SetKind, string>> = {
  set: '--set',
  setString: '--set-string',
  setFile: '--set-file',
  setJson: '--set-json',
  setLiteral: '--set-literal',
};

/**
 * The given values as one map. What is not gathered yet is noted in `reads`, and counts as empty.
 * @throws FailureError for what cannot be read.
 */
export function userValues(sources: readonly ValuesSource[], files: Files, reads: Reads, merging: Merging): GoMap {
  let values = new GoMap();
  for (const [at, source] of sources.entries()) {
    try {
      values = add(values, source, files, reads, merging);
    } catch (error) {
      if (!isSet(source)) throw error;
      const detail = error instanceof SetError ? error.message : isTooDeep(error) ? 'it is nested too deeply' : undefined;
      if (detail === undefined) throw error;
      throw new FailureError({ code: 'valuesInvalid', ...placeOf(source), subject: nameOf(sources, at, source), detail });
    }
  }
  return values;
}

/** What is read by functions that call themselves. */
function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && /call stack/i.test(error.message);
}

const LONGEST_KEY = 200;

function brief(key: string): string {
  return key.length <= LONGEST_KEY ? key : `${key.slice(0, LONGEST_KEY)} …`;
}

function isSet(source: ValuesSource): source is SetSource {
  return source.kind in FLAGS;
}

/** Which argument: by the key that it begins with, for its value may be secret, and by its number where there are several of its kind. */
function nameOf(sources: readonly ValuesSource[], at: number, { kind, text }: SetSource): string {
  const alike = sources.filter((one) => one.kind === kind);
  const [key = ''] = /^[^=,{\s]*/.exec(text) ?? [];
  const name = key === '' ? FLAGS[kind] : `${FLAGS[kind]} ${brief(key)}`;
  return alike.length === 1 ? name : `${name} (number ${alike.indexOf(sources[at] as SetSource) + 1} of ${alike.length})`;
}

function add(values: GoMap, source: ValuesSource, files: Files, reads: Reads, merging: Merging): GoMap {
  const { helm, origins } = merging;
  if (source.kind === 'node') return layOver(values, mapOf(source.node, origins), merging);
  if (source.kind === 'merged') return layOver(values, source.merge(merging), merging);
  if (source.kind !== 'file') return set(values, source, files, reads, merging);
  const file = fileOf(source.path, files, reads, source.optional === true);
  return readValuesFile(file, helm).reduce((below, document) => layOver(below, mapOf(document, origins), merging), values);
}

function fileOf(path: string, files: Files, reads: Reads, optional: boolean): ChartFile | undefined {
  const answer = readFile(files, reads, path);
  switch (answer.kind) {
    case 'file':
      return new ChartFile(path, path, answer.bytes ?? answer.text);
    case 'unread':
      return undefined;
    case 'failed':
      throw new FailureError({ file: path, ...answer.reason });
    case 'absent':
      if (optional) return undefined;
      throw new FailureError({ code: 'notFound', subject: path });
    case 'directory':
      throw new FailureError({ code: 'notFound', subject: path, detail: 'it is a folder' });
  }
}

type SetSource = Extract<ValuesSource, { readonly text: string }>;

function set(values: GoMap, source: SetSource, files: Files, reads: Reads, merging: Merging): GoMap {
  const { kind, text } = source;
  const originAt = (offset: number): Origin => source.origin ?? originOf(kind, text, offset);
  const whole = kind === 'setJson' && merging.helm === 4 ? jsonObject(text, originAt(0), merging) : undefined;
  if (whole !== undefined) return layOver(values, whole, merging);
  const { helm, origins } = merging;
  setInto(values, text, { read: readerOf(source, files, reads), helm, origins, originAt });
  return values;
}

function placeOf({ origin }: SetSource): Pick<Failure, 'file' | 'line' | 'column'> {
  return origin === undefined ? {} : { file: origin.file, line: origin.line, column: origin.column };
}

/** Helm 4 also takes a whole JSON object. */
function jsonObject(text: string, origin: Origin, { origins }: Merging): GoMap | undefined {
  if (!text.trim().startsWith('{')) return undefined;
  try {
    return fromJson(JSON.parse(text), origin, origins) as GoMap;
  } catch (error) {
    if (error instanceof SyntaxError) throw new SetError('it is not JSON');
    throw error;
  }
}

function readerOf({ kind, folder = '.' }: SetSource, files: Files, reads: Reads): 'json' | 'literal' | ((text: string) => Value) {
  switch (kind) {
    case 'set':
      return typedValue;
    case 'setString':
      return (text) => text;
    case 'setJson':
      return 'json';
    case 'setLiteral':
      return 'literal';
    case 'setFile':
      return (path) => {
        const answer = readFile(files, reads, join(folder, path));
        if (answer.kind === 'file') return answer.bytes === undefined ? answer.text : stringOf(answer.bytes);
        if (answer.kind === 'unread') return '';
        throw new FailureError(answer.kind === 'failed' ? { file: path, ...answer.reason } : { code: 'notFound', subject: path });
      };
  }
}

/** An argument has no file: it stands for itself, by the key it sets, because its value may be secret. */
function originOf(kind: SetKind, text: string, offset: number): Origin {
  const key = /^[^=,{]*/.exec(text.slice(text.lastIndexOf(',', Math.max(0, offset - 1)) + 1))?.[0] ?? '';
  return { file: `${FLAGS[kind]} ${key}`, line: 1, column: offset + 1, step: 'values' };
}
