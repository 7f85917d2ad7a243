// Which files may hold secrets, as far as their text alone tells it.

/**
 * Whether the text has a Secret, a Secret's generator or what SOPS writes, in block style, flow style or JSON: then none of its lines is quoted.
 * A text that only speaks of a Secret counts as well, which costs no more than a quotation.
 */
export function mayHoldSecrets(text: string): boolean {
  return HOLDS_SECRETS.test(text);
}

const HOLDS_SECRETS = /\bkind["']?\s*:\s*(?:!\S+\s+)?["']?Secret["']?\s*(?:[,}#]|$)|\bsops["']?\s*:|\bsecretGenerator\b/m;
