// Values of the Helm conformance data: plain JSON with tags for the Go types.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GoBytes, GoInt, GoMap, GoSlice, type IntKind, stringOf, type Value } from '../../../../src/engine/render/helm/go/values';
import { corpus } from '../../../support/corpus';

/** The lines of a file of the corpus's `helm` folder, parsed. */
export function corpusLines<T>(file: string): readonly T[] {
  const text = readFileSync(resolve(corpus ?? '', 'helm', file), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** A value of the corpus as a template sees it: a plain integer is a Go int. */
export function fromCorpus(json: unknown): Value {
  if (json === null || json === undefined) return undefined;
  if (typeof json === 'number') return Number.isInteger(json) ? new GoInt(BigInt(json)) : json;
  if (typeof json === 'string' || typeof json === 'boolean') return json;
  if (Array.isArray(json)) return new GoSlice(json.map(fromCorpus));
  const entries = Object.entries(json as Record<string, unknown>);
  const [first] = entries;
  if (entries.length === 1 && first?.[0].startsWith('$')) return tagged(first[0].slice(1), first[1]);
  return new GoMap(new Map(entries.map(([key, value]) => [key, fromCorpus(value)])));
}

function tagged(tag: string, value: unknown): Value {
  if (tag === 'nilslice') return new GoSlice([], 'interface {}', true);
  if (tag === 'nilmap') return new GoMap(new Map(), 'map[string]interface {}', true);
  if (tag === 'float64' || tag === 'float32') return Number(String(value).replace('Inf', 'Infinity'));
  if (tag === 'bytes') return new GoBytes(new TextEncoder().encode(String(value)));
  if (tag === 'files')
    return new GoMap(
      new Map(Object.entries(value as Record<string, string>).map(([name, text]) => [name, stringOf(new TextEncoder().encode(text))])),
    );
  if (/^u?int(?:8|16|32|64)?$/.test(tag)) return new GoInt(BigInt(String(value)), tag as IntKind);
  throw new Error(`unknown tag $${tag}`);
}
