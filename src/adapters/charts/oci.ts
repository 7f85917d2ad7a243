// Charts in an OCI registry: tags, a manifest, and the layer that is the archive. Source: the OCI distribution specification 1.1.
import type { Failure } from '../../engine/model';
import type { Answer, ChartReference, FetchedChart, FetchOptions } from '../../engine/ports';
import { compileExpression, ExpressionError } from '../../engine/render/go-expressions';
import type { Download } from '../http/download';
import { failed } from '../live/failures';
import { digestOf } from './cache';
import type { RegistryCredentials } from './docker-config';
import { ARCHIVE_LIMIT } from './http-repository';
import { type Get, json, registryClient } from './registry-client';
import { chooseVersion, isManifestDigest, isTagName, isVersionTag } from './versions';

/** Registries cannot have `+` in a tag, which Helm writes as `_`. Source: Helm's `pkg/registry`. */
const tagOf = (version: string): string => version.replaceAll('+', '_');
const versionOf = (tag: string): string => tag.replaceAll('_', '+');

/** Of a thousand tags each, where the registry gives as many. */
const MOST_PAGES = 1000;
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

/** @param reference its version may be that of a tag and, behind an `@`, the digest that it has to have. */
export async function fetchFromRegistry(
  reference: ChartReference,
  credentials: RegistryCredentials | undefined,
  options: FetchOptions,
): Promise<Answer<FetchedChart>> {
  const { host, path } = partsOf(reference);
  const get = registryClient(host, path, credentials, options.signal, reference.isPlainHttp);
  const wanted = await wantedManifest(reference, get);
  if (wanted.kind === 'failed') return wanted;
  const { version, name } = wanted.value;
  const manifest = await get(`manifests/${name}`, MANIFEST_LIMIT, { accept: MANIFEST });
  if (manifest.kind === 'failed') return manifest;
  const manifestDigest = digestOf(manifest.value.bytes);
  if (isManifestDigest(name) && manifestDigest !== name)
    return failed(broken(reference, `the manifest is not the one that was asked for: its digest is ${manifestDigest}`));
  const layer = archiveLayer(manifest.value.bytes);
  if (layer === undefined) return failed(broken(reference, `${version} is not a chart`));
  const archive = await get(`blobs/${layer}`, ARCHIVE_LIMIT, {}, options.onProgress);
  if (archive.kind === 'failed') return archive;
  const { bytes } = archive.value;
  const digest = digestOf(bytes);
  if (digest !== layer)
    return failed(broken(reference, `the archive of ${version} is not the one that its manifest describes: its digest is ${digest}`));
  return { kind: 'answer', value: { archive: bytes, version, digest, manifest: manifestDigest } };
}

/** Every tag of a repository. @param repository `oci://host/path` */
export async function listTags(
  repository: string,
  credentials: RegistryCredentials | undefined,
  signal: AbortSignal,
): Promise<Answer<readonly string[]>> {
  const { host, path } = partsOf({ repository, name: '', version: '' });
  return tagsOf(registryClient(host, path, credentials, signal));
}

/** The digest of what a tag stands for. @param repository `oci://host/path` */
export async function digestOfTag(
  repository: string,
  tag: string,
  credentials: RegistryCredentials | undefined,
  signal: AbortSignal,
): Promise<Answer<string>> {
  const { host, path } = partsOf({ repository, name: '', version: '' });
  const get = registryClient(host, path, credentials, signal);
  const manifest = await get(`manifests/${encodeURIComponent(tag)}`, MANIFEST_LIMIT, { accept: IMAGES.join(', ') });
  return manifest.kind === 'failed' ? manifest : { kind: 'answer', value: digestOf(manifest.value.bytes) };
}

/** The host of a registry, for its credentials. */
export function registryHost(repository: string): string {
  return partsOf({ repository, name: '', version: '' }).host;
}

interface Wanted {
  readonly version: string;
  /** In the path of a manifest: a tag or a digest. */
  readonly name: string;
}

