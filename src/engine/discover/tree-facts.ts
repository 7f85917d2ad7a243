// What discovery reads of a tree: of the one that is open, of a clone, of an artifact.
import type { Graph, Reach } from './graph';
import type { IsLeftOut } from './source-ignore';
import type { Sources } from './sources';
import type { Tree } from './tree';

/** What is read of a tree, whichever repository's it is. */
export interface TreeFacts {
  readonly tree: Tree;
  readonly sources: Sources;
  readonly graph: Graph;
  /** Whether the artifacts of Flux's sources lack a file. */
  readonly isLeftOut: IsLeftOut;
  /** What a folder's build takes in. */
  reachOf(path: string): Reach;
}

export interface ArtifactFacts extends TreeFacts {
  /** The files of sources that one of its files was made of. */
  madeOf(file: string): readonly string[];
}
