// What the build of one folder hands on.
import type { Origin, Position } from '../../model';
import type { TransformerConfig } from './config';
import type { Resource } from './resource';

/** What a folder hands to the kustomization that names it. Immutable, so that many overlays share it. */
export interface Accumulated {
  readonly resources: readonly Resource[];
  readonly config: TransformerConfig;
  readonly variables: readonly Variable[];
}

export interface Variable {
  readonly name: string;
  readonly fieldPath: string;
  /** The entry that names it. */
  readonly origin: Position;
  /** What the entry says. */
  readonly by: readonly Origin[];
}
