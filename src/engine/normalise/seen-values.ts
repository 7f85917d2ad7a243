// Remembers secret values of a session, in every form in which a text may repeat them.
import { decodeText, encodeText } from './base64';

export interface SeenValues {
  readonly add: (text: string) => void;
  /** A name that stands in clear: a text that says it says no secret, though a value be equal to it. */
  readonly publish: (name: string) => void;
  readonly isPublished: (name: string) => boolean;
  readonly replaceIn: (text: string, hide: (secret: string) => string) => string;
}

/** Shorter values are found in any text by chance; replacing them would destroy the text and betray the value. */
const SHORTEST = 4;
/** Lines of a key or certificate are long; shorter lines of a multi-line value are often plain words. */
const SHORTEST_LINE = 16;

export function createSeenValues(): SeenValues {
  /** Each form, with the value it stands for: all forms of a value are replaced by one mask. */
  const forms = new Map<string, string>();
  const names = new Set<string>();
  let pattern: RegExp | undefined;
  return {
    publish: (name) => void names.add(name),
    isPublished: (name) => names.has(name),
    add(text) {
      if (forms.has(text)) return;
      for (const form of formsOf(text)) if (form.length >= SHORTEST && !forms.has(form)) forms.set(form, text);
      pattern = undefined;
    },
    replaceIn(text, hide) {
      if (forms.size === 0) return text;
      pattern ??= anyOf([...forms.keys()]);
      return text.replace(pattern, (found) => (names.has(found) ? found : hide(forms.get(found) ?? found)));
    },
  };
}

function formsOf(text: string): readonly string[] {
  const trimmed = text.trim();
  const lines = trimmed.includes('\n') ? trimmed.split('\n').filter((line) => line.trim().length >= SHORTEST_LINE) : [];
  const escaped = JSON.stringify(trimmed).slice(1, -1);
  const decoded = decodeText(trimmed);
  const plain = [text, trimmed, escaped, goEscaped(escaped), ...lines, ...(decoded === undefined ? [] : [decoded, decoded.trim()])];
  const encoded = [encodeText(text), encodeText(trimmed)];
  return [...plain, ...urlForms(trimmed), ...encoded, ...encoded.flatMap(base64Forms)];
}

/** As Go's encoding/json writes it, which is what servers quote. */
function goEscaped(json: string): string {
  return json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

/** In an address, as a path or user name and as a query. */
function urlForms(text: string): readonly string[] {
  // Half of a surrogate pair has no such form.
  if (/\p{Surrogate}/u.test(text)) return [];
  const encoded = encodeURIComponent(text);
  return [encoded, encoded.replaceAll('%20', '+')];
}

/** Without padding, and with the alphabet of addresses. */
function base64Forms(base64: string): readonly string[] {
  const bare = base64.replace(/=+$/, '');
  return [bare, bare.replaceAll('+', '-').replaceAll('/', '_')];
}

/** The longest first, so that a value that contains another is replaced as a whole. */
function anyOf(texts: readonly string[]): RegExp {
  const sorted = [...texts].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
}
