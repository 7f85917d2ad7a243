// Decrypts an object that SOPS encrypted, and single values of a Secret: every value keeps its place in Git, and is a secret from then on.
import type { MapNode, Node, ScalarNode } from '../../../model';
import { at, child, text, withChild } from '../../../yaml/access';
import { decodeBase64 } from '../../../yaml/base64';
import { toJson } from '../../../yaml/json';
import { readDocuments } from '../../../yaml/read';
import { type Asking, ask, type Decrypted, isAsked } from './ask';
import { encryptedFormat, formatOf } from './question';

const SWITCH = 'kustomize.toolkit.fluxcd.io/decrypt';

/** SOPS adds a `sops` block with a message authentication code to what it encrypts. */
export function isEncrypted(object: MapNode): boolean {
  return at(child(object, 'sops'), ['mac']) !== undefined;
}

export function isLeftEncrypted(object: MapNode): boolean {
  return text(at(object, ['metadata', 'annotations', SWITCH]))?.toLowerCase() === 'disabled';
}

/** The object as the controller has it once it has decrypted; what is not decrypted stays as it is, its values marked. */
export function decryptObject(object: MapNode, asking: Asking): MapNode {
  if (isLeftEncrypted(object)) return markEncrypted(object);
  if (!isEncrypted(object)) return text(child(object, 'kind')) === 'Secret' ? decryptData(object, asking) : object;
  const what = { from: 'json', to: 'json', content: JSON.stringify(toJson(object), bigintText) } as const;
  // An encrypted object says itself what it is: nothing is wrong where nobody asked.
  const decrypted = isAsked(asking, what) ? ask(asking, what, nameOf(object), (child(object, 'sops') ?? object).origin) : undefined;
  if (decrypted === undefined) return markEncrypted(object);
  const [plain] = readDocuments(decrypted.text, object.origin.file).documents;
  const entries = object.entries.filter(({ key }) => key !== 'sops');
  return plain === undefined ? markEncrypted(object) : (filled({ ...object, entries }, plain) as MapNode);
}

/** The object, encrypted scalars marked: what is behind them must not be shown once somebody decrypts it either. */
export function markEncrypted(object: MapNode): MapNode {
  if (!isEncrypted(object)) return object;
  const entries = object.entries.map((entry) => (entry.key === 'sops' ? entry : { key: entry.key, value: mark(entry.value) }));
  return { ...object, entries };
}

/** A value of a Secret may be the text of an encrypted file, such as a generator took before it was decrypted. */
function decryptData(secret: MapNode, asking: Asking): MapNode {
  const data = child(secret, 'data');
  if (data?.kind !== 'map') return secret;
  const entries = data.entries.map((entry) => {
    const { key, value } = entry;
    const encoded = value.kind === 'scalar' ? decodeBase64(value.text) : undefined;
    const from = encoded === undefined ? undefined : encryptedFormat(encoded);
    if (value.kind !== 'scalar' || encoded === undefined || from === undefined) return entry;
    const decrypted = ask(asking, { from, to: formatOf(key), content: encoded }, `${nameOf(secret)}: ${key}`, value.origin);
    return decrypted === undefined ? entry : { ...entry, value: { ...value, text: encodeBytes(decrypted), secret: true as const } };
  });
  return entries.every((entry, index) => entry === data.entries[index]) ? secret : withChild(secret, 'data', { ...data, entries });
}

const ENCRYPTED = /^ENC\[[^\]]*\]$/s;

/** Each encrypted scalar with what stands at its place in the decrypted object. */
function filled(node: Node, plain: Node): Node {
  if (node.kind === 'scalar') {
    if (!ENCRYPTED.test(node.text)) return node;
    return plain.kind === 'scalar' ? { ...plain, origin: node.origin, secret: true } : node;
  }
  if (node.kind === 'list') {
    const others = plain.kind === 'list' ? plain.items : [];
    return { ...node, items: node.items.map((item, index) => (others[index] === undefined ? item : filled(item, others[index]))) };
  }
  return {
    ...node,
    entries: node.entries.map((entry) => {
      const other = child(plain, entry.key);
      return other === undefined ? entry : { ...entry, value: filled(entry.value, other) };
    }),
  };
}

function mark(node: Node): Node {
  if (node.kind === 'scalar') return ENCRYPTED.test(node.text) ? ({ ...node, secret: true } satisfies ScalarNode) : node;
  if (node.kind === 'list') return { ...node, items: node.items.map(mark) };
  return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: mark(value) })) };
}

function nameOf(object: MapNode): string {
  return `${text(child(object, 'kind')) ?? ''} ${text(at(object, ['metadata', 'name'])) ?? ''}`;
}

function encodeBytes({ text: plain, bytes = new TextEncoder().encode(plain) }: Decrypted): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
