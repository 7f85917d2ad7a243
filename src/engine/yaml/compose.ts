// Turns a parsed document into the engine's nodes: types scalars, expands aliases and merge keys, finds duplicate keys.
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Failure, ListNode, MapNode, Node, Origin, ScalarNode, ScalarTag } from '../model';
import { decodeBase64 } from './base64';
import { isBeforeLastComments, scanBlockScalar } from './block-scalar';
import { EntryList } from './entry-list';
import { jsonKey } from './json-keys';
import { separatedText } from './line-separators';
import { withSchemaComment } from './schema-comment';
import type { Positions } from './positions';
import { refold } from './refold';
import { DEPTH_LIMIT } from './tokens';
import { type ResolvedTag, resolvePlain, resolveTagged, type Typing } from './tags';

export interface ComposeContext {
  readonly file: string;
  readonly positions: Positions;
  /** Collects what could not be understood. */
  readonly failures: Failure[];
  readonly typing: Typing;
  /** The whole text. */
  readonly source: string;
  /** Whether a character may be written as two escapes, as in JSON. */
  readonly takesPairs: boolean;
}

export const TOO_DEEP = `lists and maps are nested deeper than ${DEPTH_LIMIT} levels`;

interface State extends ComposeContext {
  readonly anchors: Map<string, { readonly node: Node; readonly size: number }>;
  /** Nodes so far, aliases counted as what they stand for: go-yaml's measure of an alias bomb. */
  total: number;
  aliased: number;
  depth: number;
  /** The column, from 0, of the block collection that is being composed; -1 outside of all. */
  indent: number;
  /** Scalars that kustomize sets anew before it writes, so that it never writes them folded. */
  readonly setAnew: ReadonlySet<unknown>;
}

/** @returns undefined for a document that is empty or null. */
export function composeDocument(document: Document.Parsed, context: ComposeContext): Node | undefined {
  const contents = document.contents as ParsedNode | null;
  if (contents === null) return undefined;
  const state: State = { ...context, anchors: new Map(), total: 0, aliased: 0, depth: 0, indent: -1, setAnew: annotationsOf(contents) };
  const node = compose(contents, undefined, state);
  return node.kind === 'scalar' && node.tag === 'null' ? undefined : node;
}

/** @param holder the key that holds the value: the origin of maps and lists. */
function compose(source: ParsedNode | null, holder: Origin | undefined, state: State): Node {
  const before = state.total++;
  if (source === null) return nullNode(holder ?? originAt(0, state));
  if (isScalar(source)) return remember(source.anchor, scalarNode(source, state), 1, state);
  if (isAlias(source)) return expand(source, holder, state);
  const origin = holder ?? originAt(source.range[0], state);
  if (++state.depth > DEPTH_LIMIT) {
    fail(source.range[0], { detail: TOO_DEEP }, state);
    state.depth--;
    return nullNode(origin);
  }
  const outer = state.indent;
  if ((isMap(source) || isSeq(source)) && !source.flow) state.indent = state.positions.at(source.range[0]).column - 1;
  const node = isMap(source)
    ? mapNode(source as YAMLMap.Parsed, origin, state)
    : isSeq(source)
      ? listNode(source, origin, state)
      : nullNode(origin);
  state.depth--;
  state.indent = outer;
  return remember(source.anchor, node, state.total - before, state);
}

function scalarNode(source: Scalar.Parsed, state: State): ScalarNode {
  const read = scalarText(source, state);
  const isFoldedBlock = source.type === 'BLOCK_FOLDED' && state.typing === 'v3';
  const isFolded = isFoldedBlock && !state.setAnew.has(source);
  const text = isFolded ? refold(read) : read;
  const node: ScalarNode = { kind: 'scalar', text, tag: scalarTag(source, text, state), origin: originOf(source, state) };
  if (source.type === 'PLAIN') return node;
  if (isFoldedBlock && !isFolded) return { ...node, quoted: true, folded: true };
  return isFolded ? { ...node, quoted: true, unfolded: read } : { ...node, quoted: true };
}

