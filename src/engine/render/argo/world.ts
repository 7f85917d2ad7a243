// The render of one Argo CD Application: what it works on, what Argo CD is set to do, and where it notes what it read and what failed.
import type { App, Failure, MapNode, Node, Rendered } from '../../model';
import type { Files } from '../../ports';
import type { BuildCache } from '../kustomize/build-cache';
import { type Notes, positionOf } from '../kustomize/scope';
import type { Settings } from './settings';

export interface World {
  readonly app: App;
  readonly application: MapNode;
  readonly settings: Settings;
  readonly files: Files;
  readonly cache: BuildCache;
  readonly notes: Notes;
}

/** Notes a failure at a node, and gives nothing. */
export function refuse({ notes }: Pick<World, 'notes'>, { origin }: Node, failure: Failure): undefined {
  notes.failures.push({ ...positionOf(origin), ...failure });
}

/** Takes over what a part of the render noted; a failure without a place is one of the node that asks for the part. */
export function absorb(
  { notes }: Pick<World, 'notes'>,
  part: Pick<Rendered, 'failures' | 'reads'> & Partial<Pick<Rendered, 'warnings' | 'needs' | 'clones' | 'releases'>>,
  { origin }: Node,
): void {
  notes.failures.push(...part.failures.map((failure) => (failure.file === undefined ? { ...positionOf(origin), ...failure } : failure)));
  notes.warnings.push(...(part.warnings ?? []));
  notes.needs.push(...(part.needs ?? []));
  for (const clone of part.clones ?? []) notes.clones.add(clone);
  for (const release of part.releases ?? []) notes.releases.add(release);
  for (const path of part.reads) notes.reads.set(path, '');
}
