// Watches a folder that another program fills, and says when it has grown too large.
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchOptions } from '../../engine/ports';

const INTERVAL = 500;

/** @returns a signal that aborts beyond `limitBytes`; `stop` ends the watch. */
export function watchSize(
  folder: string,
  limitBytes: number,
  onProgress?: FetchOptions['onProgress'],
): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const bytes = await sizeOf(folder);
    onProgress?.(bytes, undefined);
    if (bytes > limitBytes) controller.abort();
    else if (timer !== undefined) start();
  };
  const start = (): void => {
    timer = setTimeout(() => void look().catch((error: unknown) => controller.abort(error)), INTERVAL);
    timer.unref();
  };
  start();
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

/** Files come and go meanwhile; what is gone counts nothing. */
async function sizeOf(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await gone<readonly Dirent[]>(readdir(folder, { withFileTypes: true }), [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) total += await sizeOf(path);
    else if (entry.isFile()) total += (await gone<{ size: number }>(stat(path), { size: 0 })).size;
  }
  return total;
}

async function gone<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise;
    throw error;
  }
}
