// Makes the values that transformers write, each with the position of the field that decided it.
import type { Entry, MapNode, Node, Origin, Position, ScalarNode, ScalarTag, Step } from '../../model';
import { refold } from '../../yaml/refold';
import { readDocuments } from '../../yaml/read';
import { readsAsOtherType, resolvePlain } from '../../yaml/tags';

/** What an origin says besides the position, the step and what was there before. */
export type Influence = Pick<Origin, 'kept' | 'from' | 'by' | 'approximate'>;

/** The origin of a value that `at` decided in `step`, in place of `before`. */
export function decided(at: Place, step: Step, before?: Origin, influence?: Influence): Origin {
  const { file, line, column, endLine } = at;
  // Literals, for there are many of them, and a property that comes later takes room of its own.
  if (endLine === undefined && influence === undefined) {
    return before === undefined ? { file, line, column, step } : { file, line, column, step, overrode: before };
  }
  const { kept, from, by, approximate } = influence ?? {};
  if (approximate === undefined && endLine === undefined) {
    if (kept === undefined && from === undefined && by !== undefined) {
      return before === undefined ? { file, line, column, step, by } : { file, line, column, step, overrode: before, by };
    }
    if (before !== undefined && kept !== undefined) {
      if (from === undefined && by === undefined) return { file, line, column, step, overrode: before, kept };
      if (from !== undefined && by !== undefined) return { file, line, column, step, overrode: before, kept, from, by };
    }
  }
  return {
    file,
    line,
    column,
    step,
    ...(before === undefined ? {} : { overrode: before }),
    ...(endLine === undefined ? {} : { endLine }),
    ...influence,
  };
}

/** A position, and where the value that begins there ends. */
export type Place = Position & Pick<Origin, 'endLine'>;

/** The origins of all scalars in the nodes: each of them has its say in what a selector selects, or in what a hash is made of. */
export function scalarOrigins(...nodes: readonly (Node | undefined)[]): readonly Origin[] {
  return nodes.flatMap((node): readonly Origin[] => {
    if (node === undefined) return [];
    if (node.kind === 'scalar') return [node.origin];
    return scalarOrigins(...(node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)));
  });
}

/** The node, whose presence or content `by` decided as well. */
export function controlled<T extends Node>(node: T, by: readonly Origin[]): T {
  if (by.length === 0) return node;
  const { by: others } = node.origin;
  return { ...node, origin: { ...node.origin, by: others === undefined ? by : [...others, ...by] } };
}

export function scalar(text: string, tag: ScalarTag, origin: Origin): ScalarNode {
  return { kind: 'scalar', text, tag, origin };
}

/** A string in place of `before`. What came from a Secret stays marked. */
export function replaced(before: Node, text: string, tag: ScalarTag, at: Place, step: Step, influence?: Influence): ScalarNode {
  const plain = scalar(text, tag, decided(at, step, before.origin, influence));
  const node = isStyled(before) ? { ...plain, quoted: true as const } : plain;
  return before.kind === 'scalar' && before.secret ? { ...node, secret: true } : node;
}

export function mapOf(entries: readonly Entry[], origin: Origin): MapNode {
  return { kind: 'map', entries, origin };
}

/**
 * The type of a text that kustomize writes without a type, in place of `before`: it keeps the quotes that were there,
 * and reads the text anew where there were none.
 */
export function untypedTag(before: Node, text: string): ScalarTag {
  if (before.kind === 'scalar' && before.tag === 'str' && isStyled(before)) return 'str';
  const tag = resolvePlain(text);
  return tag === 'merge' ? 'str' : tag;
}

/** The text of any scalar, as kustomize reads it where it wants a string: null is its own spelling. */
export function rawText(node: Node): string {
  return node.kind === 'scalar' ? node.text : '';
}

/** The same for a value that kustomize sets somewhere else: folded text goes as it was read. */
export function textAsRead(node: Node): string {
  return node.kind === 'scalar' ? (node.unfolded ?? node.text) : '';
}

/** The text in the style of `before`: what is folded is written, and read, as kustomize folds it. */
export function inStyleOf(before: Node | undefined, node: ScalarNode): ScalarNode {
  const { unfolded, quoted: _, ...rest } = node;
  const read = unfolded ?? node.text;
  if (before === undefined || !isStyled(before)) return { ...rest, text: read };
  const tag = node.tag === 'null' || node.tag === 'binary' ? node.tag : 'str';
  if (before.kind !== 'scalar' || before.unfolded === undefined) return { ...rest, tag, text: read, quoted: true };
  return { ...rest, tag, text: refold(read), unfolded: read, quoted: true };
}

/** Whether a scalar is in quotes or a block, in its file or because kustomize quotes what it sets where YAML 1.1 reads another type in it. */
export function isStyled(node: Node): boolean {
  if (node.kind !== 'scalar') return false;
  if (node.quoted === true) return true;
  if (node.tag !== 'str') return false;
  const { step } = node.origin;
  return step !== 'resource' && step !== 'patch' && step !== 'jsonPatch' && isQuotedAnew(node.text);
}

/** Source: kyaml `yaml.IsYaml1_1NonString`. */
export function isQuotedAnew(text: string): boolean {
  if (text === '') return false;
  if (text.includes('\n') || readsAsOtherType(text)) return true;
  if (!/^[[{?&!#-]|:(?: |$)| #/.test(text)) return false;
  const { documents, failures } = readDocuments(text, '');
  return failures.length === 0 && documents[0]?.kind !== 'scalar';
}

export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      // Surrogates sort above every other unit in UTF-8 order, which is Go's.
      const xs = x >= 0xd800 && x <= 0xdfff;
      const ys = y >= 0xd800 && y <= 0xdfff;
      return xs === ys ? x - y : xs ? 1 : -1;
    }
  }
  return a.length - b.length;
}
