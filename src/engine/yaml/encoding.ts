// Tells text from what go-yaml refuses to read as text, and reads the encodings that it reads.
import type { Failure } from '../model';
import { createPositions } from './positions';

/** Source: go-yaml `readerc.go`, the range of characters. Surrogates that stand alone are no UTF-8 and do not get here. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNREADABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/**
 * The text of a YAML file: UTF-16 is told by its mark, as go-yaml does, and Windows shells write it; anything else has to be UTF-8.
 * @param bytes the content, where it is not UTF-8; `text` then has replacement characters.
 */
export function yamlText(text: string, bytes: Uint8Array | undefined, file: string): string | Failure {
  const decoded = bytes === undefined ? text : decodeUtf16(bytes);
  if (decoded === undefined) {
    const at = Math.max(0, text.indexOf('\ufffd'));
    return { code: 'notYaml', file, ...createPositions(text).at(at), detail: 'it is not UTF-8 from here on; save the file as UTF-8' };
  }
  const source = decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded;
  const at = source.search(UNREADABLE);
  if (at === -1) return source;
  const character = `U+${source.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`;
  return { code: 'notYaml', file, ...createPositions(source).at(at), detail: `the control character ${character} is not allowed` };
}

function decodeUtf16(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be').decode(bytes) : undefined;
}
