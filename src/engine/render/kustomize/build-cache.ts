// What is kept between builds: parsed files and built folders, each until what it was made of has changed.
import type { App } from '../../model';
import type { Files } from '../../ports';
import type { Restraint } from '../helm/release/budget';
import { createHelmCache, type HelmCache } from '../helm/render-chart';
import type { Kept } from '../../discover/kept';
import { isCurrent } from '../../discover/reads';

/** Checked by content version. Opaque to callers. */
export interface BuildCache {
  /** Tells caches apart that share what is built. */
  readonly name: string;
  /** By use and path. */
  readonly parsed: Map<string, ParsedFile>;
  /** By folder and by what else decides how it is built. */
  readonly built: Map<string, Built>;
  /** By Flux Kustomization, of which discovery makes new ones after each change: its object and what its folder builds to. */
  readonly owned: WeakMap<App, Kept>;
  /** Loaded charts and parsed templates. */
  readonly helm: HelmCache;
  /** How many entries there may be before those that are out of date are looked for. */
  limit: number;
}

export interface ParsedFile {
  readonly path: string;
  readonly version: string;
  readonly value: unknown;
}

export interface Built {
  /** Path to a fingerprint of what it held. */
  readonly reads: ReadonlyMap<string, string>;
  readonly value: unknown;
}

const SMALLEST_LIMIT = 256;

/**
 * @param restraint holds back the renders of charts that use this cache.
 * @param other a cache over the same files: each of them is parsed once for both, and each folder built once, but for what holds charts.
 */
export function createBuildCache(restraint?: Restraint, other?: BuildCache): BuildCache {
  return {
    name: other === undefined ? 'own' : 'other',
    parsed: other?.parsed ?? new Map(),
    built: other?.built ?? new Map(),
    owned: new WeakMap(),
    helm: createHelmCache(restraint),
    limit: SMALLEST_LIMIT,
  };
}

/**
 * Lets go of what is out of date: of folders and files that are gone nobody asks again, so that nothing else would replace it.
 * Looks only where the cache has doubled since the last time, so that it costs little for each change.
 */
export function tidy(cache: BuildCache, files: Files): void {
  if (cache.parsed.size + cache.built.size <= cache.limit) return;
  for (const [key, { reads }] of cache.built) if (!isCurrent(files, reads)) cache.built.delete(key);
  for (const [key, { path, version }] of cache.parsed) {
    const answer = files.read(path);
    if (answer.kind !== 'file' || answer.version !== version) cache.parsed.delete(key);
  }
  cache.limit = Math.max(SMALLEST_LIMIT, 2 * (cache.parsed.size + cache.built.size));
}
