// Follows what transformers do to an object in the nodes in which kustomize keeps it.
import type { MapNode, Node, ScalarNode, Step } from '../../../model';
import { child } from '../../../yaml/access';
import { type GoNode, goField, isOtherType, madeMap, madeScalar, madeText, STYLE, withGoField, withoutGoField } from './go-node';

/**
 * The nodes of an object after a transformer has changed it.
 * @returns undefined where it was changed in a way that is not followed.
 */
export function followed(layout: GoNode, before: MapNode, after: MapNode): GoNode | undefined {
  const annotations = child(child(after, 'metadata'), 'annotations');
  const told = annotations?.kind === 'map' ? annotations.entries.filter(({ value }) => value.origin.step === 'buildMetadata') : [];
  const held = child(child(before, 'metadata'), 'annotations');
  const news = told.filter(({ key, value }) => value.kind === 'scalar' && child(held, key) !== value);
  if (news.length === 0) return sharesQuotes(before, after) ? undefined : changed(layout, before, after);
  const all = new Map(annotationTexts(layout));
  for (const { key, value } of news) all.set(key, (value as ScalarNode).text);
  return withAnnotations(layout, all);
}

/** Labels in several places are one node to kustomize, which takes its quotes from the last place: where it needs quotes, that is not followed. */
function sharesQuotes(before: MapNode, after: MapNode): boolean {
  const labels = newLabels(before, after).filter(({ text }) => isOtherType(text));
  return labels.length > new Set(labels.map(({ origin }) => `${origin.line}:${origin.column}`)).size;
}

function newLabels(before: Node | undefined, after: Node): ScalarNode[] {
  if (before === after) return [];
  if (after.kind === 'scalar') return after.origin.step === 'label' || after.origin.step === 'annotation' ? [after] : [];
  if (after.kind === 'map') return after.entries.flatMap(({ key, value }) => newLabels(child(before, key), value));
  return after.items.flatMap((item, index) => newLabels(before?.kind === 'list' ? before.items[index] : undefined, item));
}

/** The nodes after kustomize has remembered something of the object: it does that in annotations. Source: `api/resource/resource.go`, appendCsvAnnotation. */
export function withRememberedIn(layout: GoNode, facts: readonly (readonly [name: string, text: string])[]): GoNode {
  const metadata = goField(layout, 'metadata') ?? madeMap([]);
  let annotations = goField(metadata, 'annotations') ?? madeMap([]);
  for (const [name, text] of facts) {
    if (text === '') continue;
    const known = goField(annotations, name);
    const value = known === undefined || known.value === '' ? text : `${known.value},${text}`;
    annotations = withGoField(annotations, name, madeScalar(value, '!!str', known === undefined ? STYLE.single : known.style));
  }
  return withGoField(layout, 'metadata', withGoField(metadata, 'annotations', annotations));
}

/** The nodes after kustomize has set all annotations anew. Source: kyaml `yaml/rnode.go`, SetAnnotations. */
export function withAnnotations(layout: GoNode, annotations: ReadonlyMap<string, string>): GoNode {
  const metadata = withoutGoField(goField(layout, 'metadata') ?? madeMap([]), 'annotations');
  const keys = [...annotations.keys()].sort((a, b) => (a < b ? -1 : 1));
  const content = keys.flatMap((key) => [madeScalar(key), madeText(annotations.get(key) as string)]);
  return withGoField(layout, 'metadata', keys.length === 0 ? metadata : withGoField(metadata, 'annotations', madeMap(content)));
}

/** By their keys, as they stand. */
export function annotationTexts(layout: GoNode): readonly (readonly [key: string, text: string])[] {
  const { content } = goField(goField(layout, 'metadata'), 'annotations') ?? madeMap([]);
  return content.flatMap(({ value }, index) => (index % 2 === 0 ? [[value, content[index + 1]?.value ?? ''] as const] : []));
}

function changed(layout: GoNode, before: Node, after: Node): GoNode | undefined {
  if (before === after) return layout;
  if (after.kind === 'scalar') return scalarIn(layout, after);
  if (before.kind === 'map' && after.kind === 'map' && layout.kind === 'map') return mapIn(layout, before, after);
  if (before.kind !== 'list' || after.kind !== 'list' || layout.kind !== 'list' || before.items.length !== after.items.length)
    return undefined;
  const content = after.items.map((item, index) => changed(layout.content[index] as GoNode, before.items[index] as Node, item));
  return content.includes(undefined) ? undefined : { ...layout, content: content as GoNode[] };
}

function mapIn(layout: GoNode, before: MapNode, after: MapNode): GoNode | undefined {
  if (before.entries.some(({ key }) => child(after, key) === undefined)) return undefined;
  let result = layout;
  for (const { key, value } of after.entries) {
    const old = child(before, key);
    if (old === value) continue;
    const known = goField(result, key);
    const made = known === undefined ? created(value) : changed(known, old ?? emptyOf(value), value);
    if (made === undefined) return undefined;
    result = withGoField(result, key, made);
  }
  return result;
}

/** kustomize has a map where it remembers something, and nothing that is to be seen. */
function emptyOf(value: Node): Node {
  return value.kind === 'map' ? { ...value, entries: [] } : value;
}

/** What each step says of the type of what it sets. */
const TAGS: Readonly<Partial<Record<Step, string>>> = {
  prefix: '',
  suffix: '',
  image: '',
  namespace: '!!str',
  label: '!!str',
  annotation: '!!str',
  replicas: '!!int',
};

/** A scalar that is set anew keeps its style. Source: kyaml `yaml/fns.go`, FieldSetter. */
function scalarIn(layout: GoNode, { text, origin }: ScalarNode): GoNode | undefined {
  const tag = TAGS[origin.step];
  return tag === undefined || layout.kind !== 'scalar' ? undefined : madeScalar(text, tag, layout.style);
}

function created(value: Node): GoNode | undefined {
  const { step } = value.origin;
  const tag = TAGS[step];
  if (tag === undefined || value.kind === 'list') return undefined;
  const isPair = step === 'label' || step === 'annotation';
  if (value.kind === 'scalar') return isPair ? madeText(value.text) : madeScalar(value.text, tag);
  // Of several places that labels make it is not known in which order.
  if (isPair && value.entries.some((entry) => entry.value.kind !== 'scalar')) return undefined;
  let map: GoNode | undefined = madeMap([]);
  for (const { key, value: inner } of value.entries) {
    const made = created(inner);
    if (made === undefined || map === undefined) return undefined;
    map = withGoField(map, key, made);
  }
  return map;
}
