// Marks what derives from Secrets in the values and the objects of a release, so that it is masked wherever it lands.
import type { MapNode, Node, Origin, RenderedObject, ScalarNode } from '../../model';
import { encodeBase64 } from '../../yaml/base64';

/** What is known of the secret values of a release. */
export interface SecretValues {
  /** Of strings and numbers; flags and nulls tell nothing. */
  readonly texts: readonly string[];
  readonly mark: (node: MapNode) => MapNode;
}

/** Shorter texts are in any text by chance: they count where they are the whole value. */
const SHORTEST = 4;

export function secretValues(nodes: readonly Node[]): SecretValues {
  const scalars = nodes.flatMap(scalarsIn);
  const texts = [...new Set(scalars.filter(({ tag, text }) => tag !== 'bool' && tag !== 'null' && text !== '').map(({ text }) => text))];
  const places = new Set(scalars.map(({ origin }) => placeOf(origin)));
  const forms = texts.filter((text) => text.length >= SHORTEST).flatMap((text) => [text, encodeBase64(text)]);
  const whole = new Set(texts);
  const isSecret = ({ tag, text, origin }: ScalarNode): boolean =>
    tag !== 'bool' && tag !== 'null' && (whole.has(text) || comesFrom(origin, places) || forms.some((form) => text.includes(form)));
  return { texts, mark: (node) => (scalars.length === 0 ? node : (marked(node, isSecret) as MapNode)) };
}

/** The objects, marked, and every text that is secret: also what was made of a secret one, such as a digest. */
export function markSecretValues<T extends { readonly objects: readonly RenderedObject[]; readonly hooks: readonly RenderedObject[] }>(
  { objects, hooks }: T,
  secret: readonly ScalarNode[],
): Pick<T, 'objects' | 'hooks'> & { readonly texts: readonly string[] } {
  if (secret.length === 0) return { objects, hooks, texts: [] };
  const { texts, mark } = secretValues(secret);
  const marked = [objects, hooks].map((each) => each.map((object) => ({ ...object, node: mark(object.node) })));
  const [own = [], ofHooks = []] = marked;
  const made = [...own, ...ofHooks].flatMap(({ node }) => scalarsIn(node)).filter((scalar) => scalar.secret === true);
  return { objects: own, hooks: ofHooks, texts: [...texts, ...made.map(({ text }) => text)] };
}

function scalarsIn(node: Node): readonly ScalarNode[] {
  if (node.kind === 'scalar') return [node];
  return (node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)).flatMap(scalarsIn);
}

/** What it overrode is gone, and what decided that it is there gave no part of it. */
function comesFrom(origin: Origin, places: ReadonlySet<string>): boolean {
  return places.has(placeOf(origin)) || (origin.from ?? []).some((from) => comesFrom(from, places));
}

function placeOf({ file, line, column }: Origin): string {
  return `${file}:${line}:${column}`;
}

function marked(node: Node, isSecret: (scalar: ScalarNode) => boolean): Node {
  if (node.kind === 'scalar') return node.secret !== true && isSecret(node) ? { ...node, secret: true } : node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => marked(item, isSecret)) };
  return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: marked(entry.value, isSecret) })) };
}
