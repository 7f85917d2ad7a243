// Base64 as Secrets use it, with the platform's own functions, which a browser has too.

/** Standard base64 of the text's UTF-8 bytes. */
export function encodeText(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The UTF-8 text behind a base64 value; undefined for what is not base64, or whose bytes are not text. */
export function decodeText(base64: string): string | undefined {
  const compact = base64.replace(/\s+/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  const bytes = Uint8Array.from(atob(compact), (character) => character.charCodeAt(0));
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return text.includes('\uFFFD') ? undefined : text;
}
