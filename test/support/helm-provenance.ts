// Changes one key of a chart's values at a time, and tells which of the scalars that change then name it among their origins.
import type { Files } from '../../src/engine/ports';
import type { MapNode, Node, Origin, Path, Rendered, RenderedObject } from '../../src/engine/model';
import { type HelmCache, renderChart } from '../../src/engine/render/helm/render-chart';
import { reachOf } from '../../src/engine/render/reach';
import { aroundPlace } from '../../src/engine/render/reach-around';
import type { HelmRendered, HelmRequest } from '../../src/engine/render/helm/request';

/** What becomes of a key's value: another one of its kind, an empty one, or null, which takes it out. */
export type Change = 'other' | 'empty' | 'null';

export interface Key {
  readonly path: Path;
  /** The places of the key and of the maps and lists that it lies in. */
  readonly places: readonly string[];
  readonly changed: MapNode;
}

export interface Tally {
  keys: number;
  /** Changes that the chart refuses. */
  refused: number;
  changed: number;
  /** Scalars that changed and do not name the key. */
  unnamed: string[];
  /** Scalars that changed and are not among what the key's line is said to bear on. */
  unreached: string[];
  /** Scalars that say that they are the key's value, and those of them that did not change with it. */
  exact: number;
  unmoved: string[];
}

/** Every scalar, empty map and empty list of the merged values, with the values that change it. */
export function keysOf(values: MapNode, change: Change = 'other'): readonly Key[] {
  const found: Key[] = [];
  // Maps are merged; a list is replaced as a whole, with all that is in it.
  const visit = (node: Node, path: Path, places: readonly string[], isReplaced: boolean, wrap: (inner: Node) => Node): void => {
    const isLeaf = node.kind === 'scalar' || (node.kind === 'list' ? node.items : node.entries).length === 0;
    if (isLeaf && path.length > 0) {
      found.push({ path, places: [...places, placeOf(node.origin)], changed: wrap(CHANGES[change](node)) as MapNode });
      return;
    }
    if (node.kind === 'scalar') return;
    const own = path.length === 0 ? [] : [...places, placeOf(node.origin)];
    if (node.kind === 'list')
      node.items.forEach((item, at) => {
        visit(item, [...path, at], own, true, (inner) => wrap({ ...node, items: node.items.with(at, inner) }));
      });
    else
      node.entries.forEach((entry, at) => {
        const entries = (value: Node) => (isReplaced ? node.entries.with(at, { ...entry, value }) : [{ ...entry, value }]);
        visit(entry.value, [...path, entry.key], own, isReplaced, (value) => wrap({ ...node, entries: entries(value) }));
      });
  };
  visit(values, [], [], false, (inner) => inner);
  return found;
}

const CHANGES: Readonly<Record<Change, (node: Node) => Node>> = { other: otherThan, empty: emptied, null: taken };

function taken({ origin }: Node): Node {
  return { kind: 'scalar', text: 'null', tag: 'null', origin };
}

function emptied(node: Node): Node {
  if (node.kind !== 'scalar' || node.tag === 'null' || node.tag === 'bool' || node.text === '' || node.text === '0') return otherThan(node);
  return node.tag === 'str' ? { ...node, text: '', quoted: true } : { ...node, text: '0', tag: 'int' };
}

function otherThan(node: Node): Node {
  const text: Node = { kind: 'scalar', text: 'x', tag: 'str', quoted: true, origin: node.origin };
  if (node.kind === 'list') return { ...node, items: [text] };
  if (node.kind === 'map') return { ...node, entries: [{ key: 'x', value: text }] };
  if (node.tag === 'bool') return { ...node, text: node.text === 'true' ? 'false' : 'true' };
  if (node.tag === 'int' || node.tag === 'float') return { ...node, text: String(Math.trunc(Number(node.text)) + 1), tag: 'int' };
  return { ...node, text: `${node.text}x`, tag: 'str', quoted: true };
}

