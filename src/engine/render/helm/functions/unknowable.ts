// Functions whose results nobody can know beforehand: random text, passwords and keys. Each gives a stand-in that stays the same from render to render, or a real value where one may be drawn.
import { cbc } from '@noble/ciphers/aes.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOf, type CallContext, GoError, GoInt } from '../go/values';
import { privateKey } from '../random/keys';
import { bcryptHash, drawnBytes, drawnInteger, drawnText, drawnUuid, shuffled } from '../random/values';
import { type Family, fn, int, text } from './define';
import { toBase64 } from './digests';
import { aesKey } from './keys';
import { pem } from './pem';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const LETTERS = LOWER + LOWER.toUpperCase();
const DIGITS = '0123456789';

export const UNKNOWABLE: Family = {
  randAlphaNum: fn('int', ([count], context) => characters('randAlphaNum', int(count), LETTERS + DIGITS, context)),
  randAlpha: fn('int', ([count], context) => characters('randAlpha', int(count), LETTERS, context)),
  randNumeric: fn('int', ([count], context) => characters('randNumeric', int(count), DIGITS, context)),
  randAscii: fn('int', ([count], context) => characters('randAscii', int(count), `${LETTERS}${DIGITS}!#$%&()*+,-./`, context)),
  randBytes: fn('int', ([count], context) => {
    checkLength(int(count), context);
    const draw = context.draw(`randBytes ${int(count)}`);
    return draw === undefined ? btoa(characters('randBytes', int(count), LETTERS + DIGITS, context)) : drawnBytes(draw, int(count));
  }),
  randInt: fn('int, int', ([least, most], context) => {
    if (int(most) <= int(least)) throw new GoError('invalid argument to Intn');
    const call = `randInt ${int(least)} ${int(most)}`;
    const draw = context.draw(call);
    if (draw === undefined) note(context, call);
    return new GoInt(BigInt(draw === undefined ? int(least) : drawnInteger(draw, int(least), int(most))));
  }),
  shuffle: fn('string', ([value], context) => {
    const draw = context.draw('shuffle');
    if (draw === undefined) note(context, 'shuffle');
    return draw === undefined ? value : shuffled(draw, text(value));
  }),
  uuidv4: fn('', (_args, context) => {
    const draw = context.draw('uuidv4');
    if (draw !== undefined) return drawnUuid(draw);
    const hex = hexOf(note(context, 'uuidv4'));
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }),
  bcrypt: fn('string', ([value], context) => bcrypt(`bcrypt ${digest(text(value))}`, text(value), context)),
  htpasswd: fn('string, string', ([user, password], context) => {
    if (text(user).includes(':')) return `invalid username: ${text(user)}`;
    return `${text(user)}:${bcrypt(`htpasswd ${text(user)} ${digest(text(password))}`, text(password), context)}`;
  }),
  encryptAES: fn('string, string', ([password, plain], context) => encryptAes(text(password), text(plain), context)),
  genPrivateKey: fn('string', ([kind], context) => {
    const block = PRIVATE_KEYS[text(kind)];
    if (block === undefined) return `Unknown type ${text(kind)}`;
    const call = `genPrivateKey ${text(kind)}`;
    // A DSA key takes parameters that nothing at hand can make.
    const draw = text(kind) === 'dsa' ? undefined : context.draw(call);
    if (draw !== undefined && block === PRIVATE_KEYS.rsa) context.budget.spend(STEPS_OF_A_LONG_KEY);
    return (draw && privateKey(text(kind), draw)) ?? pemStandIn(block, call, context);
  }),
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
  checkLength(count, context);
  const draw = context.draw(`${call} ${count}`);
  if (draw !== undefined) return drawnText(draw, count, alphabet);
  const seed = note(context, `${call} ${count}`);
  let result = '';
  for (let block = 0; result.length < count; block++) {
    for (const byte of sha256(bytesOf(`${seed} ${block}`))) result += alphabet.charAt(byte % alphabet.length);
  }
  return result.slice(0, count);
}

function checkLength(count: number, { budget }: CallContext): void {
  if (count < 0) throw new GoError('runtime error: makeslice: len out of range');
  budget.grow(count);
}

function bcrypt(call: string, password: string, context: CallContext): string {
  const draw = context.draw(call);
  if (draw === undefined) return `$2a$10$${characters(call, 53, LETTERS + DIGITS, context)}`;
  context.budget.spend(STEPS_OF_A_HASH);
  return bcryptHash(draw, password);
}

/** A step for each microsecond that it takes on a slow machine, and more: a render ends within two seconds. Charts hash a password or two. */
const STEPS_OF_A_HASH = 150_000;

/** Of 4096 bits, which takes half a second, and now and then a whole one. Charts make one of them. */
const STEPS_OF_A_LONG_KEY = 650_000;

function hexOf(seed: string): string {
  return Array.from(sha256(bytesOf(seed)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What `decryptAES` turns into the plain text again; only the initialisation vector, which sprig draws at random, is a stand-in. */
function encryptAes(password: string, plain: string, context: CallContext): string {
  if (plain === '') return '';
  const call = `encryptAES ${digest(password)} ${digest(plain)}`;
  const vector = context.draw(call)?.bytes(16) ?? sha256(bytesOf(note(context, call))).subarray(0, 16);
  const encrypted = cbc(aesKey(password), vector).encrypt(bytesOf(plain));
  return toBase64(Uint8Array.from([...vector, ...encrypted]));
}

/** What tells one secret argument from another without showing it. */
function digest(value: string): string {
  return hexOf(value).slice(0, 16);
}

/** A stand-in in the form of PEM: what it stands for can be read in it. */
export function pemStandIn(block: string, call: string, context: CallContext): string {
  return pem(block, bytesOf(note(context, call)));
}
