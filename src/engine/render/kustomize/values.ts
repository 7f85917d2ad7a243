// Makes the values that transformers write, each with the position of the field that decided it.
import type { Entry, MapNode, Node, Origin, Position, ScalarNode, ScalarTag, Step } from '../../model';
import { refold } from '../../yaml/refold';
import { resolvePlain } from '../../yaml/tags';

/** The origin of a value that `at` decided in `step`, in place of `before`. */
export function decided(at: Position, step: Step, before?: Origin): Origin {
  const { file, line, column } = at;
  return before === undefined ? { file, line, column, step } : { file, line, column, step, overrode: before };
}

export function scalar(text: string, tag: ScalarTag, origin: Origin): ScalarNode {
  return { kind: 'scalar', text, tag, origin };
}

/** A string in place of `before`. What came from a Secret stays marked. */
export function replaced(before: Node, text: string, tag: ScalarTag, at: Position, step: Step): ScalarNode {
  const node = scalar(text, tag, decided(at, step, before.origin));
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
  if (before.kind === 'scalar' && before.tag === 'str') return 'str';
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
  const { unfolded, ...rest } = node;
  const read = unfolded ?? node.text;
  if (before?.kind !== 'scalar' || before.unfolded === undefined) return unfolded === undefined ? node : { ...rest, text: read };
  return { ...rest, text: refold(read), unfolded: read };
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
