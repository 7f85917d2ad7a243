// A bundle of plain manifests, with the files of its overlays: new ones, ones in the place of others, and patches.
import { isFleetFile } from '../../discover/fleet/options';
import { join } from '../../discover/paths';
import { isYaml } from '../../discover/tree';
import { FailureError, type MapNode, type Node } from '../../model';
import { readDocuments } from '../../yaml/read';
import { read } from '../kustomize/scope';
import { applyJsonPatch } from '../kustomize/merge/json-patch';
import { strategicMerge } from '../kustomize/merge/strategic-merge';
import { readManifests } from '../manifests/manifests';
import { refuse, type World } from './world';

const OVERLAYS = 'overlays';

/**
 * Source: Fleet's documentation, "Using Raw YAML" and `yaml.overlays`. Folders with a fleet.yaml are bundles of their own, and those with a Chart.yaml are
 * charts that another bundle names.
 */
export function plainObjects(world: World): readonly MapNode[] {
  const { folder } = world.bundle;
  const base = manifestsBelow(world, folder, '').filter((path) => path.split('/')[0] !== OVERLAYS);
  const objects = new Map(base.map((path) => [path, objectsIn(world, join(folder, path))]));
  for (const overlay of world.options.overlays) {
    const top = join(folder, `${OVERLAYS}/${overlay.text}`);
    const paths = manifestsBelow(world, top, '');
    if (paths.length === 0) refuse(world, overlay, { code: 'notFound', subject: top });
    for (const path of paths) {
      const patched = /^(.*)_patch(\.[a-z]+)$/.exec(path);
      if (patched === null) objects.set(path, objectsIn(world, join(top, path)));
      else patchFile(world, objects, `${patched[1]}${patched[2]}`, join(top, path));
    }
  }
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, found]) => found);
}

/** Paths from `top`. Hidden files and folders are left out. */
function manifestsBelow(world: World, top: string, below: string): readonly string[] {
  const folder = join(top, below === '' ? '.' : below);
  world.notes.reads.set(`${folder}/`, '');
  const listed = world.files.list(folder);
  if (listed.kind === 'failed') world.notes.failures.push(listed.reason);
  if (listed.kind === 'unread') world.notes.needs.push({ kind: 'directory', path: folder });
  if (listed.kind !== 'directory') return [];
  if (below !== '' && listed.entries.some(({ name }) => isFleetFile(name) || name === 'Chart.yaml')) return [];
  return listed.entries.flatMap(({ name, kind }) => {
    const path = below === '' ? name : `${below}/${name}`;
    if (name.startsWith('.') || isFleetFile(name)) return [];
    if (kind === 'directory') return manifestsBelow(world, top, path);
    return isYaml(name) ? [path] : [];
  });
}

function objectsIn({ files, notes }: World, file: string): readonly MapNode[] {
  const found = readManifests(file, files);
  notes.reads.set(file, '');
  notes.failures.push(...found.failures);
  return found.objects.map(({ node }) => node);
}

/** A list is a JSON patch, anything else a strategic merge patch. It changes the one object of the file of its name. */
function patchFile(world: World, objects: Map<string, readonly MapNode[]>, target: string, file: string): void {
  const answer = read(world, file);
  if (answer.kind === 'failed') world.notes.failures.push(answer.reason);
  const { documents, failures } = readDocuments(answer.kind === 'file' ? answer.text : '', file);
  world.notes.failures.push(...failures);
  const [patch] = documents;
  const [object, ...others] = objects.get(target) ?? [];
  if (patch === undefined) return;
  if (object === undefined) refuse(world, patch, { code: 'patchTargetMissing', subject: target });
  else if (others.length > 0) refuse(world, patch, { code: 'unsupported', subject: `A patch of ${target}, which holds several objects,` });
  else objects.set(target, applied(world, object, patch));
}

/** None where the patch deletes the object. */
function applied(world: World, object: MapNode, patch: Node): readonly MapNode[] {
  try {
    if (patch.kind === 'list') return [applyJsonPatch(object, patch)];
    const merged = patch.kind === 'map' ? strategicMerge(object, patch, undefined, { direction: 'append' }) : object;
    return merged === undefined ? [] : [merged];
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    refuse(world, patch, error.failure);
    return [object];
  }
}
