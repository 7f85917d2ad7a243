// Marks what derives from Secrets in the values and the objects of a release, so that it is masked wherever it lands.
import type { MapNode, Node, Origin, RenderedObject, ScalarNode } from '../../model';
import { encodeBase64 } from '../../yaml/base64';

/** What stands for a secret that is not told. */
export const HIDDEN = '••••••••';

/** Shorter texts are in any text by chance: they count where they are the whole value. */
const SHORTEST = 4;

/** The texts of scalars that are secret: of strings and numbers, as flags and nulls tell nothing. */
export function secretTexts(scalars: readonly ScalarNode[]): readonly string[] {
  return [...new Set(scalars.filter((scalar) => isTelling(scalar) && scalar.text !== '').map(({ text }) => text))];
}

export interface Marked extends Holders {
  readonly texts: readonly string[];
}

/** What a render gives that may hold secret values. */
interface Holders {
  readonly objects: readonly RenderedObject[];
  readonly hooks: readonly RenderedObject[];
  readonly values?: MapNode;
}

/** The objects and values, marked, and every text that is secret: also what was made of a secret one, such as a digest. */
export function markSecretValues({ objects, hooks, values }: Holders, secret: readonly ScalarNode[]): Marked {
  if (secret.length === 0) return { objects, hooks, ...(values && { values }), texts: [] };
  const texts = secretTexts(secret);
  const mark = marker(secret, texts);
  const marked = [objects, hooks].map((each) => each.map((object) => ({ ...object, node: mark(object.node) })));
  const [own = [], ofHooks = []] = marked;
  const made = [...own, ...ofHooks].flatMap(({ node }) => scalarsIn(node)).filter((scalar) => scalar.secret === true);
  const all = [...texts, ...made.map(({ text }) => text)];
  return { objects: own, hooks: ofHooks, ...(values && { values: mark(values) }), texts: all };
}

export function scalarsIn(node: Node): readonly ScalarNode[] {
  if (node.kind === 'scalar') return [node];
  return (node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)).flatMap(scalarsIn);
}

/**
 * Tells of an origin which place of a Secret it comes from. What it overrode is gone, and what decided that it is there gave no part of it;
 * flags and nulls tell nothing. What a template made of more than its origin names may be made of any of them.
 */
export function secretPlaces(scalars: readonly ScalarNode[]): (origin: Origin) => Origin | undefined {
  const places = new Map(scalars.filter(isTelling).map(({ origin }) => [placeOf(origin), origin]));
  const first = scalars.find(isTelling)?.origin;
  const find = (origin: Origin): Origin | undefined => {
    const known = places.get(placeOf(origin)) ?? (origin.step === 'template' && origin.approximate === true ? first : undefined);
    if (known !== undefined || origin.from === undefined) return known;
    for (const from of origin.from) {
      const found = find(from);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find;
}

/** The scalars that are marked as secret. */
export function secretScalars(node: Node): readonly ScalarNode[] {
  return scalarsIn(node).filter((scalar) => scalar.secret === true);
}

function marker(scalars: readonly ScalarNode[], texts: readonly string[]): (node: MapNode) => MapNode {
  const isFrom = secretPlaces(scalars);
  const forms = texts.filter((text) => text.length >= SHORTEST).flatMap((text) => [text, encodeBase64(text)]);
  const whole = new Set(texts);
  const isSecret = (scalar: ScalarNode): boolean => {
    const { text, origin } = scalar;
    return isTelling(scalar) && (whole.has(text) || isFrom(origin) !== undefined || forms.some((form) => text.includes(form)));
  };
  return (node) => marked(node, isSecret) as MapNode;
}

/** Flags and nulls tell nothing of what they were made of. */
export function isTelling({ tag }: ScalarNode): boolean {
  return tag !== 'bool' && tag !== 'null';
}

function placeOf({ file, line, column }: Origin): string {
  return `${file}:${line}:${column}`;
}

function marked(node: Node, isSecret: (scalar: ScalarNode) => boolean): Node {
  if (node.kind === 'scalar') return node.secret !== true && isSecret(node) ? { ...node, secret: true } : node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => marked(item, isSecret)) };
  return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: marked(entry.value, isSecret) })) };
}
