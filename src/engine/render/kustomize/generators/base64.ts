// Base64 as kustomize writes it: in lines of 70 characters when there is more than one line.

const LINE = 70;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Source: kyaml `yaml/datamap.go`, encodeBase64. */
export function base64Lines(bytes: Uint8Array): string {
  const encoded = base64(bytes);
  if (encoded.length < LINE) return encoded;
  let text = '';
  for (let i = 0; i < encoded.length; i += LINE) text += `${encoded.slice(i, i + LINE)}\n`;
  return text;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    text += (b === undefined ? '=' : ALPHABET.charAt((word >> 6) & 63)) + (c === undefined ? '=' : ALPHABET.charAt(word & 63));
  }
  return text;
}
