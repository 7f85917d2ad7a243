// Sprig's functions on keys and passwords that have one result: those that are given everything they need.
import { cbc } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOf, GoError, GoStruct, stringOf, type Value } from '../go/values';
import { type Family, fn, int, text } from './define';
import { base64Bytes } from './digests';

export const KEYS: Family = {
  derivePassword: fn('uint32, string, string, string, string', ([counter, kind, password, user, site]) =>
    derivePassword(int(counter), text(kind), text(password), text(user), text(site)),
  ),
  decryptAES: fn('string, string', ([password, encrypted]) => decryptAes(text(password), text(encrypted))),
  buildCustomCert: fn('string, string', ([cert, key]) => customCertificate(text(cert), text(key))),
};

/** Templates of the "Master Password" algorithm, version 3, by the kind of password. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: [
    ...['CvcvnoCvcvCvcv', 'CvcvCvcvnoCvcv', 'CvcvCvcvCvcvno', 'CvccnoCvcvCvcv', 'CvccCvcvnoCvcv', 'CvccCvcvCvcvno', 'CvcvnoCvccCvcv'],
    ...['CvcvCvccnoCvcv', 'CvcvCvccCvcvno', 'CvcvnoCvcvCvcc', 'CvcvCvcvnoCvcc', 'CvcvCvcvCvccno', 'CvccnoCvccCvcv', 'CvccCvccnoCvcv'],
    ...['CvccCvccCvcvno', 'CvcvnoCvccCvcc', 'CvcvCvccnoCvcc', 'CvcvCvccCvccno', 'CvccnoCvcvCvcc', 'CvccCvcvnoCvcc', 'CvccCvcvCvccno'],
  ],
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
};

const CHARACTERS: Readonly<Record<string, string>> = {
  V: 'AEIOU',
  C: 'BCDFGHJKLMNPQRSTVWXYZ',
  v: 'aeiou',
  c: 'bcdfghjklmnpqrstvwxyz',
  A: 'AEIOUBCDFGHJKLMNPQRSTVWXYZ',
  a: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz',
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()',
};

const NAMESPACE = 'com.lyndir.masterpassword';

function derivePassword(counter: number, kind: string, password: string, user: string, site: string): string {
  const templates = TEMPLATES[kind];
  if (templates === undefined) return `cannot find password template ${kind}`;
  const salt = join([NAMESPACE, length(user), user]);
  const key = scrypt(bytesOf(password), salt, { N: 32_768, r: 8, p: 2, dkLen: 64 });
  const seed = hmac(sha256, key, join([NAMESPACE, length(site), site, bigEndian(counter)]));
  const template = templates[(seed[0] ?? 0) % templates.length] ?? '';
  return Array.from(template, (type, at) => {
    const from = CHARACTERS[type] ?? '';
    return from.charAt((seed[at + 1] ?? 0) % from.length);
  }).join('');
}

function join(parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? bytesOf(part) : part)]));
}

function length(value: string): Uint8Array {
  return bigEndian(bytesOf(value).length);
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.from([value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]);
}

function decryptAes(password: string, encrypted: string): Value {
  if (encrypted === '') return '';
  const bytes = base64Bytes(encrypted);
  if (typeof bytes === 'string') throw new GoError(bytes);
  if (bytes.length < BLOCK) throw new GoError(`runtime error: slice bounds out of range [:${BLOCK}] with capacity ${bytes.length}`);
  if (bytes.length % BLOCK !== 0) throw new GoError('crypto/cipher: input not full blocks');
  if (bytes.length === BLOCK) throw new GoError('runtime error: index out of range [-1]');
  const plain = cbc(aesKey(password), bytes.subarray(0, BLOCK), { disablePadding: true }).decrypt(bytes.subarray(BLOCK));
  // Sprig takes the last byte for the length of the padding, whatever it is.
  const end = plain.length - (plain.at(-1) ?? 0);
  if (end < 0) throw new GoError(`runtime error: slice bounds out of range [:${end}]`);
  return stringOf(plain.subarray(0, end));
}

const BLOCK = 16;

/** Sprig's key: the password, cut or filled with zeros to 32 bytes. */
export function aesKey(password: string): Uint8Array {
  const key = new Uint8Array(32);
  key.set(bytesOf(password).subarray(0, 32));
  return key;
}

/** Sprig looks into both; here the PEM around them is looked at, not what stands in the certificate or key. */
function customCertificate(cert: string, key: string): GoStruct {
  const certificate = decodedOr(cert, 'unable to decode base64 certificate');
  const privateKey = decodedOr(key, 'unable to decode base64 private key');
  if (pemType(certificate) === undefined) throw new GoError('unable to decode certificate');
  const type = pemType(privateKey);
  const wrong = type === undefined ? 'no PEM data in input' : wrongKey(type);
  if (wrong !== undefined) throw new GoError(`error parsing private key: ${wrong}`);
  const fields: [string, Value][] = [
    ['Cert', certificate],
    ['Key', privateKey],
  ];
  return new GoStruct('sprig.certificate', new Map(fields));
}

function decodedOr(value: string, message: string): string {
  const bytes = base64Bytes(value);
  if (typeof bytes === 'string') throw new GoError(message);
  return stringOf(bytes);
}

/** The type of the first PEM block of a text. */
function pemType(value: string): string | undefined {
  const [, type, body] = /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)-----END \1-----/.exec(value) ?? [];
  return body === undefined || typeof base64Bytes(body.replace(/^(?:[^\n]*: [^\n]*\n)+\n?|[ \t]/g, '')) === 'string' ? undefined : type;
}

function wrongKey(type: string): string | undefined {
  if (type === 'PRIVATE KEY') return undefined;
  if (!type.endsWith(' PRIVATE KEY')) return `no private key data in PEM block of type ${type}`;
  const kind = type.slice(0, -' PRIVATE KEY'.length);
  return ['RSA', 'EC', 'DSA'].includes(kind) ? undefined : `invalid private key type ${kind}`;
}
