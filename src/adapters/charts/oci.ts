// Charts in an OCI registry: tags, a manifest, and the layer that is the archive. Source: the OCI distribution specification 1.1.
import type { Failure } from '../../engine/model';
import type { Answer, ChartReference, FetchedChart, FetchOptions } from '../../engine/ports';
import { type Download, download, refusedBy } from '../http/download';
import { failed } from '../live/failures';
import { digestOf } from './cache';
import type { Credentials } from './credentials';
import { ARCHIVE_LIMIT, basic } from './http-repository';
import { chooseVersion, isExactVersion, isManifestDigest } from './versions';

/** Registries cannot have `+` in a tag, which Helm writes as `_`. Source: Helm's `pkg/registry`. */
const tagOf = (version: string): string => version.replaceAll('+', '_');
const versionOf = (tag: string): string => tag.replaceAll('_', '+');

const MANIFEST_LIMIT = 10_000_000;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
/** An index of platforms goes first: a registry may else answer with the manifest of one of them. */
const IMAGES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  MANIFEST,
  'application/vnd.docker.distribution.manifest.v2+json',
];
const ARCHIVE_TYPES = ['application/vnd.cncf.helm.chart.content.v1.tar+gzip', 'application/tar+gzip'];

export async function fetchFromRegistry(
  reference: ChartReference,
  credentials: Credentials | undefined,
  options: FetchOptions,
): Promise<Answer<FetchedChart>> {
  const { host, path } = partsOf(reference);
  const get = client(host, path, credentials, options.signal);
  const isDigest = isManifestDigest(reference.version);
  const version =
    isDigest || isExactVersion(reference.version)
      ? ({ kind: 'answer', value: reference.version } as const)
      : await newestTag(reference, get);
  if (version.kind === 'failed') return version;
  const name = isDigest ? version.value : encodeURIComponent(tagOf(version.value));
  const manifest = await get(`manifests/${name}`, MANIFEST_LIMIT, { accept: MANIFEST });
  if (manifest.kind === 'failed') return manifest;
  const manifestDigest = digestOf(manifest.value.bytes);
  if (isDigest && manifestDigest !== version.value)
    return failed(broken(reference, `the manifest is not the one that was asked for: its digest is ${manifestDigest}`));
  const layer = archiveLayer(manifest.value.bytes);
  if (layer === undefined) return failed(broken(reference, `${version.value} is not a chart`));
  const archive = await get(`blobs/${layer}`, ARCHIVE_LIMIT, {}, options.onProgress);
  if (archive.kind === 'failed') return archive;
  const { bytes } = archive.value;
  const digest = digestOf(bytes);
  if (digest !== layer)
    return failed(broken(reference, `the archive of ${version.value} is not the one that its manifest describes: its digest is ${digest}`));
  return { kind: 'answer', value: { archive: bytes, version: version.value, digest, manifest: manifestDigest } };
}

/** Every tag of a repository. @param repository `oci://host/path` */
export async function listTags(
  repository: string,
  credentials: Credentials | undefined,
  signal: AbortSignal,
): Promise<Answer<readonly string[]>> {
  const { host, path } = partsOf({ repository, name: '', version: '' });
  return tagsOf(client(host, path, credentials, signal));
}

/** The digest of what a tag stands for. @param repository `oci://host/path` */
export async function digestOfTag(
  repository: string,
  tag: string,
  credentials: Credentials | undefined,
  signal: AbortSignal,
): Promise<Answer<string>> {
  const { host, path } = partsOf({ repository, name: '', version: '' });
  const get = client(host, path, credentials, signal);
  const manifest = await get(`manifests/${encodeURIComponent(tag)}`, MANIFEST_LIMIT, { accept: IMAGES.join(', ') });
  return manifest.kind === 'failed' ? manifest : { kind: 'answer', value: digestOf(manifest.value.bytes) };
}

/** The host of a registry, for its credentials. */
export function registryHost(repository: string): string {
  return partsOf({ repository, name: '', version: '' }).host;
}

type Get = (
  path: string,
  limitBytes: number,
  headers?: Readonly<Record<string, string>>,
  onProgress?: FetchOptions['onProgress'],
) => Promise<Answer<Download>>;

async function newestTag(reference: ChartReference, get: Get): Promise<Answer<string>> {
  const tags = await tagsOf(get);
  return tags.kind === 'failed' ? tags : chooseVersion(reference, tags.value.map(versionOf));
}

