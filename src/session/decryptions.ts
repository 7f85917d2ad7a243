// What renders want decrypted, gathered with the user's own keys once they ask for it, and kept in memory alone.
import type { Rendered } from '../engine/model';
import type { Decryptor, FileAnswer, Files } from '../engine/ports';
import { decryptionAt } from '../engine/render/flux/decryption/question';

export interface Decryptions {
  /** The files of a tree, with what is decrypted. Before the user asks, nothing is; from then on, what was not decrypted yet is `unread`. */
  over(files: Files): Files;
  /** Whether the user has asked. */
  readonly areWanted: boolean;
  /** From here on things are decrypted. @returns what was to be decrypted before: what depends on it is rendered anew. */
  want(decryptor: Decryptor): readonly string[];
  /** Forgets everything that was decrypted, and decrypts no more. @returns the same. */
  forget(): readonly string[];
  /** Lets what could not be decrypted be asked for again. @returns the paths that answer differently now. */
  forgetFailures(): readonly string[];
  /**
   * Decrypts what is not decrypted yet; a refusal is an answer too.
   * @param wanted paths, as a render's needs have them.
   * @throws CancelledError when the signal aborts.
   */
  gather(wanted: readonly string[], signal: AbortSignal): Promise<void>;
}

const AT_ONCE = 4;

export function createDecryptions(): Decryptions {
  const answers = new Map<string, FileAnswer>();
  const put = new Set<string>();
  let decryptor: Decryptor | undefined;
  const answerTo = (path: string): FileAnswer => {
    put.add(path);
    return decryptor === undefined ? { kind: 'absent' } : (answers.get(path) ?? { kind: 'unread' });
  };
  return {
    over: (files) => ({
      read: (path) => (decryptionAt(path) === undefined ? files.read(path) : answerTo(path)),
      list: (path) => files.list(path),
    }),
    get areWanted() {
      return decryptor !== undefined;
    },
    want(by) {
      decryptor = by;
      return [...put];
    },
    forget() {
      decryptor = undefined;
      answers.clear();
      return [...put];
    },
    forgetFailures() {
      const failed = [...answers].filter(([, { kind }]) => kind === 'failed').map(([path]) => path);
      for (const path of failed) answers.delete(path);
      return failed;
    },
    async gather(wanted, signal) {
      const by = decryptor;
      if (by === undefined) return;
      const open = [...new Set(wanted)].filter((path) => !answers.has(path));
      const work = async (): Promise<void> => {
        for (let path = open.shift(); path !== undefined && decryptor === by; path = open.shift()) {
          const answer = await decrypted(path, by, signal);
          // What the user had forgotten meanwhile does not come back.
          if (decryptor === by) answers.set(path, answer);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
  };
}

/** What renders still want decrypted. */
export function openDecryptions(renders: readonly Rendered[]): readonly string[] {
  return renders.flatMap(({ needs }) => needs).flatMap((need) => (need.kind === 'decryption' ? [need.path] : []));
}

/** As deep as variables of variables may go. */
const MAX_ROUNDS = 16;

/**
 * Decrypts what renders want, and renders again, until nothing more is wanted.
 * @param arrived told after each round what answers differently now.
 * @throws CancelledError when the signal aborts.
 */
export async function decryptMissing(
  decryptions: Decryptions,
  renders: () => readonly Rendered[],
  arrived: (paths: readonly string[]) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; decryptions.areWanted && round < MAX_ROUNDS; round++) {
    const wanted = openDecryptions(renders());
    if (wanted.length === 0) return;
    await decryptions.gather(wanted, signal);
    arrived(wanted);
  }
}

async function decrypted(path: string, decryptor: Decryptor, signal: AbortSignal): Promise<FileAnswer> {
  const what = decryptionAt(path);
  if (what === undefined) return { kind: 'absent' };
  const answer = await decryptor.decrypt(what, signal);
  if (answer.kind === 'failed') return answer;
  const bytes = answer.value;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const isText = !text.includes('\ufffd');
  return isText
    ? { kind: 'file', text, version: `decrypted ${text}` }
    : { kind: 'file', text, bytes, version: `decrypted ${bytes.join()}` };
}
