// The versions that the files of an environment pin: image tags of its overlays and patches, chart versions of its releases.
import type { MapNode, Node, Version } from '../model';
import { at, child, items, text } from '../yaml/access';
import { argoVersions, sharedValuesFiles } from './argo-versions';
import { artifactRootOf } from './artifact/path';
import { factsAt, inOpenTree, sourceFolders, sourcesOfFiles } from './clone-trees';
import { cloneAround } from './clones';
import { type Draft, type EnvironmentDraft, type EnvironmentDrafts, rendersItsFolder } from './draft';
import type { KustomizationFolder } from './graph';
import { groupBy } from './group';
import { chartVersions, valueImages } from './helm-versions';
import type { Inventory } from './inventory';
import { once } from './once';
import { optionsOf } from './fleet/options';
import { isFetched, isWithin, join } from './paths';
import type { TreeFacts } from './tree-facts';
import type { SourceFile } from './sources';
import { imageOf, isWritten, versionAt } from './version-at';

/** By app. A file that several environments take in pins nothing for one of them. */
export function findVersions(drafts: EnvironmentDrafts, inventory: Inventory): ReadonlyMap<Draft, readonly Version[]> {
  const shared: Shared = { ...sharedSources(drafts, inventory), valuesFiles: sharedValuesFiles(drafts, inventory) };
  const versions = new Map<Draft, readonly Version[]>();
  for (const { apps } of drafts.values()) {
    const children = groupBy(
      apps.filter(({ kind }) => kind === 'helmRelease'),
      ({ parent }) => parent,
    );
    for (const draft of apps) {
      if (draft.kind !== 'helmRelease')
        versions.set(draft, distinct(versionsOf(draft, children.get(draft) ?? [], shared, inventory, versions)));
    }
  }
  for (const { apps } of drafts.values()) {
    for (const draft of apps)
      if (draft.kind === 'helmRelease') versions.set(draft, releaseVersions(draft, versions.get(draft) ?? [], inventory));
  }
  // What another repository or a fetched chart pins cannot be promoted from this one; what another branch of this one pins can.
  for (const [draft, found] of versions)
    versions.set(
      draft,
      found.filter(({ file }) => isOfRepository(file, inventory)).map((version) => withPolicy(version, inventory)),
    );
  return versions;
}

function isOfRepository(file: string, { clones }: Inventory): boolean {
  const clone = cloneAround(file, clones);
  return clone === undefined ? !isFetched(file) : clone.own !== undefined;
}

/** Names the policy that image automation sets the line by. */
function withPolicy(version: Version, { sources }: Inventory): Version {
  const { file, line, column } = version;
  const marker = sources.files.get(file)?.markers?.find((one) => one.line === line && one.column === column);
  return marker === undefined ? version : { ...version, policy: marker.policy };
}

/** What several environments take in. */
interface Shared {
  readonly folders: ReadonlySet<string>;
  /** Kustomization files and patches: those of one folder of an artifact may come from several. */
  readonly files: ReadonlySet<string>;
  readonly valuesFiles: ReadonlySet<string>;
}

function versionsOf(
  draft: Draft,
  children: readonly Draft[],
  { folders: shared, files, valuesFiles }: Shared,
  inventory: Inventory,
  releases: Map<Draft, readonly Version[]>,
): Version[] {
  const own = [...argoVersions(draft, inventory, valuesFiles), ...fluxImages(draft)];
  const facts = factsAt(draft.path, inventory);
  if (!rendersItsFolder(draft) || !isOwn(draft.path, facts, inventory)) return own;
  const found: Version[] = [...own];
  const isOfArtifact = artifactRootOf(draft.path) !== undefined;
  if (draft.kind === 'fleetBundle') found.push(...overlayImages(draft, inventory));
  if (draft.kind === 'manifests') found.push(...manifestImages(draft.path, inventory));
  for (const path of facts.reachOf(draft.path).folders) {
    const folder = facts.graph.get(path);
    if (folder === undefined || (!isOfArtifact && shared.has(path))) continue;
    const isSole = ({ file }: Version): boolean => !files.has(file);
    found.push(...imageTags(folder.node).filter(isSole));
    for (const patch of patchDocuments(folder, facts)) {
      found.push(...patchedImages(patch).filter(isSole));
      for (const release of children.filter((candidate) => isPatchOf(patch, candidate))) {
        const pinned = [...chartVersions(patch, release, inventory), ...valueImages(patch, release, inventory)].filter(isSole);
        releases.set(release, [...(releases.get(release) ?? []), ...pinned]);
        found.push(...pinned);
      }
    }
  }
  // What an Application or a Flux Kustomization says of an image goes over what its folder says.
  return own.length === 0
    ? found
    : found.filter(
        (version) => own.includes(version) || !own.some((other) => other.image === version.image && other.chart === version.chart),
      );
}

/** What a release's own object pins, unless a patch of the environment pins the same. */
function releaseVersions(release: Draft, patched: readonly Version[], inventory: Inventory): readonly Version[] {
  const node = release.object?.node;
  if (node === undefined) return patched;
  const own = [...chartVersions(node, release, inventory), ...valueImages(node, release, inventory)];
  return distinct([...patched, ...own.filter((version) => !patched.some((other) => nameOf(other) === nameOf(version)))]);
}

/** `spec.images`. */
function fluxImages({ kind, object }: Draft): readonly Version[] {
  const spec = kind === 'fluxKustomization' ? child(object?.node, 'spec') : undefined;
  return spec?.kind === 'map' ? imageTags(spec) : [];
}

