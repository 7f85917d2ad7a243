// What is to be decrypted, as paths of the Files port: what it decrypts to is then a source like any other, and no file of the tree has it.
import type { Encrypted, SopsFormat } from '../../../ports';

/** The Files port answers `absent` where nothing is decrypted, and `unread` until it has been. */
export function decryptionPath({ from, to, content }: Encrypted): string {
  // Each slash would count as one of a folder.
  return DECRYPTION + JSON.stringify([from, to, content]).replaceAll('/', SLASH);
}

/** Undefined for any other path. */
export function decryptionAt(path: string): Encrypted | undefined {
  if (!path.startsWith(DECRYPTION)) return undefined;
  const [from, to, content] = JSON.parse(path.slice(DECRYPTION.length).replaceAll(SLASH, '/')) as [SopsFormat, SopsFormat, string];
  return { from, to, content };
}

/** By the end of a name, as SOPS and the controller tell it. */
export function formatOf(name: string): SopsFormat {
  if (/\.ya?ml$/.test(name)) return 'yaml';
  if (name.endsWith('.json') || name.endsWith('.dockerconfigjson')) return 'json';
  if (name.endsWith('.env')) return 'dotenv';
  return name.endsWith('.ini') ? 'ini' : 'binary';
}

/** What tells the controller that a text is encrypted. Source: kustomize-controller v1.9.5, `internal/decryptor/decryptor.go`. */
export function isEncryptedText(text: string, format: SopsFormat): boolean {
  return text.includes(MARKERS[format]);
}

/** The format of an encrypted text of any name. One that is binary is JSON while it is encrypted. */
export function encryptedFormat(text: string): SopsFormat | undefined {
  return FORMATS.find((format) => isEncryptedText(text, format));
}

const MARKERS: Readonly<Record<SopsFormat, string>> = {
  json: '"mac": "ENC[',
  binary: '"mac": "ENC[',
  dotenv: 'sops_mac=ENC[',
  ini: '[sops]',
  yaml: 'mac: ENC[',
};
const FORMATS: readonly SopsFormat[] = ['json', 'dotenv', 'ini', 'yaml'];
const DECRYPTION = '/sops/';
const SLASH = '\u0001';