async function wantedManifest(reference: ChartReference, get: Get): Promise<Answer<Wanted>> {
  const { version, chosenBy } = reference;
  if (chosenBy === 'tag' && !version.includes('@')) return { kind: 'answer', value: { version, name: encodeURIComponent(version) } };
  const at = version.lastIndexOf('@');
  const [tag, digest] = [version.slice(0, Math.max(at, 0)), version.slice(at + 1)];
  if (isManifestDigest(digest))
    return tag === '' ? { kind: 'answer', value: { version: digest, name: digest } } : pinned(reference, tag, digest, get);
  if (isTagName(reference)) return { kind: 'answer', value: named(version) };
  const tags = await tagsOf(get);
  if (tags.kind === 'failed') return tags;
  if (chosenBy === 'artifact' && tags.value.includes(version))
    return { kind: 'answer', value: { version, name: encodeURIComponent(version) } };
  const filtered = filteredTags(reference, tags.value);
  if (filtered.kind === 'failed') return filtered;
  const chosen = chooseVersion(reference, filtered.value);
  return chosen.kind === 'failed' ? chosen : { kind: 'answer', value: named(chosen.value.version) };
}

function named(version: string): Wanted {
  return { version, name: encodeURIComponent(tagOf(version)) };
}

/** The tag need not be there any more, but where it is, it has to have this digest. Source: `ValidateReference` of Helm's `pkg/registry`. */
async function pinned(reference: ChartReference, tag: string, digest: string, get: Get): Promise<Answer<Wanted>> {
  const manifest = await get(`manifests/${named(tag).name}`, MANIFEST_LIMIT, { accept: MANIFEST });
  const found = manifest.kind === 'failed' ? digest : digestOf(manifest.value.bytes);
  if (found === digest) return { kind: 'answer', value: { version: digest, name: digest } };
  return failed(broken(reference, `${tag} has the digest ${found}`));
}

function filteredTags(
  { tagFilter, chosenBy, ...reference }: ChartReference,
  tags: readonly string[],
): Answer<readonly { version: string }[]> {
  const expression = tagFilter ? compileExpression(tagFilter) : undefined;
  if (expression instanceof ExpressionError)
    return failed(broken(reference, `the filter of its tags, “${tagFilter}”, does not parse: ${expression.message}`));
  const passed = expression === undefined ? tags : tags.filter((tag) => expression.match(tag));
  return {
    kind: 'answer',
    value: passed.map((tag) => ({ version: versionOf(tag) })).filter(({ version }) => isVersionTag(version, chosenBy)),
  };
}

/** Tags come in pages; the `Link` header leads to the next one. */
async function tagsOf(get: Get): Promise<Answer<readonly string[]>> {
  const found: string[] = [];
  const seen = new Set<string>();
  for (let page: string | undefined = 'tags/list?n=1000'; page !== undefined; ) {
    if (seen.size === MOST_PAGES)
      return failed({ code: 'downloadFailed', subject: 'the list of tags', detail: `it goes on after ${MOST_PAGES} pages` });
    seen.add(page);
    const answer: Answer<Download> = await get(page, MANIFEST_LIMIT);
    if (answer.kind === 'failed') return answer;
    const { tags } = json(answer.value.bytes) as { tags?: unknown };
    found.push(...(Array.isArray(tags) ? tags : []).filter((tag) => typeof tag === 'string'));
    const next: string | undefined = /<[^>]*\/(tags\/list\?[^>]*)>;\s*rel="?next/.exec(answer.value.headers.get('link') ?? '')?.[1];
    page = next === undefined || seen.has(next) ? undefined : next;
  }
  return { kind: 'answer', value: found };
}

function archiveLayer(manifest: Uint8Array): string | undefined {
  const { layers } = json(manifest) as { layers?: readonly { readonly mediaType?: unknown; readonly digest?: unknown }[] };
  const layer = layers?.find(({ mediaType }) => typeof mediaType === 'string' && ARCHIVE_TYPES.includes(mediaType));
  return typeof layer?.digest === 'string' ? layer.digest : undefined;
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
