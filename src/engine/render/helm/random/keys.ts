// Real private keys, in the forms in which sprig writes them.
import forge from 'node-forge';
import { pem } from '../functions/pem';
import { bytesOf } from '../go/values';
import type { Draw } from './draw';

/** In PEM; undefined for kinds that nothing here can make. Source: `generatePrivateKey` of sprig. */
export function privateKey(kind: string, draw: Draw): string | undefined {
  switch (kind) {
    case '':
    case 'rsa':
      return rsaKey(4096, draw).pem;
    case 'ecdsa':
      return pem('EC PRIVATE KEY', Uint8Array.from([...SEC1_START, ...scalar(draw), ...SEC1_P256]));
    case 'ed25519':
      return pem('PRIVATE KEY', Uint8Array.from([...PKCS8_ED25519, ...draw.bytes(32)]));
    default:
      return undefined;
  }
}

export interface RsaKey {
  readonly pem: string;
  readonly key: forge.pki.rsa.PrivateKey;
}

/**
 * The same one for the same call, as long as it is among the latest. It is not drawn from the seed: the library then makes it with what
 * the platform has, in a fraction of a second instead of many.
 */
export function rsaKey(bits: number, { id }: Draw): RsaKey {
  return remembered(`rsa ${bits} ${id}`, () => {
    const { privateKey: key } = forge.pki.rsa.generateKeyPair({ bits, e: 0x10001 });
    return { key, pem: unixText(forge.pki.privateKeyToPem(key)) };
  });
}

/** The result of earlier work on the same call, of the latest few. */
export function remembered<T>(key: string, work: () => T): T {
  const known = made.get(key) as T | undefined;
  const value = known ?? work();
  made.delete(key);
  made.set(key, value);
  for (const oldest of made.keys()) {
    if (made.size <= MOST_REMEMBERED) break;
    made.delete(oldest);
  }
  return value;
}

const made = new Map<string, unknown>();
const MOST_REMEMBERED = 256;

export function unixText(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

export function binary(text: string): string {
  return forge.util.binary.raw.encode(bytesOf(text));
}

/** Source: RFC 5915 (an ECPrivateKey may leave out the public key), RFC 8410, and the object identifiers of P-256 and Ed25519. */
const SEC1_START = [0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20];
const SEC1_P256 = [0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const PKCS8_ED25519 = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/** Of P-256: its order begins with 32 set bits, so that hardly any draw has to be drawn again. */
function scalar(draw: Draw): Uint8Array {
  for (;;) {
    const bytes = draw.bytes(32);
    if (bytes.subarray(0, 4).some((byte) => byte !== 0xff) && bytes.some((byte) => byte !== 0)) return bytes;
  }
}
