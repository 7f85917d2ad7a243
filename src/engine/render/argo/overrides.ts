// `.argocd-source.yaml`, and the one that is named for the Application: files beside the manifests that change the source's options.
import { join } from '../../discover/paths';
import type { MapNode, Node } from '../../model';
import { text, child, withChild } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import { read } from '../kustomize/scope';
import { instanceName } from './environment';
import type { LocatedSource } from './sources';
import { refuse, type World } from './world';

/** Where a source comes from is not to be changed. */
const KEPT = new Set(['chart', 'path', 'repoURL', 'targetRevision']);

/** Source: argo-cd v3.2.6, `mergeSourceParameters`. Undefined after noting what is wrong with a file. */
export function withOverrides(world: World, { source, path }: LocatedSource): MapNode | undefined {
  const names = ['.argocd-source.yaml', `.argocd-source-${instanceName(world)}.yaml`];
  return names.reduce((merged: MapNode | undefined, name) => merged && overridden(world, merged, join(path, name)), source);
}

function overridden(world: World, source: MapNode, file: string): MapNode | undefined {
  const answer = read(world, file);
  if (answer.kind === 'failed') return refuse(world, source, { ...answer.reason, subject: file });
  if (answer.kind !== 'file') return source;
  const { documents, failures } = readDocuments(answer.text, file, { typing: 'v2', bytes: answer.bytes });
  if (failures.length > 0) {
    world.notes.failures.push(...failures);
    return undefined;
  }
  const [patch] = documents;
  if (patch === undefined) return source;
  if (patch.kind !== 'map') return refuse(world, patch, { code: 'patchInvalid', subject: file, detail: 'it is no map' });
  const entries = patch.entries.filter(({ key }) => !KEPT.has(key));
  return merged(source, { ...patch, entries }) as MapNode;
}

/** What the file leaves out or sets to null stays: Argo CD reads the result over the options that are there, items of lists too. */
function merged(before: Node | undefined, over: Node): Node {
  if (over.kind === 'scalar' || before === undefined) return replaced(before, over);
  if (over.kind === 'list')
    return { ...over, items: over.items.map((item, index) => merged(before.kind === 'list' ? before.items[index] : undefined, item)) };
  if (before.kind !== 'map') return replaced(before, over);
  return over.entries.reduce((map, { key, value }) => {
    const isNull = value.kind === 'scalar' && text(value) === undefined;
    return isNull ? map : withChild(map, key, key === 'valuesObject' ? replaced(child(map, key), value) : merged(child(map, key), value));
  }, before);
}

function replaced(before: Node | undefined, over: Node): Node {
  return before === undefined ? over : { ...over, origin: { ...over.origin, overrode: before.origin } };
}
