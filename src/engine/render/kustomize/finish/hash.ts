// Appends the hash of a generated object's content to its name.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { FailureError, type Json, type MapNode } from '../../../model';
import { child } from '../../../yaml/access';
import { toJson } from '../../../yaml/json';
import { formatFloat } from '../../../yaml/numbers';
import { goJson } from '../go-json';
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
  const text = `${rawText(name)}-${contentHash(resource.node)}`;
  const from = scalarOrigins(...['data', 'binaryData', 'stringData', 'type'].map((content) => child(resource.node, content)));
  const hashedName = replaced(name, text, untypedTag(name, text), at, 'hash', { kept: 'part', from });
  return withNode(rememberId(resource), withMetadata(resource.node, 'name', hashedName));
}

/**
 * Ten characters from the SHA-256 of Go's JSON of kind, data and type. The name is always empty in it, as kustomize looks it up in a way that
 * never finds it. Source: kustomize `api/hasher/hasher.go`.
 * @throws FailureError `unsupported` for what a patch made of neither a ConfigMap nor a Secret: kustomize hashes how it keeps such an object in memory.
 */
export function contentHash(object: MapNode): string {
  const kind = rawText(child(object, 'kind') ?? object);
  const isSecret = kind === 'Secret';
  if (!isSecret && kind !== 'ConfigMap') {
    const { file, line, column } = (child(object, 'kind') ?? object).origin;
    throw new FailureError({
      code: 'unsupported',
      file,
      line,
      column,
      subject: kind,
      detail: 'a hash in the name of another kind than ConfigMap and Secret',
    });
  }
  const content: Record<string, Json> = { kind, name: '', data: field(object, 'data') };
  if (isSecret) content.type = field(object, 'type');
  const extra = isSecret ? 'stringData' : 'binaryData';
  if (child(object, extra)?.kind === 'map') content[extra] = field(object, extra);
  const hex = bytesToHex(sha256(new TextEncoder().encode(goJson(content, { big: (value) => formatFloat(Number(value)) }))));
  return hex.slice(0, 10).replace(/[013ae]/g, (digit) => HASH_LETTERS[digit] as string);
}

/** So that no hash spells a word or looks like a number. */
const HASH_LETTERS: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

function field(object: MapNode, name: string): Json {
  const value = child(object, name);
  if (value === undefined) return '';
  return value.kind === 'scalar' ? value.text : toJson(value);
}
