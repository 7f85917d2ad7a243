// A file of an artifact, and why there may be no artifact at all.
import type { Origin } from '../../model';

export type ArtifactFile =
  /** A file of a source, by its path in the Files port. */
  { readonly kind: 'copy'; readonly path: string } | MergedFile;

/** What the Merge strategy made of several files, with the origin of each of its lines. */
export interface MergedFile {
  readonly kind: 'merged';
  readonly text: string;
  readonly lines: readonly (Origin | undefined)[];
  /** The files that it was made of. */
  readonly paths: readonly string[];
}

/** A text that is to be merged. */
export interface Read {
  readonly text: string;
  /** How people know it. */
  readonly path: string;
  readonly isUtf8: boolean;
  readonly merged?: MergedFile;
}

/** Why source-watcher carries a rule out no further, and makes no artifact. */
export class Refusal extends Error {}
