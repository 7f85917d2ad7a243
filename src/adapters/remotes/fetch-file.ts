// A single file over HTTP, into the cache.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RemoteReference } from '../../engine/model';
import type { Answer, FetchOptions } from '../../engine/ports';
import { download, refusedBy } from '../http/download';
import { failed } from '../live/failures';
import { digestOf, type RemoteCache, type Resolved } from './cache';

/** Larger than any manifest; ends downloads that were made to have no end. */
const LIMIT = 64 * 1024 * 1024;

export async function fetchFile(
  cache: RemoteCache,
  { url }: RemoteReference & { kind: 'file' },
  options: FetchOptions,
): Promise<Answer<Resolved>> {
  const answer = await download(url, { ...options, limitBytes: LIMIT });
  if (answer.kind === 'failed') return answer;
  const { status, bytes } = answer.value;
  if (status < 200 || status > 299) return failed(refusedBy(url, status));
  const file = fileName(url);
  const id = digestOf(Buffer.concat([Buffer.from(`${file}\0`), bytes]));
  if (!cache.has(id)) {
    const folder = cache.incoming();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, file), bytes);
    cache.adopt(folder, id);
  }
  return { kind: 'answer', value: { id, file, final: false } };
}

/** The last segment of the address, fit for a file's name. */
function fileName(url: string): string {
  const segments = new URL(url).pathname.split('/').filter((segment) => segment !== '');
  const name = (segments.at(-1) ?? '').replace(/[^\w.~+-]/g, '_').slice(-100);
  return /^\.*$/.test(name) ? 'index' : name;
}
