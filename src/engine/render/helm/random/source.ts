// Where real random values come from: a seed and a time that the front end puts beside the files of the tree, if the user wants real ones.
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Files } from '../../../ports';
import { readFile, type Reads } from '../chart/reads';
import { bytesOf } from '../go/values';
import type { Draw } from './draw';

/** The path of the Files port that holds them, and `absent` where stand-ins are wanted. No path of a tree begins with a slash. */
export const RANDOM_PATH = '/random';

export interface RandomSource {
  /** 32 bytes that nobody else knows: all values are drawn from them, so that a call gives the same one until there is another seed. */
  readonly seed: Uint8Array;
  readonly now: Date;
}

export function randomText({ seed, now }: RandomSource): string {
  return JSON.stringify({ seed: bytesToHex(seed), now: now.toISOString() });
}

export function randomSource(files: Files, reads: Reads): RandomSource | undefined {
  const answer = readFile(files, reads, RANDOM_PATH);
  if (answer.kind !== 'file') return undefined;
  const { seed, now } = JSON.parse(answer.text) as { readonly seed: string; readonly now: string };
  return { seed: hexToBytes(seed), now: new Date(now) };
}

/** HMAC-SHA-256 in counter mode. @param call what tells this call of a render from every other one. */
export function drawFor({ seed, now }: RandomSource, call: string): Draw {
  let rest = new Uint8Array();
  let block = 0;
  return {
    id: bytesToHex(hmac(sha256, seed, bytesOf(`${call}\0id`))),
    now,
    bytes(count) {
      const drawn = new Uint8Array(count);
      for (let at = 0; at < count; ) {
        if (rest.length === 0) rest = Uint8Array.from(hmac(sha256, seed, bytesOf(`${call}\0${block++}`)));
        const part = rest.subarray(0, count - at);
        drawn.set(part, at);
        rest = rest.subarray(part.length);
        at += part.length;
      }
      return drawn;
    },
  };
}
