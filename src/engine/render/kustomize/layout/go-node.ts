// A YAML node as go-yaml keeps it in memory: kustomize makes the hash in the name of an object of any kind but ConfigMap and Secret from that.
import { goJson } from '../go-json';
import { isBase60, resolvePlain } from '../../../yaml/tags';
import { isQuotedAnew } from '../values';

/** Bits of `Style`. Source: go.yaml.in/yaml/v3, `yaml.go`. */
export const STYLE = { tagged: 1, double: 2, single: 4, literal: 8, folded: 16, flow: 32 } as const;

const KIND = { list: 2, map: 4, scalar: 8 } as const;

export interface GoNode {
  readonly kind: keyof typeof KIND;
  readonly style: number;
  /** Short, as `!!str`; empty where kustomize made the node and left it out. */
  readonly tag: string;
  readonly value: string;
  /** Of a map, keys and values by turns. */
  readonly content: readonly GoNode[];
  /** What it held was taken out: Go tells an empty list from none. */
  readonly emptied?: true;
  /** From 1; 0 for what was not read from a text. */
  readonly line: number;
  readonly column: number;
}

/** A scalar that kustomize makes. */
export function madeScalar(value: string, tag = '', style = 0): GoNode {
  return { kind: 'scalar', style, tag, value, content: [], line: 0, column: 0 };
}

/** A text that kustomize gives its type. */
export function madeText(text: string): GoNode {
  if (text.includes('\n')) return madeScalar(text, '!!str', STYLE.literal);
  return madeScalar(text, '!!str', isOtherType(text) ? STYLE.double : 0);
}

/** Whether a reader of YAML 1.1 takes a plain text for something else. Source: kyaml `yaml.IsYaml1_1NonString`. */
export function isOtherType(text: string): boolean {
  return !text.includes('\n') && isQuotedAnew(text) && !isBase60(text) && resolvePlain(text) !== 'timestamp';
}

/** A map that kustomize makes. */
export function madeMap(content: readonly GoNode[]): GoNode {
  return { kind: 'map', style: 0, tag: '', value: '', content, line: 0, column: 0 };
}

/** What Go's `encoding/json` writes of it. */
export function goNodeJson(node: GoNode): string {
  const { kind, style, tag, value, content, line, column, emptied } = node;
  const inner = content.length === 0 && !emptied ? 'null' : `[${content.map(goNodeJson).join(',')}]`;
  return (
    `{"Kind":${KIND[kind]},"Style":${style},"Tag":${goJson(tag)},"Value":${goJson(value)},"Anchor":"","Alias":null,"Content":${inner},` +
    `"HeadComment":"","LineComment":"","FootComment":"","Line":${line},"Column":${column}}`
  );
}

/** The value of a key of a map. */
export function goField(map: GoNode | undefined, key: string): GoNode | undefined {
  if (map?.kind !== 'map') return undefined;
  const index = keyIndex(map, key);
  return index === -1 ? undefined : map.content[index + 1];
}

/** The map with the value in the place of the one that the key has, or behind all others. */
export function withGoField(map: GoNode, key: string, value: GoNode): GoNode {
  const index = keyIndex(map, key);
  const content = index === -1 ? [...map.content, madeScalar(key), value] : map.content.with(index + 1, value);
  return { ...map, content };
}

export function withoutGoField(map: GoNode, key: string): GoNode {
  const index = keyIndex(map, key);
  if (index === -1) return map;
  const content = map.content.toSpliced(index, 2);
  return content.length === 0 ? { ...map, content, emptied: true } : { ...map, content };
}

function keyIndex({ content }: GoNode, key: string): number {
  for (let i = 0; i < content.length; i += 2) if (content[i]?.value === key) return i;
  return -1;
}
