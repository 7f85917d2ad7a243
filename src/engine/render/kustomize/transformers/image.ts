// images: names, tags and digests of container images.
import { FailureError, type MapNode, type Node, type Origin, type ScalarNode } from '../../../model';
import { child, withChild } from '../../../yaml/access';
import { compilePattern, ExpressionError, type Pattern } from '../../go-expressions';
import type { TransformerConfig } from '../config';
import { editField, type FieldSpec, selects } from '../field-spec';
import { mapsField, stringField } from '../kustomization';
import { type Resource, withNode } from '../resource';
import { attempt, noteUse, type Scope, warnAt } from '../scope';
import { decided, type Influence, replaced, scalarOrigins, untypedTag } from '../values';

interface Image {
  /** Undefined when the name is no valid pattern; kustomize then matches nothing. */
  readonly pattern: Pattern | undefined;
  readonly newName: ScalarNode | undefined;
  readonly newTag: ScalarNode | undefined;
  readonly digest: ScalarNode | undefined;
  readonly tagSuffix: ScalarNode | undefined;
  /** Its name. */
  readonly by: readonly Origin[];
  /** Told of each container that uses the image. */
  readonly onUse: () => void;
  readonly entry: MapNode;
}

export function setImages(scope: Scope, fields: MapNode, resources: readonly Resource[], config: TransformerConfig): readonly Resource[] {
  let result = resources;
  for (const entry of mapsField(fields, 'images')) {
    let isUsed = false;
    const image = imageOf(entry, () => {
      isUsed = true;
    });
    result = result.map((resource) => attempt(scope, entry, () => setImage(resource, image, config.images), resource));
    const name = stringField(entry, 'name') ?? entry;
    if (isUsed) noteUse(scope, name, 'imageMatchesNothing');
    else warnAt(scope, name, { code: 'imageMatchesNothing', subject: name.kind === 'scalar' ? name.text : '' });
  }
  return result;
}

/**
 * Twice over, as kustomize does: every `containers` and `initContainers` list anywhere, and then the field specs.
 * With a `tagSuffix` the second pass adds it a second time. Source: kustomize `api/internal/builtins/ImageTagTransformer.go`.
 */
function setImage(resource: Resource, image: Image, specs: readonly FieldSpec[]): Resource {
  if (resource.id.kind === 'CustomResourceDefinition' || image.pattern === undefined) return resource;
  let node = setInContainers(resource.node, image) as MapNode;
  for (const spec of specs) {
    if (!selects(spec, resource.id)) continue;
    node = editField(node, spec, { origin: decided(node.origin, 'image'), set: (value) => updated(value, image) });
  }
  return withNode(resource, node);
}

function setInContainers(node: Node, image: Image): Node {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') {
    const items = node.items.map((item) => setInContainers(item, image));
    return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
  }
  let result = node;
  for (const { key, value } of node.entries) {
    const inner = setInContainers(value, image);
    const isList = (key === 'containers' || key === 'initContainers') && inner.kind === 'list';
    const after = isList ? setInList(inner, image) : inner;
    if (after !== value) result = withChild(result, key, after);
  }
  return result;
}

function setInList(list: Node & { readonly kind: 'list' }, image: Image): Node {
  const items = list.items.map((container) => {
    if (container.kind === 'scalar' && container.tag === 'null') return container;
    if (container.kind !== 'map') throw invalid(container, 'containers', 'a container must be a map');
    const value = child(container, 'image');
    return value === undefined ? container : withChild(container, 'image', updated(value, image));
  });
  return items.every((item, i) => item === list.items[i]) ? list : { ...list, items };
}

function updated(value: Node, image: Image): Node {
  if (value.kind === 'scalar' && value.tag === 'null') return value;
  if (value.kind !== 'scalar') throw invalid(value, 'image', 'must be a string');
  if (!image.pattern?.test(value.text)) return value;
  image.onUse();
  const parts = splitImage(value.text);
  const name = image.newName?.text ?? parts.name;
  let { tag, digest } = parts;
  if (image.newTag !== undefined || image.digest !== undefined) {
    tag = image.newTag?.text ?? '';
    digest = image.digest?.text ?? '';
  } else if (image.tagSuffix !== undefined) {
    tag += image.tagSuffix.text;
    digest = '';
  }
  const text = `${name}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
  // A name alone is set as well: `nginx:` becomes `nginx`, and a validator sees that it was set.
  const field = image.newTag ?? image.digest ?? image.tagSuffix ?? image.newName ?? image.entry;
  // The second pass finds what the first one wrote: that overrides what the first one overrode.
  const { file, line, column, overrode } = value.origin;
  const again = value.origin.step === 'image' && file === field.origin.file && line === field.origin.line && column === field.origin.column;
  const before = again && overrode !== undefined ? { ...value, origin: overrode } : value;
  return replaced(before, text, untypedTag(value, text), field.origin, 'image', influenceOf(image, field));
}

/** The old value's name or tag may be left, and in any case its name was what matched. */
function influenceOf(image: Image, field: Node): Influence {
  const replacesAll = image.newName !== undefined && (image.newTag ?? image.digest) !== undefined;
  const others = [image.newName, image.digest].filter((one) => one !== undefined && one !== field);
  return { kept: replacesAll ? 'key' : 'part', from: scalarOrigins(...others), by: image.by };
}

function imageOf(entry: MapNode, onUse: () => void): Image {
  return {
    onUse,
    by: scalarOrigins(child(entry, 'name')),
    pattern: imagePattern(stringField(entry, 'name')?.text ?? ''),
    newName: stringField(entry, 'newName'),
    newTag: stringField(entry, 'newTag'),
    digest: stringField(entry, 'digest'),
    tagSuffix: stringField(entry, 'tagSuffix'),
    entry,
  };
}

/** The name goes into the pattern as it is, unescaped. Source: kustomize `api/internal/image/image.go`. */
function imagePattern(name: string): Pattern | undefined {
  try {
    return compilePattern('^', name, '(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?$');
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** Source: kustomize `api/internal/image/image.go`, Split. */
export function splitImage(image: string): { name: string; tag: string; digest: string } {
  const slash = Math.max(0, image.indexOf('/'));
  const at = image.indexOf('@', slash);
  const colon = image.indexOf(':', slash);
  if (at >= 0 && (colon < 0 || at < colon)) return { name: image.slice(0, at), tag: '', digest: image.slice(at + 1) };
  if (colon < 0) return { name: image, tag: '', digest: '' };
  if (at < 0) return { name: image.slice(0, colon), tag: image.slice(colon + 1), digest: '' };
  return { name: image.slice(0, colon), tag: image.slice(colon + 1, at), digest: image.slice(at + 1) };
}

function invalid(node: Node, subject: string, detail: string): FailureError {
  const { file, line, column } = node.origin;
  return new FailureError({ code: 'objectInvalid', file, line, column, subject, detail });
}
