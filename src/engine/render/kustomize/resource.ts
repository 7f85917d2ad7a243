// An object on its way through a build, with what kustomize remembers of it: earlier names, prefixes, and whether its name gets a hash.
import type { MapNode, Node, Origin, ScalarNode } from '../../model';
import { child, text, withChild } from '../../yaml/access';
import { followed, withRememberedIn } from './layout/follow';
import type { GoNode } from './layout/go-node';
import { isNamespaced, type Scopes } from './schema/scope';
import { markSecret } from './secret';

export interface ObjectId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** Empty where the manifest names none. */
  readonly namespace: string;
  /** Whether the kind is certainly cluster-scoped by the bundled API. */
  readonly clusterScoped: boolean;
}

/** An id that the object had before a transformer changed it. Group and version are always those of now. */
export interface PreviousId {
  readonly kind: string;
  readonly name: string;
  /** The effective namespace. */
  readonly namespace: string;
}

export interface Resource {
  readonly node: MapNode;
  readonly id: ObjectId;
  /** The oldest first. */
  readonly previous: readonly PreviousId[];
  /** The innermost first. */
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** The generator entry that asks for a hash in the name. */
  readonly hash?: Origin;
  /** The `behavior` of the generator entry that made the object, where it has one. */
  readonly generator?: string;
  /** Another generator has merged into it. */
  readonly joined?: true;
  /** What patches were allowed to change in it: kustomize marks that in annotations. */
  readonly allowed?: readonly ('allowNameChange' | 'allowKindChange')[];
  /** The items of `resources` and `components` that lead to it, the innermost first. */
  readonly via?: readonly Origin[];
  /** Scalars that stand in several places and change together. */
  readonly aliases?: readonly ScalarNode[];
  /** Names of vars that read from this object. */
  readonly variables?: readonly string[];
  /** The last kind of patch that named or selected it: each sets other fields anew, also where it changes nothing. */
  readonly patched?: 'named' | 'selected' | 'json';
  /** Set where a schema of the tree knows scopes of kinds. */
  readonly scopes?: Scopes;
  /** How kustomize keeps the object, where the hash in its name is made from that, and as long as it is known. */
  readonly layout?: GoNode;
}

/** The namespace that kustomize gives cluster-scoped objects when it compares ids. */
export const NO_NAMESPACE = '_non_namespaceable_';

export function createResource(node: MapNode, scopes?: Scopes): Resource {
  const resource = { node, id: idOf(node, scopes), ...recordedHistory(node) };
  return scopes === undefined ? resource : { ...resource, scopes };
}

/**
 * What kustomize remembers of an object it keeps in annotations while it builds, and so a source may hold it too.
 * Source: kustomize `api/resource/resource.go`.
 */
function recordedHistory(node: MapNode): Pick<Resource, 'previous' | 'prefixes' | 'suffixes'> {
  const annotations = child(child(node, 'metadata'), 'annotations');
  const hasAny = annotations?.kind === 'map' && annotations.entries.some(({ key }) => key.startsWith(INTERNAL));
  if (!hasAny) return { previous: [], prefixes: [], suffixes: [] };
  const list = (name: string) => (text(child(annotations, `${INTERNAL}${name}`)) ?? '').split(',').filter((one) => one !== '');
  const [kinds, namespaces] = [list('previousKinds'), list('previousNamespaces')];
  const previous = list('previousNames').map((name, i) => ({ name, kind: kinds[i] ?? '', namespace: namespaces[i] ?? '' }));
  return { previous, prefixes: list('prefixes'), suffixes: list('suffixes') };
}

/** The annotations in which kustomize keeps what it remembers begin with this. */
export const INTERNAL = 'internal.config.kubernetes.io/';

/** The resource, seen with other scopes of kinds. */
export function withScopes(resource: Resource, scopes: Scopes): Resource {
  return resource.scopes === scopes ? resource : { ...resource, scopes, id: idOf(resource.node, scopes) };
}

