// The nodes of an object that a strategic merge patch has merged into: those of the patch lie in it where they have taken a place.
import { annotationTexts, withAnnotations } from './follow';
import { type GoNode, goField, isOtherType, madeMap, madeScalar, madeText, STYLE, withGoField, withoutGoField } from './go-node';

export interface Merge {
  /** The names of the annotations by which kustomize marks what the patch may change. */
  readonly allowed: readonly string[];
  readonly apiVersion: string;
  readonly keepsName: boolean;
}

/**
 * A patch of selected objects over an object that no schema knows lists of.
 * Source: kustomize `api/resmap/reswrangler.go` and `api/resource/resource.go`, ApplySmPatch; kyaml `yaml/merge2` and `yaml/walk`.
 * @param object which remembers its id already.
 * @returns undefined for a patch with directives, or with lists in its metadata, which are merged in ways of their own.
 */
export function mergedLayout(object: GoNode, patch: GoNode, { allowed, apiVersion, keepsName }: Merge): GoNode | undefined {
  const given = goField(patch, 'metadata');
  if (hasDirective(patch) || (given !== undefined && hasList(given))) return undefined;
  const adapted = adaptedPatch(patch, allowed, apiVersion);
  const result = mergeMap(object, adapted);
  const metadata = goField(result, 'metadata') ?? madeMap([]);
  const before = goField(object, 'metadata');
  let kept = metadata;
  if (keepsName) kept = withTextOf(kept, 'name', goField(before, 'name')?.value ?? '');
  const namespace = goField(before, 'namespace')?.value ?? '';
  kept = namespace === '' ? withoutGoField(kept, 'namespace') : withTextOf(kept, 'namespace', namespace);
  return withGoField(result, 'metadata', kept);
}

/** kustomize gives each patch the version of its object, and sets its metadata anew. */
function adaptedPatch(patch: GoNode, allowed: readonly string[], apiVersion: string): GoNode {
  let metadata = goField(patch, 'metadata') ?? madeMap([]);
  const labels = textsOf(goField(metadata, 'labels'));
  metadata = withoutGoField(metadata, 'labels');
  if (labels.length > 0)
    metadata = withGoField(metadata, 'labels', madeMap(labels.flatMap(([key, text]) => [madeScalar(key), madeText(text)])));
  const marks = allowed.map((name) => [name, 'enabled'] as const);
  const annotated = withAnnotations(withGoField(patch, 'metadata', metadata), new Map([...annotationTexts(patch), ...marks]));
  metadata = goField(annotated, 'metadata') as GoNode;
  metadata = withTextOf(metadata, 'name', goField(metadata, 'name')?.value ?? '');
  const namespace = goField(metadata, 'namespace')?.value ?? '';
  metadata = namespace === '' ? withoutGoField(metadata, 'namespace') : withTextOf(metadata, 'namespace', namespace);
  const kind = goField(patch, 'kind')?.value ?? '';
  return withTextOf(withTextOf(withGoField(annotated, 'metadata', metadata), 'kind', kind), 'apiVersion', apiVersion);
}

function textsOf(map: GoNode | undefined): readonly (readonly [key: string, text: string])[] {
  const { content } = map ?? madeMap([]);
  const pairs = content.flatMap(({ value }, index) => (index % 2 === 0 ? [[value, content[index + 1]?.value ?? ''] as const] : []));
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A text that kustomize sets without a type keeps the style of what was there. */
function withTextOf(map: GoNode, key: string, text: string): GoNode {
  return withGoField(map, key, madeScalar(text, '', goField(map, key)?.style ?? 0));
}

/** What both make of a field; undefined where it goes. */
function merge(object: GoNode | undefined, patch: GoNode | undefined): GoNode | undefined {
  if (isNull(object)) return isNull(patch) ? undefined : (patch as GoNode).kind === 'map' ? mergeMap(patch as GoNode, patch) : patch;
  if (patch !== undefined && isNull(patch)) return undefined;
  return (object as GoNode).kind === 'map' ? mergeMap(object as GoNode, patch) : (patch ?? object);
}

function mergeMap(object: GoNode, patch: GoNode | undefined): GoNode {
  let result = object.content.length === 0 && patch !== undefined ? { ...object, style: patch.style } : object;
  const keys = new Set([...keysOf(object), ...keysOf(patch)].map(({ value }) => value));
  for (const key of [...keys].sort((a, b) => (a < b ? -1 : 1))) {
    const [before, given] = [goField(object, key), goField(patch, key)];
    const value = merge(before, given);
    result = value === undefined ? withoutGoField(result, key) : withMerged(result, key, quoted(value), before, given, patch);
  }
  return result;
}

/** What takes the place of another takes its style too; a key that is added keeps its own. Source: kyaml `yaml/fns.go`, FieldSetter. */
function withMerged(
  map: GoNode,
  key: string,
  value: GoNode,
  before: GoNode | undefined,
  given: GoNode | undefined,
  patch: GoNode | undefined,
): GoNode {
  if (before === undefined) {
    const style = keysOf(patch).find((one) => one.value === key)?.style ?? 0;
    return { ...map, content: [...map.content, madeScalar(key, '', style), value] };
  }
  const isReplaced = given !== undefined && given !== before && (before.kind !== 'map' || isNull(before));
  if (!isReplaced) return withGoField(map, key, value);
  const isEmptied = before.kind === 'list' && before.content.length === 0;
  return withGoField(map, key, { ...value, style: isEmptied ? given.style : before.style });
}

function quoted(value: GoNode): GoNode {
  const isText = value.kind === 'scalar' && value.style === 0 && (value.tag === '!!str' || value.tag === '');
  return isText && isOtherType(value.value) ? { ...value, style: STYLE.double } : value;
}

function isNull(node: GoNode | undefined): boolean {
  return node === undefined || node.tag === '!!null';
}

function keysOf(map: GoNode | undefined): readonly GoNode[] {
  return map?.kind === 'map' ? map.content.filter((_, index) => index % 2 === 0) : [];
}

function hasDirective(node: GoNode): boolean {
  return keysOf(node).some(({ value }) => value === '$patch') || node.content.some(hasDirective);
}

function hasList(node: GoNode): boolean {
  return node.kind === 'list' || node.content.some(hasList);
}
