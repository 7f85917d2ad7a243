// Draws from a seed: the same seed gives the same.
import { randomFrom } from '../support/helm-provenance';

export interface Draw {
  /** From 0 up to, and without, `limit`. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** One in `often`. */
  readonly rarely: (often: number) => boolean;
  /** So many, between both. */
  readonly some: <T>(least: number, most: number, make: (at: number) => T) => T[];
}

export function drawFrom(seed: number): Draw {
  const random = randomFrom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  return {
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    rarely: (often) => below(often) === 0,
    some: (least, most, make) => Array.from({ length: least + below(most - least + 1) }, (_each, at) => make(at)),
  };
}
