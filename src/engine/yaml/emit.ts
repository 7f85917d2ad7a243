// Writes nodes as `kustomize build` writes them, and says which origin each line has.
import type { EmittedLine, EmittedText, Entry, Failure, ListNode, MapNode, Node, Origin, Path, ScalarNode, Step } from '../model';
import { child } from './access';
import { scalarToJson } from './json';
import { compareKeys } from './key-order';
import { formatFloat } from './numbers';
import { width, writeSimpleKey, writeString } from './scalar-text';
import { resolvePlain } from './tags';

/** Documents separated by `---`. Byte for byte as kustomize 5.8.2 (keys sorted naturally, folding at 80 columns). */
export function emitDocuments(nodes: readonly Node[]): EmittedText {
  const lines: (EmittedLine | undefined)[] = [];
  const text = write(nodes, lines);
  return { text, lines };
}

/** The same in steps, one for each document, for whoever must not be held up. */
export function* emitSteps(nodes: Iterable<Node>): Generator<void, EmittedText> {
  const lines: (EmittedLine | undefined)[] = [];
  const writer = writerOf(lines);
  for (const node of nodes) {
    putDocument(writer, node);
    yield;
  }
  return { text: writer.text, lines };
}

/** The text of `emitDocuments` alone: for where nobody asks for the lines' origins. */
export function emitText(nodes: readonly Node[]): string {
  return write(nodes, undefined);
}

/** The same without folding, as kustomize writes an object that it reads again. */
export function emitUnfolded(node: Node): string {
  return write([node], undefined, false);
}

/**
 * The first value that kustomize refuses to write: infinities, NaN, and characters that go-yaml v2 does not read back.
 * The emitter itself writes them, escaped, so that a preview still shows the rest.
 */
export function refusedByKustomize(object: Node): Failure | undefined {
  return refusedAnnotation(object) ?? refusedBlock(object, true) ?? refusedNode(object, refusedScalar);
}

/** The first value that JSON cannot hold, through which a JSON patch takes an object: infinities, NaN, and keys that read as another type. */
export function refusedByJson(object: Node): Failure | undefined {
  return refusedBlock(object, false) ?? refusedNode(object, refusedNumber);
}