/** @param kustomization its fields, or those of a Flux Kustomization's spec. */
const imageTags = once((kustomization: MapNode): readonly Version[] =>
  items(child(kustomization, 'images')).flatMap((item) => {
    const [image, tag, digest] = [text(child(item, 'name')), child(item, 'newTag'), child(item, 'digest')];
    if (image === undefined) return [];
    return [
      ...(tag?.kind === 'scalar' && tag.text !== '' && isWritten(tag) ? [versionAt(tag, { image })] : []),
      ...(digest?.kind === 'scalar' && digest.text !== '' && isWritten(digest) ? [versionAt(digest, { image, digest: true })] : []),
    ];
  }),
);

/** What lies in a clone of another repository pins nothing here; another branch of this one is its own. */
function isOwn(path: string, facts: TreeFacts, inventory: Inventory): boolean {
  const { tree, artifacts } = inventory;
  const isKnown = facts.tree === tree || artifacts.has(artifactRootOf(path) ?? '') || inOpenTree(path, inventory) !== undefined;
  return isKnown && facts.tree.folders.has(path);
}

function patchDocuments(folder: KustomizationFolder, { sources }: TreeFacts): readonly MapNode[] {
  return patchFiles(folder).flatMap((path) => {
    const source = sources.files.get(path);
    return source === undefined ? [] : mapsOf(source);
  });
}

const mapsOf = once(({ documents }: SourceFile) => documents.filter((document): document is MapNode => document.kind === 'map'));

/** Patches in files of their own; those written inside the kustomization file have no positions in it. */
export function patchFiles({ node, path }: Pick<KustomizationFolder, 'node' | 'path'>): readonly string[] {
  return namedPatches(node).map((patch) => join(path, patch));
}

const namedPatches = once((kustomization: MapNode): readonly string[] => {
  const listed = items(child(kustomization, 'patches')).map((item) => text(child(item, 'path')));
  const merged = items(child(kustomization, 'patchesStrategicMerge')).map(text);
  return [...listed, ...merged].flatMap((path) => (path === undefined || path.includes('\n') ? [] : path));
});

function isPatchOf(patch: MapNode, release: Draft): boolean {
  return text(child(patch, 'kind')) === 'HelmRelease' && text(at(patch, ['metadata', 'name'])) === release.name;
}

/** What the overlays of a Fleet bundle's target pin for it. */
function overlayImages({ fleet }: Draft, inventory: Inventory): readonly Version[] {
  if (fleet?.file === undefined) return [];
  const [options] = inventory.sources.files.get(fleet.file)?.documents ?? [];
  const folders = optionsOf(options, fleet.customization).overlays.map(({ text: overlay }) => join(fleet.folder, `overlays/${overlay}`));
  return [...inventory.sources.files].flatMap(([file, source]) =>
    folders.some((folder) => isWithin(file, folder)) ? mapsOf(source).flatMap(patchedImages) : [],
  );
}

/** Plain manifests pin what they run by themselves. */
function manifestImages(path: string, inventory: Inventory): readonly Version[] {
  return [...inventory.reachOf(path).files.keys()].flatMap((file) => {
    const source = inventory.sources.files.get(file);
    return source === undefined ? [] : objectImages(source);
  });
}

const objectImages = once(({ objects }: SourceFile): readonly Version[] => objects.flatMap(({ node }) => containerImages(node)));

const patchedImages = once((patch: MapNode): readonly Version[] => containerImages(patch));

function containerImages(node: Node): Version[] {
  if (node.kind === 'list') return node.items.flatMap(containerImages);
  if (node.kind !== 'map') return [];
  return node.entries.flatMap(({ key, value }) =>
    key === 'containers' || key === 'initContainers'
      ? items(value).flatMap((container) => imageOf(child(container, 'image')))
      : containerImages(value),
  );
}

function sharedSources(drafts: EnvironmentDrafts, inventory: Inventory): Pick<Shared, 'folders' | 'files'> {
  const folders = inSeveral<EnvironmentDraft>();
  const files = inSeveral<EnvironmentDraft>();
  for (const environment of drafts.values()) {
    for (const app of environment.apps) {
      const { path } = app;
      const facts = factsAt(path, inventory);
      if (!rendersItsFolder(app) || !isOwn(path, facts, inventory)) continue;
      const reached = facts.reachOf(path).folders;
      for (const folder of sourceFolders(reached, inventory)) folders.add(folder, environment);
      for (const file of pinningFiles(reached, facts, inventory)) files.add(file, environment);
    }
  }
  return { folders: folders.shared, files: files.shared };
}

/** The files of the tree that say of folders what is pinned in them. */
function pinningFiles(folders: Iterable<string>, { graph }: TreeFacts, inventory: Inventory): readonly string[] {
  return [...folders].flatMap((path) => {
    const folder = graph.get(path);
    return folder === undefined ? [] : sourcesOfFiles([folder.file, ...patchFiles(folder)], path, inventory);
  });
}

function inSeveral<T>(): { readonly shared: ReadonlySet<string>; add(what: string, user: T): void } {
  const first = new Map<string, T>();
  const shared = new Set<string>();
  return {
    shared,
    add(what, user) {
      if ((first.get(what) ?? user) !== user) shared.add(what);
      else first.set(what, user);
    },
  };
}

function nameOf({ image, chart, digest }: Version): string {
  if (image === undefined) return `chart ${chart}`;
  return digest === undefined ? `image ${image}` : `digest ${image}`;
}

function distinct(versions: readonly Version[]): Version[] {
  const seen = new Set<string>();
  return versions.filter(({ file, line, column }) => {
    const key = `${file}:${line}:${column}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
