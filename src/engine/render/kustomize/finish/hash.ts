// Appends the hash of a generated object's content to its name.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { FailureError, type Json, type MapNode } from '../../../model';
import { child } from '../../../yaml/access';
import { toJson } from '../../../yaml/json';
import { formatFloat } from '../../../yaml/numbers';
import { goJson } from '../go-json';
import { type GoNode, goNodeJson } from '../layout/go-node';
import { type Resource, rememberId, withMetadata, withNode } from '../resource';
import { attempt, type Scope } from '../scope';
import { rawText, replaced, scalarOrigins, untypedTag } from '../values';

/** The resources with those hashes; one that cannot be told is noted at the field that stands in the way. */
export function addHashes(scope: Scope, resources: readonly Resource[]): readonly Resource[] {
  return resources.map((resource) => {
    const { hash } = resource;
    return hash === undefined ? resource : attempt(scope, resource.node, () => hashed(resource, hash), resource);
  });
}

function hashed(resource: Resource, at: NonNullable<Resource['hash']>): Resource {
  const name = child(child(resource.node, 'metadata'), 'name');
  if (name === undefined) return resource;
  const text = `${rawText(name)}-${contentHash(resource.node, resource.layout)}`;
  const from = scalarOrigins(...['data', 'binaryData', 'stringData', 'type'].map((content) => child(resource.node, content)));
  const hashedName = replaced(name, text, untypedTag(name, text), at, 'hash', { kept: 'part', from });
  return withNode(rememberId(resource), withMetadata(resource.node, 'name', hashedName));
}

/**
 * Ten characters from the SHA-256 of Go's JSON of kind, data and type. The name is always empty in it, as kustomize looks it up in a way that
 * never finds it. Of any other kind than ConfigMap and Secret it is the JSON of how kustomize keeps the object. Source: kustomize `api/hasher/hasher.go`.
 * @throws FailureError `unsupported` for another kind where that is not known.
 */
export function contentHash(object: MapNode, layout?: GoNode): string {
  const hex = bytesToHex(sha256(new TextEncoder().encode(hasContentHash(object) ? contentJson(object) : layoutJson(object, layout))));
  return hex.slice(0, 10).replace(/[013ae]/g, (digit) => HASH_LETTERS[digit] as string);
}

/** Whether the hash in the name of such an object is made of what it holds. */
export function hasContentHash(object: MapNode): boolean {
  const kind = child(object, 'kind');
  return kind?.kind === 'scalar' && (kind.text === 'ConfigMap' || kind.text === 'Secret');
}

function layoutJson(object: MapNode, layout: GoNode | undefined): string {
  if (layout !== undefined) return goNodeJson(layout);
  const kind = child(object, 'kind') ?? object;
  const { file, line, column } = kind.origin;
  throw new FailureError({
    code: 'unsupported',
    file,
    line,
    column,
    subject: `The hash in the name of a generated ${rawText(kind)}`,
    detail: NOT_FOLLOWED,
  });
}

const NOT_FOLLOWED =
  'a JSON patch, or one strategic merge patch without comments, tags and anchors, has to make it one, and after that nothing but names, the namespace, ' +
  'and labels and annotations of the object itself may change. Let the patch do it in the kustomization that generates the object, or set disableNameSuffixHash';

function contentJson(object: MapNode): string {
  const kind = rawText(child(object, 'kind') ?? object);
  const isSecret = kind === 'Secret';
  const content: Record<string, Json> = { kind, name: '', data: field(object, 'data') };
  if (isSecret) content.type = field(object, 'type');
  const extra = isSecret ? 'stringData' : 'binaryData';
  if (child(object, extra)?.kind === 'map') content[extra] = field(object, extra);
  return goJson(content, { big: (value) => formatFloat(Number(value)) });
}

/** So that no hash spells a word or looks like a number. */
const HASH_LETTERS: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

function field(object: MapNode, name: string): Json {
  const value = child(object, name);
  if (value === undefined) return '';
  return value.kind === 'scalar' ? value.text : toJson(value);
}
