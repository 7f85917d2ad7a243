// Base64 as Secrets use it, told from texts that only look like it.
import { decodeBase64 } from '../yaml/base64';

export { encodeBase64 as encodeText } from '../yaml/base64';

/** The UTF-8 text behind a base64 value, blanks or not; undefined for what is not base64, or whose bytes are not text. */
export function decodeText(base64: string): string | undefined {
  const text = decodeBase64(base64.replace(/\s+/g, ''));
  return text?.includes('\uFFFD') ? undefined : text;
}