/** Numbers from 0 up to 1 that a seed gives (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function tallyOf(): Tally {
  return { keys: 0, refused: 0, changed: 0, unnamed: [], unreached: [], exact: 0, unmoved: [] };
}

/** Renders with the key changed, and counts. */
export function tryKey(key: Key, base: HelmRendered, request: HelmRequest, files: Files, cache: HelmCache, tally: Tally): void {
  const after = renderChart({ ...request, values: [...request.values, { kind: 'node', node: key.changed }] }, files, cache);
  tally.keys++;
  if (after.failures.length > 0) {
    tally.refused++;
    return;
  }
  const objects = [...base.objects, ...base.hooks];
  const isReached = reachedFrom(key, { ...base, objects }, files);
  for (const [one, other] of pairs(objects, [...after.objects, ...after.hooks]))
    compare(one, other, key, tally, (path) => isReached(objects.indexOf(one), path));
}

/** Whether a field is one on which the line of a key bears, or lies in one. */
function reachedFrom({ places }: Key, rendered: Rendered, files: Files): (object: number, path: Path) => boolean {
  const [, file = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(places.at(-1) ?? '') ?? [];
  const place = { file, line: Number(line), column: Number(column) };
  const fields = reachOf([rendered], place, aroundPlace(files, place)).get(rendered) ?? [];
  const known = new Set(fields.map(({ object, path }) => JSON.stringify([object, ...path])));
  return (object, path) => [...path.keys(), path.length].some((length) => known.has(JSON.stringify([object, ...path.slice(0, length)])));
}

function compare(one: RenderedObject, other: RenderedObject, key: Key, tally: Tally, isReached: (path: Path) => boolean): void {
  const own = key.places.at(-1) as string;
  const visit = (a: Node, b: Node, path: Path): void => {
    if (a.kind === 'scalar' && b.kind === 'scalar') {
      const isExact = a.origin.step === 'values' && placeOf(a.origin) === own;
      const what = (): string =>
        `${key.path.join('.')} → ${one.ref.kind}/${one.ref.name} ${path.join('.')}: ${a.text.slice(0, 60)} [${a.origin.file}:${a.origin.line}]`;
      if (isExact) tally.exact++;
      if (a.text === b.text) {
        if (isExact) tally.unmoved.push(what());
        return;
      }
      tally.changed++;
      const named = namesOf(a.origin);
      if (!key.places.some((place) => named.has(place))) tally.unnamed.push(what());
      if (!isReached(path)) tally.unreached.push(what());
    } else if (a.kind === 'list' && b.kind === 'list') {
      // Items that come or go move the others: which is which is not known.
      if (a.items.length === b.items.length) for (const [at, item] of a.items.entries()) visit(item, b.items[at] as Node, [...path, at]);
    } else if (a.kind === 'map' && b.kind === 'map') {
      const theirs = new Map(b.entries.map(({ key: name, value }) => [name, value]));
      for (const { key: name, value } of a.entries) {
        const there = theirs.get(name);
        if (there !== undefined) visit(value, there, [...path, name]);
      }
    }
  };
  visit(one.node, other.node, []);
}

function pairs(
  before: readonly RenderedObject[],
  after: readonly RenderedObject[],
): readonly (readonly [RenderedObject, RenderedObject])[] {
  const kinds = (objects: readonly RenderedObject[]): string => objects.map(({ ref }) => ref.kind).join();
  if (kinds(before) === kinds(after)) return before.map((one, at) => [one, after[at] as RenderedObject]);
  const name = ({ ref }: RenderedObject): string => `${ref.kind} ${ref.namespace} ${ref.name}`;
  const theirs = new Map(after.map((one) => [name(one), one]));
  return before.flatMap((one) => {
    const there = theirs.get(name(one));
    return there === undefined ? [] : [[one, there] as const];
  });
}

export function placeOf({ file, line, column }: Origin): string {
  return `${file}:${line}:${column}`;
}

/** Every place in an origin's chain. */
export function namesOf(origin: Origin): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (one: Origin | undefined): void => {
    if (one === undefined) return;
    found.add(placeOf(one));
    visit(one.overrode);
    for (const other of [...(one.from ?? []), ...(one.by ?? [])]) visit(other);
  };
  visit(origin);
  return found;
}

export function scalarsOf(node: Node): readonly Extract<Node, { kind: 'scalar' }>[] {
  if (node.kind === 'scalar') return [node];
  return node.kind === 'list' ? node.items.flatMap(scalarsOf) : node.entries.flatMap(({ value }) => scalarsOf(value));
}
