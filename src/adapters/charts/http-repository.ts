// A chart repository over HTTP: an index.yaml that lists versions, and archives beside it or elsewhere.
import type { Failure } from '../../engine/model';
import type { Answer, ChartReference, FetchedChart, FetchOptions } from '../../engine/ports';
import { child, items, text } from '../../engine/yaml/access';
import { readDocuments } from '../../engine/yaml/read';
import { download, refusedBy, withoutCredentials } from '../http/download';
import { failed } from '../live/failures';
import { digestOf } from './cache';
import type { Credentials } from './credentials';
import { chooseVersion } from './versions';

/** Large repositories list tens of thousands of versions. */
const INDEX_LIMIT = 100_000_000;
/** The most that Helm itself takes, unpacked. */
export const ARCHIVE_LIMIT = 100_000_000;

/**
 * Finds the version in the repository's index and fetches its archive.
 * Credentials go to the repository's own host only, unless they say otherwise, as Helm does it.
 */
export async function fetchFromRepository(
  reference: ChartReference,
  credentials: Credentials | undefined,
  options: FetchOptions,
): Promise<Answer<FetchedChart>> {
  const index = await get(`${reference.repository.replace(/\/+$/, '')}/index.yaml`, credentials, INDEX_LIMIT, options.signal);
  if (index.kind === 'failed') return index;
  const listed = versionsIn(index.value, reference);
  if (listed.kind === 'failed') return listed;
  const version = chooseVersion(reference, [...listed.value.keys()]);
  const entry = version.kind === 'failed' ? undefined : listed.value.get(version.value);
  if (version.kind === 'failed') return version;
  if (entry?.url === undefined) return failed(broken(reference, `version ${version.value} has no address`));
  const url = new URL(entry.url, `${reference.repository.replace(/\/+$/, '')}/`).href;
  const sameHost = new URL(url).host === new URL(reference.repository).host;
  const archive = await get(
    url,
    sameHost || credentials?.passToAll ? credentials : undefined,
    ARCHIVE_LIMIT,
    options.signal,
    options.onProgress,
  );
  if (archive.kind === 'failed') return archive;
  const digest = digestOf(archive.value);
  const promised = entry.digest?.replace(/^sha256:/, '');
  if (promised !== undefined && promised !== '' && `sha256:${promised}` !== digest) {
    return failed(
      broken(reference, `the archive of version ${version.value} is not the one that the index describes: its digest is ${digest}`),
    );
  }
  return { kind: 'answer', value: { archive: archive.value, version: version.value, digest } };
}

interface Listed {
  readonly url: string | undefined;
  readonly digest: string | undefined;
}

/** In the order of the index; of several entries of one version the first counts. */
function versionsIn(index: Uint8Array, reference: ChartReference): Answer<ReadonlyMap<string, Listed>> {
  const { documents, failures } = readDocuments(Buffer.from(index).toString('utf8'), 'index.yaml');
  const entries = child(documents[0], 'entries');
  if (entries?.kind !== 'map') {
    return failed(broken(reference, failures[0]?.detail ?? 'index.yaml does not list charts'));
  }
  const versions = new Map<string, Listed>();
  for (const entry of items(child(entries, reference.name))) {
    const version = text(child(entry, 'version'));
    if (version === undefined || versions.has(version)) continue;
    versions.set(version, { url: text(items(child(entry, 'urls'))[0]), digest: text(child(entry, 'digest')) });
  }
  return versions.size === 0 ? failed(broken(reference, 'the repository has no chart of this name')) : { kind: 'answer', value: versions };
}

async function get(
  url: string,
  credentials: Credentials | undefined,
  limitBytes: number,
  signal: AbortSignal,
  onProgress?: FetchOptions['onProgress'],
): Promise<Answer<Uint8Array>> {
  const headers = credentials === undefined ? {} : { authorization: basic(credentials) };
  const answer = await download(url, { signal, limitBytes, headers, ...(onProgress === undefined ? {} : { onProgress }) });
  if (answer.kind === 'failed') return answer;
  return answer.value.status === 200 ? { kind: 'answer', value: answer.value.bytes } : failed(refusedBy(url, answer.value.status));
}

/** The header of HTTP's Basic authentication (RFC 7617). */
export function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

function broken({ repository, name }: ChartReference, detail: string): Failure {
  return { code: 'downloadFailed', subject: `${name} from ${withoutCredentials(repository)}`, detail };
}