/** The resource with another manifest. What a patch adds to a Secret is marked at once: a replacement may copy it in the very next step. */
export function withNode(resource: Resource, changed: MapNode): Resource {
  if (changed === resource.node) return resource;
  const node = markSecret(changed);
  const sameId =
    child(node, 'metadata') === child(resource.node, 'metadata') &&
    child(node, 'kind') === child(resource.node, 'kind') &&
    child(node, 'apiVersion') === child(resource.node, 'apiVersion');
  const result = { ...resource, node, id: sameId ? resource.id : idOf(node, resource.scopes) };
  return resource.layout === undefined ? result : withLayout(result, followed(resource.layout, resource.node, node));
}

/** @param layout undefined where it is not known. */
export function withLayout(resource: Resource, layout: GoNode | undefined): Resource {
  if (layout !== undefined) return { ...resource, layout };
  const { layout: _, ...rest } = resource;
  return rest;
}

/** The resource, with its id of now remembered as a previous one. */
export function rememberId(resource: Resource): Resource {
  const { kind, name } = resource.id;
  const namespace = effectiveNamespace(resource.id);
  const result = { ...resource, previous: [...resource.previous, { kind, name, namespace }] };
  return remembered(result, ['previousNames', name], ['previousNamespaces', namespace], ['previousKinds', kind]);
}

/** The resource, with its name remembered as changed by a prefix or suffix. */
export function rememberAffix(resource: Resource, step: 'prefix' | 'suffix', text: string): Resource {
  const { prefixes, suffixes } = resource;
  if (step === 'prefix') return remembered({ ...resource, prefixes: [...prefixes, text] }, ['prefixes', text]);
  return remembered({ ...resource, suffixes: [...suffixes, text] }, ['suffixes', text]);
}

function remembered(resource: Resource, ...facts: readonly (readonly [name: string, text: string])[]): Resource {
  if (resource.layout === undefined) return resource;
  const named = facts.map(([name, text]) => [`${INTERNAL}${name}`, text] as const);
  return { ...resource, layout: withRememberedIn(resource.layout, named) };
}

export function effectiveNamespace(id: ObjectId): string {
  if (id.clusterScoped) return NO_NAMESPACE;
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Equal for two ids exactly when kustomize takes them for the same object. */
export function idKey(id: ObjectId): string {
  return `${effectiveNamespace(id)}\0${id.group}\0${id.version}\0${id.kind}\0${id.name}`;
}

/** The keys of all ids that the object ever had, the one of now included. */
export function allIdKeys(resource: Resource): string[] {
  const { group, version } = resource.id;
  const keys = resource.previous.map((id) => `${previousNamespace(id)}\0${group}\0${version}\0${id.kind}\0${id.name}`);
  keys.push(idKey(resource.id));
  return keys;
}

export function previousNamespace(id: PreviousId): string {
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Name, kind and effective namespace as they were when the object was read. */
export function originalId(resource: Resource): PreviousId {
  return resource.previous[0] ?? { kind: resource.id.kind, name: resource.id.name, namespace: effectiveNamespace(resource.id) };
}

/** `Deployment shop/web`, for failures. */
export function describe(id: ObjectId): string {
  return `${id.kind} ${id.namespace === '' ? '' : `${id.namespace}/`}${id.name}`;
}

export function idOf(node: MapNode, scopes?: Scopes): ObjectId {
  const apiVersion = text(child(node, 'apiVersion')) ?? '';
  const kind = text(child(node, 'kind')) ?? '';
  const metadata = child(node, 'metadata');
  const slash = apiVersion.indexOf('/');
  return {
    group: slash === -1 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    name: text(child(metadata, 'name')) ?? '',
    namespace: namespaceText(child(metadata, 'namespace')),
    clusterScoped: isNamespaced(apiVersion, kind, scopes) === false,
  };
}

function namespaceText(node: Node | undefined): string {
  return node?.kind === 'scalar' && node.untyped ? node.text : (text(node) ?? '');
}

/** The manifest with one field of its metadata replaced. */
export function withMetadata(node: MapNode, field: string, value: Node): MapNode {
  const metadata = child(node, 'metadata');
  if (metadata?.kind !== 'map') {
    return withChild(node, 'metadata', { kind: 'map', entries: [{ key: field, value }], origin: value.origin });
  }
  return withChild(node, 'metadata', withChild(metadata, field, value));
}
