// Tells a value in clear from an encrypted one, and from a place that is filled later.

import { isVaultReference } from '../decide/vault-references';

/** Whether a text tells anything: not empty, no variable, not encrypted by SOPS, no reference to Vault. */
export function isClear(value: string): boolean {
  return !PLACEHOLDER.test(value) && !ENCRYPTED.test(value.trim()) && !isVaultReference(value);
}

/** A value that is put in later: empty, or a variable that is substituted. */
const PLACEHOLDER = /^\s*(?:\$\{[^}]*\}\s*)?$/;
const ENCRYPTED = /^ENC\[/;
