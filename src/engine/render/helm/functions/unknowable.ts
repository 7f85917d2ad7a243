// Functions whose results nobody can know beforehand: random text, passwords, keys and certificates. Each gives a stand-in that stays the same from render to render.
import { cbc } from '@noble/ciphers/aes.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { formatValue } from '../go/format';
import { bytesOf, type CallContext, GoError, GoInt, GoStruct, type Value } from '../go/values';
import { ANY, type Family, fn, int, text } from './define';
import { toBase64 } from './digests';
import { aesKey } from './keys';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const LETTERS = LOWER + LOWER.toUpperCase();
const DIGITS = '0123456789';

export const UNKNOWABLE: Family = {
  randAlphaNum: fn('int', ([count], context) => characters('randAlphaNum', int(count), LETTERS + DIGITS, context)),
  randAlpha: fn('int', ([count], context) => characters('randAlpha', int(count), LETTERS, context)),
  randNumeric: fn('int', ([count], context) => characters('randNumeric', int(count), DIGITS, context)),
  randAscii: fn('int', ([count], context) => characters('randAscii', int(count), `${LETTERS}${DIGITS}!#$%&()*+,-./`, context)),
  randBytes: fn('int', ([count], context) => btoa(characters('randBytes', int(count), LETTERS + DIGITS, context))),
  randInt: fn('int, int', ([least, most], context) => {
    if (int(most) <= int(least)) throw new GoError('invalid argument to Intn');
    note(context, `randInt ${int(least)} ${int(most)}`);
    return new GoInt(BigInt(int(least)));
  }),
  shuffle: fn('string', ([value], context) => {
    note(context, 'shuffle');
    return value;
  }),
  uuidv4: fn('', (_args, context) => {
    const hex = hexOf(note(context, 'uuidv4'));
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }),
  bcrypt: fn('string', ([value], context) => `$2a$10$${characters(`bcrypt ${digest(text(value))}`, 53, LETTERS + DIGITS, context)}`),
  htpasswd: fn('string, string', ([user, password], context) => {
    if (text(user).includes(':')) return `invalid username: ${text(user)}`;
    const seed = `htpasswd ${text(user)} ${digest(text(password))}`;
    return `${text(user)}:$2a$10$${characters(seed, 53, LETTERS + DIGITS, context)}`;
  }),
  encryptAES: fn('string, string', ([password, plain], context) => encryptAes(text(password), text(plain), context)),
  genPrivateKey: fn('string', ([kind], context) => {
    const block = PRIVATE_KEYS[text(kind)];
    return block === undefined ? `Unknown type ${text(kind)}` : pem(block, `genPrivateKey ${text(kind)}`, context);
  }),
  genCA: fn('string, int', ([name], context) => certificate(`genCA ${text(name)}`, context)),
  genCAWithKey: fn('string, int, string', ([name, , key], context) => certificate(`genCA ${text(name)}`, context, text(key))),
  genSelfSignedCert: fn(`string, []${ANY}, []${ANY}, int`, ([name], context) => certificate(`genSelfSignedCert ${text(name)}`, context)),
  genSelfSignedCertWithKey: fn(`string, []${ANY}, []${ANY}, int, string`, ([name, , , , key], context) =>
    certificate(`genSelfSignedCert ${text(name)}`, context, text(key)),
  ),
  genSignedCert: fn(`string, []${ANY}, []${ANY}, int, sprig.certificate`, ([name, ips, names], context) =>
    certificate(`genSignedCert ${text(name)} ${formatValue(ips)} ${formatValue(names)}`, context),
  ),
  genSignedCertWithKey: fn(`string, []${ANY}, []${ANY}, int, sprig.certificate, string`, ([name, , , , , key], context) =>
    certificate(`genSignedCert ${text(name)}`, context, text(key)),
  ),
};

const PRIVATE_KEYS: Readonly<Record<string, string>> = {
  '': 'RSA PRIVATE KEY',
  rsa: 'RSA PRIVATE KEY',
  dsa: 'DSA PRIVATE KEY',
  ecdsa: 'EC PRIVATE KEY',
  ed25519: 'PRIVATE KEY',
};

/** The stand-in's text, which tells what it stands for; the render lists it. */
function note(context: CallContext, call: string): string {
  return context.unknowable(call);
}

/** As many characters of an alphabet as were asked for, the same ones for the same call. */
function characters(call: string, count: number, alphabet: string, context: CallContext): string {
  if (count < 0) throw new GoError('runtime error: makeslice: len out of range');
  context.budget.grow(count);
  const seed = note(context, `${call} ${count}`);
  let result = '';
  for (let block = 0; result.length < count; block++) {
    for (const byte of sha256(bytesOf(`${seed} ${block}`))) result += alphabet.charAt(byte % alphabet.length);
  }
  return result.slice(0, count);
}

function hexOf(seed: string): string {
  return Array.from(sha256(bytesOf(seed)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What `decryptAES` turns into the plain text again; only the initialisation vector, which sprig draws at random, is a stand-in. */
function encryptAes(password: string, plain: string, context: CallContext): string {
  if (plain === '') return '';
  const vector = sha256(bytesOf(note(context, `encryptAES ${digest(password)} ${digest(plain)}`))).subarray(0, 16);
  const encrypted = cbc(aesKey(password), vector).encrypt(bytesOf(plain));
  return toBase64(Uint8Array.from([...vector, ...encrypted]));
}

/** What tells one secret argument from another without showing it. */
function digest(value: string): string {
  return hexOf(value).slice(0, 16);
}

function pem(block: string, call: string, context: CallContext): string {
  const body = btoa(`${note(context, call)}`);
  return `-----BEGIN ${block}-----\n${body.replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${block}-----\n`;
}

function certificate(call: string, context: CallContext, key?: string): GoStruct {
  const fields: [string, Value][] = [
    ['Cert', pem('CERTIFICATE', call, context)],
    ['Key', key ?? pem('RSA PRIVATE KEY', `${call} key`, context)],
  ];
  return new GoStruct('sprig.certificate', new Map(fields));
}
