// Base64 to text and back, byte for byte.
import { expect, test } from 'vitest';
import { decodeText } from '../../../src/engine/normalise/base64';
import { decodeBase64, encodeBase64 } from '../../../src/engine/yaml/base64';

test.each(['', 'a', 'ä€😀', '\uFEFFwith a byte order mark', 'two\nlines\n'])('%j comes back as it was', (text) => {
  expect(encodeBase64(text)).toBe(Buffer.from(text).toString('base64'));
  expect(decodeBase64(encodeBase64(text))).toBe(text);
  expect(decodeText(encodeBase64(text))).toBe(text);
});

test('what is no base64 is no text; bytes that are no text are replaced, or told', () => {
  for (const text of ['abc', 'a-b=', '=abc', '%%%%']) expect([decodeBase64(text), decodeText(text)]).toEqual([undefined, undefined]);
  expect(decodeBase64('/w==')).toBe('\uFFFD');
  expect(decodeText('/w==')).toBe(undefined);
});

test('line ends do not count; blanks only where a value is looked for that a text may have folded', () => {
  expect(decodeBase64('aG\r\nk=')).toBe('hi');
  expect(decodeBase64('aG k=')).toBe(undefined);
  expect(decodeText('aG k=')).toBe('hi');
});
