// A chart from a chart repository or an OCI registry, unpacked into the cache: kustomize has Helm do the same.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FailureError, type RemoteReference } from '../../engine/model';
import type { Answer, FetchOptions } from '../../engine/ports';
import { unpackChart } from '../../engine/render/helm/chart/archive';
import { createCharts } from '../charts';
import { isFinal } from '../charts/versions';
import { failed } from '../live/failures';
import type { RemoteCache, Resolved } from './cache';

/** @throws CancelledError when the signal aborts. */
export async function fetchChart(
  cache: RemoteCache,
  { kind: _, url, ...reference }: RemoteReference & { kind: 'chart' },
  options: FetchOptions,
): Promise<Answer<Resolved>> {
  // Helm's own credential helpers are programs; whoever fetches has been trusted.
  const charts = createCharts({ folder: cache.folder('charts'), environment: process.env, mayRunPrograms: () => true });
  const answer = await charts.fetch({ repository: url, ...reference }, options);
  const { name } = reference;
  if (answer.kind === 'failed') return answer;
  const { archive, digest, manifest } = answer.value;
  // Flux tells charts the digest of the manifest, which vouches for the archive as well.
  const id = (manifest ?? digest).replace(/^sha256:/, '');
  try {
    if (!cache.has(id)) unpackInto(cache, archive, name, id);
    // The same archive may have come under another name.
    const [folder = name] = readdirSync(cache.treeFolder(id));
    return { kind: 'answer', value: { id, file: folder, final: isFinal(reference) } };
  } catch (error) {
    if (error instanceof FailureError) return failed({ ...error.failure, subject: name });
    throw error;
  }
}

/** Names of files were checked when the archive was read: none leads out of the chart. */
function unpackInto(cache: RemoteCache, archive: Uint8Array, name: string, id: string): void {
  const files = unpackChart(archive, name);
  const folder = cache.incoming();
  try {
    for (const file of files) {
      const target = join(folder, name, file.name);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, file.bytes);
    }
    cache.adopt(folder, id);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