function refusedNode(node: Node, refusedScalar: (node: ScalarNode) => Failure | undefined): Failure | undefined {
  if (node.kind === 'scalar') return refusedScalar(node);
  // Every node of every object comes by here: a list of a map's values would be made for nothing.
  const children: readonly (Node | Entry)[] = node.kind === 'map' ? node.entries : node.items;
  for (const one of children) {
    const failure = 'value' in one ? (refusedKey(one) ?? refusedNode(one.value, refusedScalar)) : refusedNode(one, refusedScalar);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/**
 * kustomize writes texts of several lines that it sets itself as blocks, and cannot read a block that begins with a tab: annotations, which
 * it sets anew in every object in the end, and what it generates.
 */
function refusedBlock(object: Node, inTheEnd: boolean): Failure | undefined {
  const values = (map: Node | undefined) => (map?.kind === 'map' ? map.entries.map(({ value }) => value) : []);
  const made = ({ origin }: Node) => origin.step === 'generator';
  const set = [
    ...values(child(child(object, 'metadata'), 'annotations')).filter((value) => inTheEnd || made(value)),
    ...values(child(object, 'data')).filter(made),
  ];
  const refused = set.find((value): value is ScalarNode => value.kind === 'scalar' && /^\t[^\n]*\n/.test(value.text));
  return refused && scalarFailure(refused, 'a text of several lines must not begin with a tab');
}

/** kustomize sets the annotations of every object anew before it writes, and so takes the quotes from every key. */
function refusedAnnotation(object: Node): Failure | undefined {
  const annotations = child(child(object, 'metadata'), 'annotations');
  if (annotations?.kind !== 'map') return undefined;
  const refused = annotations.entries.find(({ key }) => !/^(str|merge)$/.test(resolvePlain(key)));
  return refused && unreadableKey(refused, 'objectInvalid');
}

/** A key that kustomize sets is written without quotes, and then read as what it looks like; JSON has no keys but strings. */
function refusedKey(entry: Entry): Failure | undefined {
  if (entry.untyped) return unreadableKey(entry, 'objectInvalid');
  const step = firstStep(entry.value.origin);
  if (step === 'resource' || step === 'patch' || step === 'jsonPatch' || resolvePlain(entry.key) === 'str') return undefined;
  return unreadableKey(entry, step === 'generator' ? 'generatorInvalid' : 'objectInvalid');
}

/** The step that made the field, whatever set it since. */
function firstStep(origin: Origin): Step {
  let first = origin;
  while (first.overrode !== undefined) first = first.overrode;
  return first.step;
}

function unreadableKey({ key, value: { origin } }: Entry, code: Failure['code']): Failure {
  const { file, line, column } = origin;
  return { code, file, line, column, subject: key, detail: 'the key reads as another type' };
}

/** What is written so far. Everything before the current line is final. */
interface Writer {
  text: string;
  /** Whether a line has just ended. Kept, because looking at the end of a growing string makes it be copied. */
  atLineStart: boolean;
  readonly lines: (EmittedLine | undefined)[] | undefined;
  /** What the current line shows: the first value that begins in it. */
  current: EmittedLine | undefined;
  object: number;
  /** Whether long texts go on in further lines. */
  readonly folds: boolean;
}

function write(nodes: readonly Node[], lines: (EmittedLine | undefined)[] | undefined, folds = true): string {
  const writer = writerOf(lines, folds);
  for (const node of nodes) putDocument(writer, node);
  return writer.text;
}

function writerOf(lines: (EmittedLine | undefined)[] | undefined, folds = true): Writer {
  return { text: '', atLineStart: false, lines, current: undefined, object: 0, folds };
}

function putDocument(writer: Writer, node: Node): void {
  if (writer.object > 0) put(writer, '---\n');
  if (node.kind === 'scalar') putScalar(writer, node, [], 0, 2);
  else if (isEmpty(node)) putFlow(writer, node, []);
  else if (node.kind === 'map') putMap(writer, node, 0, []);
  else putList(writer, node, 0, []);
  endLine(writer);
  writer.object++;
}

/** Begins where the first key goes: at the start of a line, or after the `-` of the item that the map is. */
function putMap(writer: Writer, map: MapNode, indent: number, path: Path): void {
  let first = true;
  for (const { key, value } of sorted(map.entries)) {
    const keyPath = writer.lines === undefined ? path : [...path, key];
    if (!first) startLine(writer, indent);
    first = false;
    const simple = writeSimpleKey(key);
    if (simple === undefined) putExplicitKey(writer, key, value, indent, keyPath);
    else {
      note(writer, value, keyPath);
      put(writer, `${simple}:`);
      putMapValue(writer, value, indent, indent + width(simple) + 2, keyPath);
    }
  }
}

function putMapValue(writer: Writer, value: Node, indent: number, column: number, path: Path): void {
  if (value.kind === 'scalar') {
    put(writer, ' ');
    putScalar(writer, value, path, column, indent + 2);
  } else if (isEmpty(value)) {
    put(writer, ' ');
    putFlow(writer, value, path);
  } else if (value.kind === 'map') {
    startLine(writer, indent + 2);
    putMap(writer, value, indent + 2, path);
  } else {
    startLine(writer, indent);
    putList(writer, value, indent, path);
  }
}

/** Keys of several lines or more than 128 bytes: `? key`, then `: value`. */
function putExplicitKey(writer: Writer, key: string, value: Node, indent: number, path: Path): void {
  note(writer, value, path);
  put(writer, `? ${writeString(key, indent + 2, indent + 2)}`);
  startLine(writer, indent);
  note(writer, value, path);
  put(writer, ': ');
  putInline(writer, value, indent, path);
}

function putList(writer: Writer, list: ListNode, indent: number, path: Path): void {
  list.items.forEach((item, index) => {
    if (index > 0) startLine(writer, indent);
    put(writer, '- ');
    putInline(writer, item, indent, writer.lines === undefined ? path : [...path, index]);
  });
}

/** A value after `- ` or `: `: collections begin on the same line. */
function putInline(writer: Writer, value: Node, indent: number, path: Path): void {
  if (value.kind === 'scalar') putScalar(writer, value, path, indent + 2, indent + 2);
  else if (isEmpty(value)) putFlow(writer, value, path);
  else if (value.kind === 'map') putMap(writer, value, indent + 2, path);
  else putList(writer, value, indent + 2, path);
}

function putFlow(writer: Writer, value: MapNode | ListNode, path: Path): void {
  note(writer, value, path);
  put(writer, value.kind === 'map' ? '{}' : '[]');
}

function putScalar(writer: Writer, node: ScalarNode, path: Path, column: number, indent: number): void {
  note(writer, node, path);
  put(writer, scalarText(node, writer.folds ? column : Number.NEGATIVE_INFINITY, indent));
}

function scalarText(node: ScalarNode, column: number, indent: number): string {
  if (node.tag === 'str') return writeString(throughJson(node.text), column, indent);
  const value = scalarToJson(node);
  if (typeof value === 'string') return writeString(throughJson(value), column, indent);
  return typeof value === 'number' ? formatFloat(value) : String(value);
}

/** go-yaml v2 reads the JSON that objects go through, and folds the one line break that JSON leaves as it is. */
function throughJson(text: string): string {
  return text.includes('\u0085') ? text.replace(/[ \t]*\u0085[ \t]*/g, ' ') : text;
}

function sorted(entries: readonly Entry[]): readonly Entry[] {
  for (let index = 1; index < entries.length; index++) {
    if (compareKeys((entries[index - 1] as Entry).key, (entries[index] as Entry).key) > 0) {
      return entries.toSorted((a, b) => compareKeys(a.key, b.key));
    }
  }
  return entries;
}

function isEmpty(node: MapNode | ListNode): boolean {
  return node.kind === 'map' ? node.entries.length === 0 : node.items.length === 0;
}

/** Says what the line shows that is being written, unless something in it came first. */
function note(writer: Writer, node: Node, path: Path): void {
  if (writer.lines !== undefined && writer.current === undefined) writer.current = { object: writer.object, path, origin: node.origin };
}

function put(writer: Writer, text: string): void {
  writer.text += text;
  writer.atLineStart = endsLine(text);
  if (writer.lines === undefined) return;
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) writer.lines.push(writer.current);
}

/** After a literal that ends in a line break the next line has begun already. */
function startLine(writer: Writer, indent: number): void {
  endLine(writer);
  writer.text += ' '.repeat(indent);
}

function endLine(writer: Writer): void {
  if (!writer.atLineStart) put(writer, '\n');
  writer.current = undefined;
}

function endsLine(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last === 10 || last === 0x2028 || last === 0x2029;
}

/** Control characters that JSON leaves as they are and that go-yaml v2 refuses to read. */
const UNREADABLE = /[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

function refusedScalar(node: ScalarNode): Failure | undefined {
  const value = scalarToJson(node);
  if (typeof value === 'string') return UNREADABLE.test(value) ? scalarFailure(node, 'control characters are not allowed') : undefined;
  return refusedValue(node, value);
}

function refusedNumber(node: ScalarNode): Failure | undefined {
  return refusedValue(node, scalarToJson(node));
}

function refusedValue(node: ScalarNode, value: unknown): Failure | undefined {
  return typeof value === 'number' && !Number.isFinite(value) ? scalarFailure(node, `unsupported value: ${node.text}`) : undefined;
}

function scalarFailure({ origin: { file, line, column } }: ScalarNode, detail: string): Failure {
  return { code: 'objectInvalid', file, line, column, detail };
}
