// Stand-ins for what nobody can know beforehand: the same for the same call of the same template, and marked by their text.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bytesOf } from '../go/values';
import type { Unknowable } from '../request';

export interface Unknowables {
  /** From here on, calls are those of this template. */
  readonly begin: (template: string) => void;
  /** The template of the calls that come. */
  readonly current: () => string;
  readonly standIn: (call: string) => string;
  readonly noted: () => readonly Unknowable[];
}

export function createUnknowables(): Unknowables {
  const noted: Unknowable[] = [];
  let counts = new Map<string, number>();
  let current = '';
  return {
    begin(template) {
      current = template;
      counts = new Map();
    },
    current: () => current,
    standIn(call) {
      const count = (counts.get(call) ?? 0) + 1;
      counts.set(call, count);
      const standIn = `unknowable-${bytesToHex(sha256(bytesOf(`${current}\0${call}\0${count}`))).slice(0, 16)}`;
      noted.push({ call, template: current, standIn });
      return standIn;
    },
    noted: () => noted,
  };
}
