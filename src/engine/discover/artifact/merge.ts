// The Merge strategy: YAML laid over YAML as Helm lays values over each other, written anew, with the origin of each line.
import type { MapNode, Node, ScalarNode } from '../../model';
import { child, withChild } from '../../yaml/access';
import { emitDocuments } from '../../yaml/emit';
import { fromJson, scalarToJson } from '../../yaml/json';
import { readDocuments } from '../../yaml/read';
import { type MergedFile, type Read, Refusal } from './file';
import { placed, placesOfLines } from './origins';

/**
 * The documents of both files, the later over the earlier: maps by key, everything else as a whole.
 * @throws Refusal where one of them is no YAML, or no map.
 */
export function mergedFile(base: Read, over: Read): MergedFile {
  const { text, lines } = emitDocuments([laidOver(valuesOf(base), valuesOf(over))]);
  const paths = [base, over].flatMap(({ path, merged }) => merged?.paths ?? [path]);
  return { kind: 'merged', text, lines: lines.map((line) => line?.origin), paths: [...new Set(paths)] };
}

/** What the documents of a file say together. @throws Refusal as above. */
export function valuesOf({ text, path, isUtf8, merged }: Read): MapNode {
  if (!isUtf8) throw new Refusal(`${path} is not UTF-8`);
  const start: MapNode = { kind: 'map', entries: [], origin: { file: path, line: 1, column: 1, step: 'resource' } };
  return documentsIn(text, path).reduce<MapNode>((all, document) => {
    const { documents, failures } = readDocuments(document, path, { typing: 'v2' });
    const [failure] = failures;
    if (failure !== undefined) throw new Refusal(`${path} is no YAML (line ${failure.line}): ${failure.detail ?? failure.code}`);
    const [node] = documents;
    if (node === undefined || (node.kind === 'scalar' && node.tag === 'null')) return all;
    if (node.kind !== 'map') throw new Refusal(`a document of ${path} is no map`);
    return laidOver(all, plain(merged === undefined ? node : placed(node, placesOfLines(merged.lines))) as MapNode);
  }, start);
}

/** A stream is taken apart line by line before YAML is read; each document keeps its place in it. Source: `YAMLReader` of k8s.io/apimachinery. */
function documentsIn(text: string, path: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const found: string[] = [];
  let current: string | undefined;
  let start = '';
  lines.forEach((line, index) => {
    if (!line.startsWith('---')) {
      current = `${current ?? start}${line}\n`;
      return;
    }
    const behind = line.slice(3).trim();
    if (behind !== '' && !behind.startsWith('#')) throw new Refusal(`${path} is no YAML (line ${index + 1}): text stands behind ---`);
    if (current !== undefined) found.push(current);
    current = undefined;
    start = '\n'.repeat(index + 1);
  });
  return current === undefined ? found : [...found, current];
}

function laidOver(base: MapNode, over: MapNode): MapNode {
  return over.entries.reduce<MapNode>((merged, { key, value }) => {
    const known = child(merged, key);
    if (known === undefined) return withChild(merged, key, value);
    if (known.kind === 'map' && value.kind === 'map') return withChild(merged, key, laidOver(known, value));
    return withChild(merged, key, { ...value, origin: { ...value.origin, overrode: known.origin } });
  }, base);
}

/** Values go through JSON: numbers become what a float holds, and nothing keeps how it was written. */
function plain(node: Node): Node {
  const { origin } = node;
  if (node.kind === 'list') return { kind: 'list', items: node.items.map(plain), origin };
  if (node.kind === 'scalar') return plainScalar(node);
  return { kind: 'map', entries: node.entries.map(({ key, value }) => ({ key, value: plain(value) })), origin };
}

function plainScalar(node: ScalarNode): Node {
  const { origin, tag, text, unfolded } = node;
  if (tag === 'timestamp' || tag === 'str') return { kind: 'scalar', text: unfolded ?? text, tag: 'str', origin };
  const value = scalarToJson(node);
  if (typeof value !== 'number' && typeof value !== 'bigint') return fromJson(value, origin);
  if (!Number.isFinite(Number(value))) throw new Refusal(`${text} is no number that JSON has`);
  return fromJson(Number(value), origin);
}
