// HelmReleases in a folder of an environment that nothing of the repository applies, as where Flux was installed by other means: listed, with the reason.
import { notAmong } from './applied';
import { factsAt, inOpenTree, sourcesOfFiles } from './clone-trees';
import { type Draft, type EnvironmentDrafts, environmentDraft } from './draft';
import { controllerObjects, controllerRef, isHelmRelease, namespaceIn } from './flux-objects';
import { helmReleaseDraft } from './helm-release';
import { failureAt, type Inventory } from './inventory';
import { entryPointName } from './order';
import { parentOf, segments } from './paths';
import type { SourceObject } from './sources';

/** Those that no app of any environment holds. @param out what a patch takes out. */
export function addLoneReleases(drafts: EnvironmentDrafts, inventory: Inventory, out: ReadonlySet<SourceObject>): void {
  const { sources, appliedBy } = inventory;
  const isAsItStands = notAmong(appliedBy.keys());
  const releases = [...sources.files.values()].flatMap((file) => controllerObjects(file).filter(isHelmRelease)).filter(isAsItStands);
  if (releases.length === 0) return;
  const apps = [...drafts.values()].flatMap((environment) => environment.apps);
  const held = new Set(apps.flatMap((app) => filesOf(app, inventory)));
  const known = new Set(apps.flatMap(({ object }) => object ?? []));
  for (const release of releases)
    if (!known.has(release) && !held.has(release.file) && !out.has(release)) addLone(release, drafts, inventory);
}

function filesOf({ path, kind, object }: Draft, inventory: Inventory): readonly string[] {
  if (kind === 'helmRelease' || kind === 'argoApplicationSet') return object === undefined ? [] : [object.file];
  const folder = inOpenTree(path, inventory) ?? path;
  const { tree, reachOf } = factsAt(folder, inventory);
  return tree.folders.has(folder) ? sourcesOfFiles(reachOf(folder).files.keys(), folder, inventory) : [];
}

function addLone(release: SourceObject, drafts: EnvironmentDrafts, inventory: Inventory): void {
  const folders = segments(parentOf(release.file));
  const named = entryPointName(folders);
  if (named === undefined || named.rule === 'layout') return;
  const environment = environmentDraft(drafts, named.name);
  const folder = folders.slice(0, named.index + 1).join('/');
  environment.reasons.add(`HelmRelease ${release.name} in ${folder} (${release.file}:${release.line})`);
  const owner = controllerRef(release, 'HelmRelease', namespaceIn(release.file, inventory));
  const detail = `no Kustomization of this repository applies ${release.file}`;
  const unresolved = [failureAt(release, { code: 'unresolvedSource', subject: release.name, detail })];
  environment.apps.push({ ...helmReleaseDraft(release, owner, undefined, inventory), unresolved });
}
