// What Flux's image automation is told to do: policies that choose tags, lines that they set, and automations that write them.
import type { Failure } from './failure';
import type { Position } from './origin';

export type PolicyRule =
  | { readonly kind: 'semver'; readonly range: string }
  | { readonly kind: 'alphabetical' | 'numerical'; readonly order: 'asc' | 'desc' };

/** An ImagePolicy, and what it needs of its ImageRepository. */
export interface ImagePolicy {
  /** `namespace:name`, as markers name it. */
  readonly name: string;
  readonly position: Position;
  readonly rule?: PolicyRule;
  readonly filter?: { readonly pattern: string; readonly extract: string };
  /** The image whose tags it chooses from; absent where its ImageRepository is not in the repository. */
  readonly image?: string;
  /** Patterns of tags that are never looked at. */
  readonly exclusions: readonly string[];
  /** Whether it, or its ImageRepository, is suspended: nothing new is chosen. */
  readonly suspended: boolean;
  /** Whether it reflects the digest of what it chooses: lines of the whole image, or of the digest, then name it. */
  readonly digests: boolean;
  /** What keeps it from choosing. */
  readonly failures: readonly Failure[];
}

export type MarkerPart = 'image' | 'name' | 'tag' | 'digest';

/** A line with a setter marker, `# {"$imagepolicy": "flux-system:app:tag"}`. The position is that of the scalar before it. */
export interface ImageMarker extends Position {
  readonly policy: string;
  readonly part: MarkerPart;
  readonly value: string;
  /** The ImageUpdateAutomations that write it, as `namespace/name`. */
  readonly automations: readonly string[];
}

/** An ImageUpdateAutomation: which folder of which branch it writes, and where it pushes to. */
export interface ImageAutomationObject {
  /** `namespace/name` */
  readonly name: string;
  readonly position: Position;
  /** `GitRepository flux-system/fleet` */
  readonly source: string;
  readonly path: string;
  /** The branch that it checks out; absent where that is the source's own. */
  readonly branch?: string;
  /** The branch that it pushes to, where that is another one. */
  readonly pushBranch?: string;
  readonly suspended: boolean;
}

export interface ImageAutomation {
  readonly policies: readonly ImagePolicy[];
  readonly markers: readonly ImageMarker[];
  readonly automations: readonly ImageAutomationObject[];
}
