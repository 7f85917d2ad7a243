// References to Vault inside objects: what is put in their places is known to the cluster, or to a plugin of Argo CD, and not to Git.
import type { Node } from '../model';
import { decodeBase64 } from '../yaml/base64';

/**
 * The forms in which an object refers to Vault, each once.
 * Sources: the documentation of Vault Agent Injector (annotations), Bank-Vaults' webhook (`vault:path#key`) and argocd-vault-plugin (`<path:path#key>`).
 */
export function vaultReferences(node: Node): readonly string[] {
  const found = new Set<string>();
  collect(node, undefined, found);
  return [...found];
}

/** Whether a value is nothing but a reference: as it stands, or as a Secret's `data` has it. */
export function isVaultReference(value: string): boolean {
  return formOf(value) !== undefined;
}

function collect(node: Node, key: string | undefined, found: Set<string>): void {
  if (node.kind === 'list') for (const item of node.items) collect(item, undefined, found);
  if (node.kind === 'map') for (const entry of node.entries) collect(entry.value, entry.key, found);
  if (node.kind !== 'scalar') return;
  const form = key === INJECT && node.text === 'true' ? INJECT : formOf(node.text);
  if (form !== undefined) found.add(form);
}

const INJECT = 'vault.hashicorp.com/agent-inject';

/** In place of the paths, which are nobody's business: they stand in the data of Secrets. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^(?:>>)?vault:[^\s#]+#[^\s]+$/, 'vault:…#…'],
  [/^<path:[^\s#>]+#[^>]+>$/, '<path:…#…>'],
];

/** How base64 of the forms begins: few texts do, and only those are decoded. */
const ENCODED = /^\s*(?:dmF1bHQ6|Pj52YXVsdD|PHBhdGg6)/;

function formOf(value: string): string | undefined {
  const trimmed = (ENCODED.test(value) ? (decodeBase64(value.trim()) ?? value) : value).trim();
  return FORMS.find(([pattern]) => pattern.test(trimmed))?.[1];
}
