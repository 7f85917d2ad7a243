// Base64 to text, in a browser as in Node.

/** Text that is no base64 comes back as it is: the API server would refuse it. */
export function decodeBase64(encoded: string): string {
  const compact = encoded.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) return encoded;
  return new TextDecoder().decode(Uint8Array.from(atob(compact), (character) => character.charCodeAt(0)));
}
