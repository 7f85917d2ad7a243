// What is kept of the way to an object, for the annotations that `buildMetadata` asks for.
import type { Position } from '../../model';

/** Set while the outermost kustomization asks for any build metadata: bases and components then track, whatever they ask for themselves. */
export interface Tracking {
  /** Where the folder lies, seen from the outermost one, or in its repository. */
  readonly path: string;
  readonly repo?: string;
  readonly ref?: string;
  /** The items of `buildMetadata` that ask for each; the first one where none does. */
  readonly origins: Position;
  readonly transformers: Position;
}