function scalarText(source: Scalar.Parsed, state: State): string {
  if (source.type !== 'BLOCK_FOLDED' && source.type !== 'BLOCK_LITERAL') return flowText(source, state);
  const read = source.value as string;
  // The library indents, and ends, some blocks as YAML says, and go-yaml as it always did.
  const block = scanBlockScalar(state.source, source.range[0], state.indent);
  if (block === undefined) return read;
  const rest = state.source.slice(block.end, source.range[1]);
  if (block.tabAt !== undefined) fail(block.tabAt, { detail: 'a tab stands where spaces have to indent' }, state);
  else if (/^[ \t]*[^\s#]/m.test(rest)) fail(block.end, { detail: 'the line is less indented than the block before it' }, state);
  // kustomize writes such a block without saying how it is indented, and then cannot read it.
  if (block.text.startsWith('\t') && state.typing === 'v3' && !state.setAnew.has(source)) {
    fail(source.range[0], { detail: 'a block must not begin with a tab: quote it' }, state);
  }
  const isKept = /(?:^|\n)\n$/.test(block.text) && state.typing === 'v3';
  return isKept && isBeforeLastComments(state.source, block.end) ? `${block.text}\n` : block.text;
}

function flowText(source: Scalar.Parsed, state: State): string {
  const read = source.value as string;
  const [start, end] = source.range;
  if (source.type === 'QUOTE_DOUBLE' && !state.takesPairs && /[\ud800-\udfff]/.test(read)) {
    const half = HALF.exec(state.source.slice(start, end));
    if (half !== null) fail(start + half.index + (half[1] ?? '').length, { detail: HALF_CHARACTER }, state);
  }
  return separatedText(state.source.slice(start, end)) ?? read;
}

/** Source: go-yaml `scannerc.go`: an escape must not stand for half of a pair of surrogates. */
const HALF = /((?:^|[^\\])(?:\\\\)*)\\(?:u|U0000)[dD][89a-fA-F]/;
const HALF_CHARACTER = 'the escape stands for half of a character, which only JSON takes: write the character itself';

/** Source: kustomize `api/resource/resource.go`, RemoveBuildAnnotations, which sets the annotations of every object that has some. */
function annotationsOf(contents: ParsedNode): ReadonlySet<unknown> {
  const metadata = isMap(contents) ? contents.get('metadata', true) : undefined;
  const annotations = isMap(metadata) ? metadata.get('annotations', true) : undefined;
  return new Set(isMap(annotations) ? annotations.items.map(({ value }) => value) : []);
}

function scalarTag(source: Scalar.Parsed, text: string, state: State): ScalarTag {
  if (source.tag !== undefined) {
    const tag = resolveTagged(source.tag, text, state.typing);
    if (tag !== undefined && (tag !== 'binary' || decodeBase64(text) !== undefined)) return tag;
    fail(source.range[0], { detail: `cannot be read as ${source.tag.replace('tag:yaml.org,2002:', '!!')}` }, state);
    return 'str';
  }
  const tag = source.type === 'PLAIN' ? resolvePlain(text, state.typing) : 'str';
  return tag === 'merge' ? 'str' : tag;
}

function listNode(source: YAMLSeq.Parsed, origin: Origin, state: State): ListNode {
  const items = source.items.map((item) => compose(item as ParsedNode, undefined, state));
  const aliases = source.items.flatMap((item) => (isAlias(item) ? [state.positions.at(item.range?.[0] ?? 0)] : []));
  const node: ListNode = source.flow ? { kind: 'list', items, origin, flow: true } : { kind: 'list', items, origin };
  return aliases.length === 0 ? node : { ...node, aliases };
}

/** Behind the value or its key, and before the key: what follows a list or map in lines of their own belongs to the next key, as go-yaml has it. */
function commentsOf({ key, value }: Pair<ParsedNode, ParsedNode | null>, above: string | null | undefined) {
  return [isBlock(value) ? undefined : value?.comment, value?.commentBefore, key.commentBefore ?? above];
}

function isBlock(value: ParsedNode | null): value is YAMLMap.Parsed | YAMLSeq.Parsed {
  return (isMap(value) || isSeq(value)) && value.flow !== true;
}

function mapNode(source: YAMLMap.Parsed, origin: Origin, state: State): MapNode {
  const list = new EntryList();
  const aliases: { readonly line: number; readonly column: number }[] = [];
  let merged: Node | undefined;
  let above: string | null | undefined;
  for (const pair of source.items as Pair<ParsedNode, ParsedNode | null>[]) {
    const key = keyOf(pair.key, state);
    if (key === undefined) continue;
    const keyOrigin = originAt(pair.key.range[0], state);
    const value = withSchemaComment(compose(pair.value, keyOrigin, state), commentsOf(pair, above));
    above = isBlock(pair.value) ? pair.value.comment : undefined;
    if (pair.value !== null && (isAlias(pair.value) || key.tag === 'merge')) aliases.push(state.positions.at(pair.value.range[0]));
    if (key.tag === 'merge' && state.typing === 'v2') {
      mergeOver(list, value, state);
      continue;
    }
    if (key.tag === 'merge') {
      if (merged !== undefined) fail(pair.key.range[0], { subject: '<<', detail: 'duplicate merge key' }, state);
      merged = value;
      continue;
    }
    const before = list.find(key.text);
    if (before !== -1) {
      if (state.typing === 'v2') list.replace(before, { key: key.text, value });
      else fail(pair.key.range[0], { subject: key.text, detail: `the key "${key.text}" is already there` }, state);
      continue;
    }
    list.push(key.tag === 'str' ? { key: key.text, value } : { key: key.text, value, untyped: true });
  }
  if (merged !== undefined) mergeInto(list, merged, state);
  const { entries } = list;
  const node: MapNode = source.flow ? { kind: 'map', entries, origin, flow: true } : { kind: 'map', entries, origin };
  return aliases.length === 0 ? node : { ...node, aliases };
}

/** kustomize hands objects through JSON in the end: a key of another type is noted, and one that is no scalar refused. */
function keyOf(key: ParsedNode | null, state: State): { readonly text: string; readonly tag: ResolvedTag } | undefined {
  if (isScalar(key)) {
    const text = flowText(key as Scalar.Parsed, state);
    const isPlain = key.tag === undefined && key.type === 'PLAIN';
    const tag = isPlain ? resolvePlain(text, state.typing) : scalarTag(key as Scalar.Parsed, text, state);
    if (state.typing === 'v2' && tag !== 'merge') return keyOfJson(key, text, tag, state);
    return { text, tag };
  }
  if (isAlias(key)) {
    const target = state.anchors.get(key.source)?.node;
    if (target?.kind === 'scalar' && target.tag === 'str') return { text: target.text, tag: 'str' };
  }
  fail(key?.range[0] ?? 0, { detail: 'the key is not a string' }, state);
  return undefined;
}

function keyOfJson(
  key: ParsedNode,
  text: string,
  tag: ResolvedTag,
  state: State,
): { readonly text: string; readonly tag: ResolvedTag } | undefined {
  const converted = jsonKey(text, tag);
  if (converted !== undefined) return { text: converted, tag: 'str' };
  fail(key.range[0], { subject: text, detail: 'the key is not a string: quote it' }, state);
  return undefined;
}

/** Merge keys: own keys win, and of several merged maps the first that has a key. */
function mergeInto(list: EntryList, merged: Node, state: State): void {
  for (const map of mapsOf(merged, state)) {
    for (const entry of map.entries) if (list.find(entry.key) === -1) list.push(entry);
  }
}

/** Merge keys as go-yaml v2 has them: they replace what stands before them, and may stand in a map more than once. */
function mergeOver(list: EntryList, merged: Node, state: State): void {
  for (const map of mapsOf(merged, state).reverse()) {
    for (const entry of map.entries) {
      const at = list.find(entry.key);
      if (at === -1) list.push(entry);
      else list.replace(at, entry);
    }
  }
}

function mapsOf(merged: Node, state: State): MapNode[] {
  const maps: MapNode[] = [];
  for (const map of merged.kind === 'list' ? merged.items : [merged]) {
    if (map.kind === 'map') maps.push(map);
    else {
      const { file, line, column } = map.origin;
      state.failures.push({ code: 'notYaml', file, line, column, subject: '<<', detail: 'only maps can be merged' });
    }
  }
  return maps;
}

function expand(source: Alias.Parsed, holder: Origin | undefined, state: State): Node {
  const anchor = state.anchors.get(source.source);
  if (anchor === undefined) {
    // Not by its name: an unquoted password may begin with `*`.
    fail(source.range[0], { detail: 'there is no anchor of this name before this' }, state);
    return nullNode(holder ?? originAt(source.range[0], state));
  }
  state.total += anchor.size;
  state.aliased += anchor.size;
  if (state.aliased > 100 && state.total > 1000 && state.aliased / state.total > allowedAliasRatio(state.total)) {
    fail(source.range[0], { subject: source.source, detail: 'document contains excessive aliasing' }, state);
    state.total -= anchor.size;
    state.aliased -= anchor.size;
    return nullNode(holder ?? originAt(source.range[0], state));
  }
  return anchor.node;
}

/** go-yaml v3's bound: 99 % of a small document may come from aliases, 10 % of one with four million nodes. */
function allowedAliasRatio(total: number): number {
  if (total <= 400_000) return 0.99;
  return total >= 4_000_000 ? 0.1 : 0.99 - (0.89 * (total - 400_000)) / 3_600_000;
}

function remember<T extends Node>(anchor: string | undefined, node: T, size: number, state: State): T {
  if (anchor !== undefined) state.anchors.set(anchor, { node, size });
  return node;
}

function nullNode(origin: Origin): ScalarNode {
  return { kind: 'scalar', text: '', tag: 'null', origin };
}

/** A block ends in its last line that is not blank. */
function originOf(source: Scalar.Parsed, state: State): Origin {
  const origin = originAt(source.range[0], state);
  const isBlock = source.type === 'BLOCK_LITERAL' || source.type === 'BLOCK_FOLDED';
  const end = isBlock ? source.range[0] + state.source.slice(source.range[0], source.range[1]).trimEnd().length : source.range[1];
  const { line } = state.positions.at(end);
  return line > origin.line ? { ...origin, endLine: line } : origin;
}

function originAt(offset: number, state: State): Origin {
  const { line, column } = state.positions.at(offset);
  return { file: state.file, line, column, step: 'resource' };
}

function fail(offset: number, words: Pick<Failure, 'subject' | 'detail'>, state: State): void {
  state.failures.push({ code: 'notYaml', file: state.file, ...state.positions.at(offset), ...words });
}
