// A chart repository over HTTP: an index.yaml that lists versions, and archives beside it or elsewhere.
import type { Failure } from '../../engine/model';
import type { Answer, ChartReference, FetchedChart, FetchOptions } from '../../engine/ports';
import { type DownloadOptions, download, refusedBy, withoutCredentials } from '../http/download';
import { failed } from '../live/failures';
import { digestOf } from './cache';
import { versionsIn } from './chart-index';
import { basic, type Credentials, type RepositorySettings } from './credentials';
import { chooseVersion, isTagName } from './versions';

/** Large repositories list tens of thousands of versions. */
const INDEX_LIMIT = 100_000_000;
/** The most that Helm itself takes, unpacked. */
export const ARCHIVE_LIMIT = 100_000_000;

/** Fetches a chart of a registry, which some indexes lead to. */
export type FromRegistry = (reference: ChartReference) => Promise<Answer<FetchedChart>>;

/**
 * Finds the version in the repository's index and fetches its archive.
 * Credentials go to the repository's own host only, unless they say otherwise, as Helm does it.
 */
export async function fetchFromRepository(
  reference: ChartReference,
  { credentials, tls }: RepositorySettings,
  options: FetchOptions,
  fromRegistry: FromRegistry,
): Promise<Answer<FetchedChart>> {
  const { signal, onProgress } = options;
  const { repository } = reference;
  if (!URL.canParse(repository)) return failed(broken(reference, 'the address of the repository is none'));
  const index = await get(addressOf(repository, 'index.yaml'), credentials, { signal, limitBytes: INDEX_LIMIT, tls });
  if (index.kind === 'failed') return index;
  const listed = versionsIn(index.value, reference.name);
  if (typeof listed === 'string') return failed(broken(reference, listed));
  if (listed.length === 0) return failed(broken(reference, 'the repository has no chart of this name'));
  const chosen = chooseVersion(reference, reference.chosenBy === 'dependency' ? listed.filter(({ url }) => url !== undefined) : listed);
  if (chosen.kind === 'failed') return chosen;
  const { version, url: ref, digest: listedDigest = '' } = chosen.value;
  if (ref === undefined) return failed(broken(reference, `version ${version} has no address`));
  const url = URL.canParse(ref, repository) ? addressOf(repository, ref) : '';
  if (url === '') return failed(broken(reference, `the address of version ${version} is none: ${withoutCredentials(ref)}`));
  if (url.startsWith('oci://')) return inRegistry(reference, version, url, fromRegistry);
  const isMeant = new URL(url).origin === new URL(repository).origin || credentials?.passToAll === true;
  const progress = onProgress === undefined ? {} : { onProgress };
  const limits = { signal, limitBytes: ARCHIVE_LIMIT, isArchive: true, tls, ...progress };
  const archive = await get(url, isMeant ? credentials : undefined, limits);
  if (archive.kind === 'failed') return archive;
  const digest = digestOf(archive.value);
  const promised = listedDigest.replace(/^sha256:/, '').toLowerCase();
  if (promised !== '' && `sha256:${promised}` !== digest) {
    return failed(broken(reference, `the archive of version ${version} is not the one that the index describes: its digest is ${digest}`));
  }
  return { kind: 'answer', value: { archive: archive.value, version, digest } };
}

/** A query of the repository's address goes along, and one of its own is lost. Source: `ResolveReferenceURL` of Helm's `pkg/repo`. */
export function addressOf(repository: string, reference: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) return reference;
  const base = new URL(repository);
  base.pathname = `${base.pathname.replace(/\/$/, '')}/`;
  const url = new URL(reference, base);
  url.search = base.search;
  return url.href;
}

/** Helm compares what was asked for with the tag as texts; source-controller knows no such addresses in an index. */
async function inRegistry(
  reference: ChartReference,
  version: string,
  url: string,
  fromRegistry: FromRegistry,
): Promise<Answer<FetchedChart>> {
  const [, repository, name, tag = version] = /^(oci:\/\/.+)\/([^/:@]+)(?::([^/@]+))?$/.exec(url) ?? [];
  if (repository === undefined || name === undefined)
    return failed(broken(reference, `the address of version ${version} is not one of a chart: ${url}`));
  if (reference.chosenBy === 'sourceController')
    return failed(broken(reference, `version ${version} is in a registry, ${url}, where source-controller does not fetch it from`));
  const isText = reference.chosenBy === undefined || (reference.chosenBy === 'argoCd' && isTagName(reference));
  if (isText && reference.version !== '' && reference.version !== tag)
    return failed(broken(reference, `${tag} is in a registry, ${url}, and Helm takes it from there only where it is asked for as ${tag}`));
  return fromRegistry({ repository, name, version: tag });
}

async function get(url: string, credentials: Credentials | undefined, options: DownloadOptions): Promise<Answer<Uint8Array>> {
  const answer = await download(url, { ...options, headers: credentials === undefined ? {} : { authorization: basic(credentials) } });
  if (answer.kind === 'failed') return answer;
  return answer.value.status === 200 ? { kind: 'answer', value: answer.value.bytes } : failed(refusedBy(url, answer.value.status));
}

function broken({ repository, name }: ChartReference, detail: string): Failure {
  return { code: 'downloadFailed', subject: `${name} from ${withoutCredentials(repository)}`, detail };
}
