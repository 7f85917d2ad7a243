// The names that Rancher Fleet gives bundles and their releases. Source: Fleet's own code, internal/names, HelmReleaseName.
import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Helm allows no longer name. */
const LONGEST = 53;
const SHORT_HASH = 5;

/** Letters, digits and dashes; what had to be changed or cut is told apart by a hash. */
export function releaseNameOf(name: string): string {
  const flat = name.replaceAll('/', '-');
  const isChanged = flat !== flat.toLowerCase() || /[^a-zA-Z0-9-]/.test(flat);
  const told = isChanged ? `${flat}-${hashOf(flat, 8)}` : flat;
  const clean = told
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '');
  return clean === '' ? hashOf(name, 24) : limited(clean);
}

function limited(name: string): string {
  if (name.length <= LONGEST) return name;
  const kept = name.slice(0, LONGEST - SHORT_HASH - 1);
  return `${kept}${kept.endsWith('-') ? '' : '-'}${hashOf(name, SHORT_HASH)}`;
}

function hashOf(text: string, length: number): string {
  return bytesToHex(md5(utf8ToBytes(text))).slice(0, length);
}
