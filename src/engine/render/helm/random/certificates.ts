// Real certificates with RSA keys, as sprig's functions make them.
import forge from 'node-forge';
import { GoError } from '../go/values';
import { binary, remembered, type RsaKey, rsaKey, unixText } from './keys';
import type { Draw } from './draw';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Wanted {
  readonly name: string;
  readonly ips: readonly string[];
  readonly dnsNames: readonly string[];
  readonly days: number;
  readonly isCa: boolean;
  /** In PEM; a new one unless given. */
  readonly key?: string | undefined;
  /** Who signs; itself unless given. */
  readonly signer?: Certificate | undefined;
}

/**
 * Undefined where the given key, or the signer, is not of RSA, which is all that can be made here. Source: `getBaseCertTemplate` of sprig.
 * @throws GoError for what sprig refuses.
 */
export function certificate(wanted: Wanted, draw: Draw): Certificate | undefined {
  const key = wanted.key === undefined ? rsaKey(2048, draw) : rsaKeyIn(wanted.key);
  const signer = wanted.signer === undefined ? undefined : { key: rsaKeyIn(wanted.signer.key), cert: certificateIn(wanted.signer.cert) };
  if (key === undefined || (signer !== undefined && (signer.key === undefined || signer.cert === undefined))) return undefined;
  const id = [draw.id, wanted.key, wanted.signer?.cert, wanted.name, wanted.days, wanted.ips, wanted.dnsNames].join('\0');
  const cert = remembered(id, () => {
    const made = unsigned(wanted, key, draw);
    made.setIssuer(signer?.cert?.subject.attributes ?? made.subject.attributes);
    made.setExtensions(extensionsOf(wanted));
    made.sign((signer?.key ?? key).key, forge.md.sha256.create());
    return unixText(forge.pki.certificateToPem(made));
  });
  return { cert, key: wanted.key ?? key.pem };
}

function unsigned({ name, days }: Wanted, { key }: RsaKey, draw: Draw): forge.pki.Certificate {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  // A positive number: its first bit is not set.
  const serial = draw.bytes(16);
  made.serialNumber = `7${Array.from(serial, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(1)}`;
  made.validity.notBefore = draw.now;
  made.validity.notAfter = new Date(draw.now.getTime() + days * DAY);
  made.setSubject(name === '' ? [] : [{ name: 'commonName', value: binary(name), valueTagClass: forge.asn1.Type.UTF8 as never }]);
  return made;
}

const DAY = 24 * 60 * 60 * 1000;

function extensionsOf({ ips, dnsNames, isCa }: Wanted): object[] {
  const names = [...dnsNames.map((value) => ({ type: 2, value: binary(value) })), ...ips.map((ip) => ({ type: 7, ip: checkedIp(ip) }))];
  return [
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true, keyCertSign: isCa },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    { name: 'basicConstraints', critical: true, cA: isCa },
    ...(isCa ? [{ name: 'subjectKeyIdentifier' }] : []),
    ...(names.length === 0 ? [] : [{ name: 'subjectAltName', altNames: names }]),
  ];
}

function checkedIp(ip: string): string {
  // The types do not know it.
  const { bytesFromIP } = forge.util as unknown as { bytesFromIP(address: string): string | null };
  if (bytesFromIP(ip) === null) throw new GoError(`error parsing ip: ${ip}`);
  return ip;
}

function rsaKeyIn(pem: string): RsaKey | undefined {
  return parsed(() => ({ pem, key: forge.pki.privateKeyFromPem(pem) }));
}

function certificateIn(pem: string): forge.pki.Certificate | undefined {
  return parsed(() => forge.pki.certificateFromPem(pem));
}

/** What cannot be read, or is of another kind, says so by an error. */
function parsed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