/** Tags come in pages; the `Link` header leads to the next one. */
async function tagsOf(get: Get): Promise<Answer<readonly string[]>> {
  const found: string[] = [];
  for (let page: string | undefined = 'tags/list?n=1000'; page !== undefined; ) {
    const answer: Answer<Download> = await get(page, MANIFEST_LIMIT);
    if (answer.kind === 'failed') return answer;
    const { tags } = json(answer.value.bytes) as { tags?: unknown };
    found.push(...(Array.isArray(tags) ? tags : []).filter((tag) => typeof tag === 'string'));
    const next: string | undefined = /<[^>]*\/(tags\/list\?[^>]*)>;\s*rel="?next/.exec(answer.value.headers.get('link') ?? '')?.[1];
    page = next === page ? undefined : next;
  }
  return { kind: 'answer', value: found };
}

/** Requests below one repository. The first refusal says how to authenticate, and what it leads to is kept for the next ones. */
function client(host: string, path: string, credentials: Credentials | undefined, signal: AbortSignal): Get {
  // Registries on the own machine speak plain HTTP, as Docker takes for granted.
  const scheme = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(host) ? 'http' : 'https';
  let authorization: string | undefined;
  return async (below, limitBytes, headers = {}, onProgress) => {
    const url = `${scheme}://${host}/v2/${path}/${below}`;
    const attempt = () =>
      download(url, {
        signal,
        limitBytes,
        headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
        ...(onProgress === undefined ? {} : { onProgress }),
      });
    let answer = await attempt();
    if (answer.kind === 'answer' && answer.value.status === 401 && authorization === undefined) {
      const granted = await authorise(answer.value.headers.get('www-authenticate') ?? '', credentials, signal);
      if (granted.kind === 'failed') return granted;
      authorization = granted.value;
      if (authorization !== undefined) answer = await attempt();
    }
    if (answer.kind === 'failed' || answer.value.status === 200) return answer;
    return failed(refusedBy(url, answer.value.status));
  };
}

/** Source: the token authentication of Docker's registry (RFC 6750's Bearer); Basic where the registry asks for that. */
async function authorise(
  challenge: string,
  credentials: Credentials | undefined,
  signal: AbortSignal,
): Promise<Answer<string | undefined>> {
  if (/^basic\b/i.test(challenge)) return { kind: 'answer', value: credentials && basic(credentials) };
  const fields = new Map([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
  const realm = fields.get('realm');
  if (!/^bearer\b/i.test(challenge) || realm === undefined) return { kind: 'answer', value: undefined };
  const url = new URL(realm);
  for (const name of ['service', 'scope']) {
    const value = fields.get(name);
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const headers = credentials === undefined ? {} : { authorization: basic(credentials) };
  const answer = await download(url.href, { signal, limitBytes: MANIFEST_LIMIT, headers });
  if (answer.kind === 'failed') return answer;
  if (answer.value.status !== 200) return failed(refusedBy(url.origin, answer.value.status));
  const { token, access_token: access = token } = json(answer.value.bytes) as { token?: unknown; access_token?: unknown };
  return { kind: 'answer', value: typeof access === 'string' ? `Bearer ${access}` : undefined };
}

function archiveLayer(manifest: Uint8Array): string | undefined {
  const { layers } = json(manifest) as { layers?: readonly { readonly mediaType?: unknown; readonly digest?: unknown }[] };
  const layer = layers?.find(({ mediaType }) => typeof mediaType === 'string' && ARCHIVE_TYPES.includes(mediaType));
  return typeof layer?.digest === 'string' ? layer.digest : undefined;
}

/** An answer that is no JSON holds none of the fields that are looked for. */
function json(bytes: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function partsOf({ repository, name }: ChartReference): { host: string; path: string } {
  const address = repository.replace(/^oci:\/\//, '').replace(/\/+$/, '');
  const slash = address.indexOf('/');
  const host = slash === -1 ? address : address.slice(0, slash);
  return { host, path: [slash === -1 ? '' : address.slice(slash + 1), name].filter((part) => part !== '').join('/') };
}

function broken({ repository, name }: ChartReference, detail: string): Failure {
  return { code: 'downloadFailed', subject: `${name} from ${repository}`, detail };
}
