// The render of one bundle: its options, what it may read, and where it notes what it read and what failed.
import type { FleetOptions } from '../../discover/fleet/options';
import { join } from '../../discover/paths';
import type { App, Failure, FleetBundle, Node, Rendered } from '../../model';
import type { Files } from '../../ports';
import type { BuildCache } from '../kustomize/build-cache';
import { type Notes, positionOf } from '../kustomize/scope';

export interface World {
  readonly app: App;
  readonly bundle: FleetBundle;
  readonly options: FleetOptions;
  /** The content of fleet.yaml. */
  readonly file: Node | undefined;
  /** What lies in the bundle, and what was fetched. */
  readonly files: Files;
  /** The whole repository. */
  readonly tree: Files;
  readonly cache: BuildCache;
  readonly notes: Notes;
}

/** The folder that is looked for a kustomization. */
export function kustomizeFolder({ bundle, options }: World): string {
  return join(bundle.folder, options.kustomizeDir?.text ?? '.');
}

/** Notes a failure at a node. */
export function refuse({ notes }: Pick<World, 'notes'>, { origin }: Node, failure: Failure): undefined {
  notes.failures.push({ ...positionOf(origin), ...failure });
}

/** Takes over what a part of the render noted; a failure without a place is one of the bundle. */
export function absorb({ notes, app }: World, part: Rendered): void {
  notes.failures.push(...part.failures.map((failure) => (failure.file === undefined ? { ...app.source, ...failure } : failure)));
  notes.warnings.push(...part.warnings);
  notes.needs.push(...part.needs);
  for (const key of part.contradicts ?? []) notes.contradicts.add(key);
  for (const clone of part.clones ?? []) notes.clones.add(clone);
  for (const release of part.releases ?? []) notes.releases.add(release);
  for (const path of part.reads) notes.reads.set(path, '');
  for (const secret of part.secrets ?? []) notes.secrets.add(secret);
}
