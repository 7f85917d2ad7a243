// The parameters that a generator gives, one set per Application, and how Go writes their values as text.
import type { Failure, ListNode, MapNode, Node, Origin, Position, ScalarNode } from '../../model';
import { FailureError } from '../../model';
import { toJson } from '../../yaml/json';
import type { Around } from '../argo-repository';
import { failureAt, type Inventory } from '../inventory';
import { positionOf, type SourceObject } from '../sources';
import type { Tree } from '../tree';
import type { GoTemplates } from './evaluation';

/** `fast`: `{{a.b}}`, a key of a flat list of texts. Else Go's template language over nested values. */
export type Language = 'fast' | GoLanguage;

export interface GoLanguage {
  readonly engine: GoTemplates | undefined;
  readonly options: readonly string[];
}

export interface ParameterSet {
  /** Nested for `go`; for `fast` one entry per flat key. */
  readonly values: MapNode;
  /** The list element that it was written as. */
  readonly source?: Position;
  /** The question to a cluster that told of it. */
  readonly clusterQuestion?: string;
}

/** What the generators of one ApplicationSet work with. */
export interface SetContext {
  readonly set: SourceObject;
  readonly language: Language;
  readonly inventory: Known;
}

export interface Known extends Pick<Inventory, 'tree' | 'parametersIn' | 'clusterSecrets' | 'answerOf' | 'templates'> {
  readonly around: Around;
  /** The tree that a folder lies in, of a clone too. */
  treeAt(folder: string): Tree;
}

/** Ends the work on one generator: what it gives is not known. */
export function giveUp(context: SetContext, node: Node | undefined, failure: Omit<Failure, 'file' | 'line' | 'column'>): never {
  throw new FailureError(failureAt(positionOf(node, context.set), failure));
}

/** Ends the work on a generator that Argo CD refuses, too. */
export function refuse(context: SetContext, node: Node | undefined, what: string): never {
  return giveUp(context, node, { code: 'generatorInvalid', subject: `ApplicationSet ${context.set.name}`, detail: what });
}

export function scalar(text: string, origin: Origin): ScalarNode {
  return { kind: 'scalar', text, tag: 'str', origin };
}

/** A value as Go's `%v` prints it; undefined for null, and for maps and lists, whose text no field could use. */
export function goText(node: Node | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const value = toJson(node);
  if (typeof value === 'number' || typeof value === 'bigint') return goNumber(Number(value));
  return value === null ? undefined : String(value);
}

/** The step of maps and lists whose Go types hold texts only. Argo CD cannot lay other values over such a map, and its flattener takes it as a whole. */
export const TEXTS_ONLY = 'values';

/** Every value by its dotted key, list items by their index. */
export function flatten(node: Node, prefix = ''): readonly { readonly key: string; readonly value: ScalarNode }[] {
  const nested = (key: string | number, value: Node) => flatten(value, prefix === '' ? String(key) : `${prefix}.${key}`);
  if (node.kind !== 'scalar' && node.origin.step === TEXTS_ONLY) return [{ key: prefix, value: scalar(wholeText(node), node.origin) }];
  if (node.kind === 'map') return node.entries.flatMap(({ key, value }) => nested(key, value));
  if (node.kind === 'list') return node.items.flatMap((value, index) => nested(index, value));
  // The flattener of Argo CD prints null as `<nil>`.
  return [{ key: prefix, value: scalar(goText(node) ?? '<nil>', node.origin) }];
}

/** As Go prints a map or list of texts. */
function wholeText(node: MapNode | ListNode): string {
  if (node.kind === 'list') return `[${node.items.map(goText).join(' ')}]`;
  const sorted = [...node.entries].sort((a, b) => (a.key < b.key ? -1 : 1));
  return `map[${sorted.map(({ key, value }) => `${key}:${goText(value)}`).join(' ')}]`;
}

/** Numbers of JSON are float64: a million is `1e+06`. */
function goNumber(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < WITH_EXPONENT) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** From this power of ten on, Go writes the shortest form of a float64 with an exponent. */
const WITH_EXPONENT = 6;
