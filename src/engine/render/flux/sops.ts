// SOPS-encrypted objects: rendered as they are, their encrypted values marked as secret.
import type { Failure, MapNode, Node } from '../../model';
import { at, child, text } from '../../yaml/access';
import { decodeBase64 } from '../../yaml/base64';

const ENCRYPTED = /^ENC\[[^\]]*\]$/s;

/** SOPS adds a `sops` block with a message authentication code to what it encrypts. */
export function isEncrypted(object: MapNode): boolean {
  return at(child(object, 'sops'), ['mac']) !== undefined;
}

/** The object, encrypted scalars marked: what is behind them must not be shown once somebody decrypts it either. */
export function markEncrypted(object: MapNode): MapNode {
  if (!isEncrypted(object)) return object;
  const entries = object.entries.map((entry) => (entry.key === 'sops' ? entry : { key: entry.key, value: mark(entry.value) }));
  return { ...object, entries };
}

/**
 * The controller decrypts the files of a secretGenerator before it builds; here the generated Secret holds what Git holds,
 * and a name that was hashed from it is not the one in the cluster.
 */
export function generatedFromEncrypted(object: MapNode): readonly Failure[] {
  const data = child(object, 'data');
  if (text(child(object, 'kind')) !== 'Secret' || data?.kind !== 'map' || isEncrypted(object)) return [];
  const entry = data.entries.find(({ value }) => decodeBase64(text(value) ?? '')?.includes('ENC[AES256_GCM,'));
  if (entry === undefined) return [];
  const { file, line, column } = entry.value.origin;
  const name = text(at(object, ['metadata', 'name'])) ?? '';
  const detail = `the Secret ${name} is generated from a file that SOPS encrypted: in the cluster it has other data, and another name where that is hashed`;
  return [{ code: 'unsupported', file, line, column, subject: 'Decryption of generator files', detail }];
}

function mark(node: Node): Node {
  if (node.kind === 'scalar') return ENCRYPTED.test(node.text) ? { ...node, secret: true } : node;
  if (node.kind === 'list') return { ...node, items: node.items.map(mark) };
  return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: mark(value) })) };
}
