// Sprig's functions on keys and passwords that have one result: those that are given everything they need.
import { cbc } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOf, GoError, GoStruct, stringOf, type Value } from '../go/values';
import { type Family, fn, int, text } from './define';

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
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(encrypted), (character) => character.charCodeAt(0));
  } catch {
    throw new GoError('illegal base64 data at input byte 0');
  }
  const key = new Uint8Array(32);
  key.set(bytesOf(password).subarray(0, 32));
  try {
    return stringOf(cbc(key, bytes.subarray(0, 16)).decrypt(bytes.subarray(16)));
  } catch (error) {
    throw new GoError(error instanceof Error ? error.message : String(error));
  }
}

function customCertificate(cert: string, key: string): GoStruct {
  const decode = (value: string, what: string): string => {
    try {
      return atob(value);
    } catch {
      throw new GoError(`unable to decode base64 ${what}`);
    }
  };
  const fields: [string, Value][] = [
    ['Cert', decode(cert, 'certificate')],
    ['Key', decode(key, 'private key')],
  ];
  return new GoStruct('sprig.certificate', new Map(fields));
}
