// Values that SOPS encrypted in Git: the controller decrypts them, and nothing here does unless the user asks, so they are neither equal nor different.
import type { Failure, Json, JsonObject, Path } from '../model';
import { encodeText } from '../normalise/base64';
import { isList, isObject, mapValues, valueAt, without } from '../normalise/json-values';
import { isSopsValue } from '../normalise/mask-object';
import { encryptedFormat } from '../render/flux/decryption/question';
import { decodeBase64 } from '../yaml/base64';

export interface Opened {
  /** As the controller would apply it, as far as can be known: encrypted values are the live ones where there are any. */
  readonly manifest: JsonObject;
  /** Where a live value stands for an encrypted one: there nobody knows whether they differ. */
  readonly encrypted: readonly Path[];
}

export function isEncrypted(manifest: JsonObject): boolean {
  return isObject(manifest.sops) && typeof manifest.sops.mac === 'string';
}

/** Puts live values in the places of encrypted ones, so that everything else of the object can still be compared. */
export function withLiveValues(manifest: JsonObject, live: JsonObject | undefined): Opened {
  const encrypted: Path[] = [];
  const plain = without(manifest, ['sops']);
  const isSecret = plain.kind === 'Secret';
  const opened = mapValues(plain, (value, key) => {
    if (isSecret && (key === 'data' || key === 'stringData') && isObject(value)) return openData(value, key, live, encrypted);
    return open(value, live?.[key], [key], encrypted);
  });
  return { manifest: isSecret ? dataInOne(opened, encrypted) : opened, encrypted };
}

/**
 * Where values of a Secret are whole encrypted files, as a generator takes them before anything is decrypted. In the cluster it has other
 * values, and another name where that has a hash of them: nothing of it can be compared.
 */
export function encryptedFiles({ kind, data }: JsonObject): readonly Path[] {
  if (kind !== 'Secret' || !isObject(data)) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const text = typeof value === 'string' ? decodeBase64(value) : undefined;
    return text === undefined || encryptedFormat(text) === undefined ? [] : [['data', key]];
  });
}

export function encryptedReason(paths: readonly Path[]): Failure {
  return { code: 'notDecrypted', subject: paths.map((path) => path.join('.')).join(', ') };
}

function open(value: Json, live: Json | undefined, path: Path, encrypted: Path[]): Json {
  if (typeof value === 'string') {
    if (!isSopsValue(value) || live === undefined) return value;
    encrypted.push(path);
    return live;
  }
  if (isList(value)) return value.map((item, index) => open(item, isList(live) ? live[index] : undefined, [...path, index], encrypted));
  if (!isObject(value)) return value;
  return mapValues(value, (item, key) => open(item, isObject(live) ? live[key] : undefined, [...path, key], encrypted));
}

/** A live Secret has all of its values in `data`, in base64. */
function openData(values: JsonObject, field: string, live: JsonObject | undefined, encrypted: Path[]): JsonObject {
  return mapValues(values, (value, key) => {
    if (typeof value !== 'string' || !isSopsValue(value)) return value;
    const current = valueAt(live, 'data', key);
    if (current !== undefined) encrypted.push(['data', key]);
    if (current !== undefined) return current;
    // Not in the cluster at all, which is a difference whatever it decrypts to. The server wants base64 in `data`.
    return field === 'data' ? encodeText(value) : value;
  });
}

/** Live values that came in place of `stringData` are base64 already. */
function dataInOne(secret: JsonObject, encrypted: readonly Path[]): JsonObject {
  if (!isObject(secret.stringData)) return secret;
  const opened = new Set(encrypted.map((path) => String(path[1])));
  const moved = Object.entries(secret.stringData).filter(([key]) => opened.has(key));
  const data = { ...(isObject(secret.data) ? secret.data : {}), ...Object.fromEntries(moved) };
  return { ...secret, data, stringData: without(secret.stringData, [...opened]) };
}
