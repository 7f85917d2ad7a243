// Versions inside a HelmRelease or a patch of one: its chart, and images among its values.
import type { Node, Path, Version } from '../model';
import { at, child, text } from '../yaml/access';
import { sourceFor } from './declared-source';
import type { Draft } from './draft';
import type { Inventory } from './inventory';
import { keysAbove, placesAbove } from './nearest';
import { join } from './paths';
import { isWritten, versionAt } from './version-at';

/** @param node the release's object, or a patch of it. */
export function chartVersions(node: Node, release: Draft, inventory: Inventory): Version[] {
  const version = at(node, ['spec', 'chart', 'spec', 'version']);
  const chart = text(at(release.object?.node, ['spec', 'chart', 'spec', 'chart'])) ?? release.name;
  if (version?.kind === 'scalar') return isWritten(version) ? [versionAt(version, { chart })] : [];
  const reference = at(node, ['spec', 'chartRef']);
  const name = text(child(reference, 'name'));
  const kind = text(child(reference, 'kind')) ?? '';
  if (name === undefined || (kind !== 'OCIRepository' && kind !== 'HelmChart')) return [];
  const candidates = (inventory.fluxSources.get(kind) ?? []).filter((source) => source.name === name);
  const { parent } = release;
  const source = sourceFor({ file: node.origin.file, above: placesAbove(parent), keys: keysAbove(parent) }, candidates, inventory);
  const spec = child(source?.node, 'spec');
  const tag = kind === 'HelmChart' ? child(spec, 'version') : (at(spec, ['ref', 'semver']) ?? at(spec, ['ref', 'tag']));
  if (tag?.kind !== 'scalar' || !isWritten(tag)) return [];
  const own = kind === 'HelmChart' ? text(child(spec, 'chart')) : artifactName(source?.node);
  return [versionAt(tag, { chart: own ?? name })];
}

/** The last part of the address of an OCIRepository is the chart's name, as with rendering. */
function artifactName(source: Node | undefined): string | undefined {
  return text(at(source, ['spec', 'url']))
    ?.split('/')
    .findLast((part) => part !== '');
}

/** Charts name an image by `repository` and `tag`; a patch often has the tag only, over the release's or the chart's own repository. */
export function valueImages(node: Node, release: Draft, inventory: Inventory): Version[] {
  const found: Version[] = [];
  const visit = (value: Node | undefined, path: Path): void => {
    if (value?.kind === 'list') for (const [index, item] of value.items.entries()) visit(item, [...path, index]);
    if (value?.kind !== 'map') return;
    const tag = child(value, 'tag');
    const repository = text(child(value, 'repository')) ?? repositoryOf(path, release, inventory);
    if (tag?.kind === 'scalar' && tag.text !== '' && isWritten(tag) && repository !== undefined)
      found.push(versionAt(tag, { image: repository }));
    for (const entry of value.entries) visit(entry.value, [...path, entry.key]);
  };
  visit(at(node, ['spec', 'values']), []);
  return found;
}

function repositoryOf(path: Path, release: Draft, inventory: Inventory): string | undefined {
  const own = text(at(release.object?.node, ['spec', 'values', ...path, 'repository']));
  if (own !== undefined) return own;
  const chart = text(at(release.object?.node, ['spec', 'chart', 'spec', 'chart']));
  const values = chart === undefined ? undefined : inventory.sources.files.get(join('.', `${chart}/values.yaml`))?.documents[0];
  return text(at(values, [...path, 'repository']));
}
