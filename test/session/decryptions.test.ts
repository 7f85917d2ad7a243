// What is decrypted is kept from when the user asks until they say otherwise, whatever is under way then.
import { expect, test } from 'vitest';
import type { Answer, Decryptor, Encrypted } from '../../src/engine/ports';
import { decryptionPath } from '../../src/engine/render/flux/decryption/question';
import { createDecryptions } from '../../src/session/decryptions';
import { memoryFiles } from '../support/memory-files';

const never = new AbortController().signal;
const paths = Array.from({ length: 9 }, (_, at) => decryptionPath({ from: 'yaml', to: 'yaml', content: `number ${at}` }));

/** Decrypts when it is let. */
function slow() {
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  const decryptor: Decryptor = {
    decrypt: ({ content }: Encrypted) => {
      asked.push(content);
      return new Promise<Answer<Uint8Array>>((done) =>
        waiting.push(() => done({ kind: 'answer', value: new TextEncoder().encode(`clear ${content}`) })),
      );
    },
  };
  const letGo = (): void => {
    for (const done of waiting.splice(0)) done();
  };
  return { decryptor, asked, letGo };
}

test('what the user forgets while it is decrypted is not kept, and nothing more is decrypted', async () => {
  const [decryptions, { decryptor, asked, letGo }] = [createDecryptions(), slow()];
  const files = decryptions.over(memoryFiles({}));
  decryptions.want(decryptor);
  expect(files.read(paths[0] ?? '')).toEqual({ kind: 'unread' });
  const gathering = decryptions.gather(paths, never);
  decryptions.forget();
  letGo();
  await gathering;
  expect(asked.length).toBeLessThan(paths.length);
  decryptions.want(slow().decryptor);
  expect(paths.map((path) => files.read(path).kind)).toEqual(paths.map(() => 'unread'));
});

test('what is wanted is there once it is decrypted, each once', async () => {
  const [decryptions, { decryptor, asked, letGo }] = [createDecryptions(), slow()];
  const files = decryptions.over(memoryFiles({}));
  decryptions.want(decryptor);
  const [first = ''] = paths;
  const gathering = decryptions.gather([first, first], never);
  letGo();
  await gathering;
  expect([asked, files.read(first)]).toMatchObject([['number 0'], { kind: 'file', text: 'clear number 0' }]);
  decryptions.forget();
  expect(files.read(first)).toEqual({ kind: 'absent' });
});
