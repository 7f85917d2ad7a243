// Changes a value inside a text that holds JSON or YAML, and writes that text again as kustomize does.
import { type Document, isScalar, parseDocument, visit } from 'yaml';
import type { Node, Path } from '../../../model';
import { toJson } from '../../../yaml/json';
import { TOO_DEEP } from '../../../yaml/compose';
import { readDocuments } from '../../../yaml/read';
import { writeString } from '../../../yaml/scalar-text';
import { resolvePlain } from '../../../yaml/tags';
import { goJson } from '../go-json';

/** The value that a text holds; undefined for one that cannot be read. */
export function readStructure(text: string): Node | undefined {
  const { documents, failures } = readDocuments(text, '');
  return failures.length === 0 ? documents[0] : undefined;
}

/** What to say of a text that cannot be read. */
export function unreadable(text: string): string {
  const { failures } = readDocuments(text, '');
  return failures.some(({ detail }) => detail === TOO_DEEP) ? `a text whose ${TOO_DEEP}` : 'a text without structure';
}

/**
 * The text with `after` in the place of `before`, which is what it held.
 * JSON is written anew, with sorted keys, in several lines where it had several; YAML keeps its comments and quotes, without blank lines.
 * Source: kustomize `api/filters/replacement/replacement.go`, serializeStructuredData.
 * @returns undefined where kustomize cannot write it, and leaves the text as it was.
 */
export function writeStructure(text: string, before: Node, after: Node): string | undefined {
  const changes = changesOf(before, after, []);
  if (!/^[{[]/.test(text.trim())) return writeYaml(text, changes);
  if (changes.some((change) => !fits(change.after))) return undefined;
  return goJson(toJson(after), { pretty: text.includes('\n') && text.includes('  ') });
}

interface Change {
  readonly path: Path;
  readonly before: Node | undefined;
  readonly after: Node;
}

function changesOf(before: Node | undefined, after: Node, path: Path): Change[] {
  if (before === after) return [];
  if (before?.kind === 'map' && after.kind === 'map') {
    const known = new Map(before.entries.map(({ key, value }) => [key, value]));
    return after.entries.flatMap(({ key, value }) => changesOf(known.get(key), value, [...path, key]));
  }
  if (before?.kind === 'list' && after.kind === 'list') {
    return after.items.flatMap((item, i) => changesOf(before.items[i], item, [...path, i]));
  }
  return [{ path, before, after }];
}

/** Whether a scalar reads as the type that it keeps. */
function fits(node: Node): boolean {
  return node.kind !== 'scalar' || node.tag === 'str' || resolvePlain(node.text) === node.tag;
}

function writeYaml(text: string, changes: readonly Change[]): string {
  const document = parseDocument(text, { intAsBigInt: true });
  const written = changes.map((change, i) => apply(document, change, `plumbline-${i}-placeholder`));
  visit(document, {
    Node(_, node) {
      node.spaceBefore = false;
    },
  });
  const out = document.toString({ lineWidth: 0, indentSeq: false, flowCollectionPadding: false });
  return written.reduce((state, { mark, value }) => (mark === undefined ? state : state.replace(mark, () => value)), out).trim();
}

/** A plain scalar is marked, and written afterwards: the library would write some of them in another style. */
function apply(document: Document, { path, before, after }: Change, mark: string): { mark?: string; value: string } {
  const present = document.getIn(path, true);
  if (!isScalar(present) || before?.kind !== 'scalar' || after.kind !== 'scalar') {
    document.setIn(path, document.createNode(toJson(after)));
    return { value: '' };
  }
  if (present.type !== 'PLAIN' || after.text.includes('\n')) {
    present.value = after.text;
    return { value: '' };
  }
  present.value = mark;
  if (after.tag === 'str') return { mark, value: writeString(after.text, Number.NEGATIVE_INFINITY, 0) };
  return { mark, value: fits(after) ? after.text : `!!${after.tag} ${after.text}` };
}
