// What an ArtifactGenerator of Flux makes an artifact of: plain data, from which discovery and rendering both work its files out.
import type { Position } from './origin';

/** An artifact as its generator describes it. */
export interface ArtifactLayout {
  /** The folder that stands for it in the paths of its files. */
  readonly path: string;
  readonly sources: readonly ArtifactSource[];
  readonly copy: readonly CopyRule[];
  /** Where the artifact stands in its generator. */
  readonly position: Position;
  /** Which clones stand for sources, in words. */
  readonly clones: readonly string[];
}

export interface ArtifactSource {
  readonly alias: string;
  /** The folder that the source is: the tree, or a clone of another repository. */
  readonly path?: string;
  /** The folder of its repository which the tree is, where that is not all of it. */
  readonly prefix?: string;
  /** `spec.ignore`. */
  readonly ignore?: string;
  /** The `.sourceignore` files of all its folders. */
  readonly sourceRules?: readonly string[];
  /** Another artifact that is the source. */
  readonly artifact?: ArtifactLayout;
}

export interface CopyRule {
  readonly alias: string;
  readonly pattern: string;
  /** As written behind `@artifact/`. */
  readonly to: string;
  readonly exclude: readonly string[];
  readonly strategy: string;
  readonly optional: boolean;
  readonly position: Position;
  /** Why nobody knows what it copies. */
  readonly unknown?: string;
  /** The address of the repository that is not here. */
  readonly repository?: string;
}
