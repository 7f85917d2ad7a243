// What a render gives: objects whose every value knows its origin, and what stood in the way.
import type { Failure } from './failure';
import type { Finding } from './finding';
import type { MapNode, Path } from './node';
import type { CallSite, Origin } from './origin';
import type { RemoteReference } from './remote';

/** An object's identity in a cluster. `namespace` is absent for cluster-scoped objects and where the manifest names none. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface RenderedObject {
  readonly ref: ObjectRef;
  readonly node: MapNode;
}

/** The outcome of a render. `objects` holds what could be rendered; nothing is left out without a failure. */
export interface Rendered {
  readonly objects: readonly RenderedObject[];
  readonly failures: readonly Failure[];
  /** What is worth a person's eye and does not stop the render. True of this render alone: another one that shares the line may contradict it. */
  readonly warnings: readonly Finding[];
  /** Keys of the findings that this render contradicts: a target that selected something here. */
  readonly contradicts?: ReadonlySet<string>;
  /** Inputs that were not gathered yet: fetch them and render again. */
  readonly needs: readonly Need[];
  /** Every file and folder (with a trailing `/`) that the result depends on, absent ones included. */
  readonly reads: readonly string[];
  /** Values of Secrets that went into it and may stand in no object by themselves: `postgres://user:${PASSWORD}@host`. */
  readonly secrets?: readonly string[];
  /** Which clones on this machine stood for other repositories, and what is checked out in each, in words; absent where none did. */
  readonly clones?: readonly string[];
  /** Of a chart's release: the merged values, each of which knows its source. Absent where they could not be worked out. */
  readonly values?: MapNode;
  /** Set where the chart was not to be had: what it sets itself is not among the values. */
  readonly valuesWithoutChart?: true;
  /** The releases of charts that went into it, where checks may look at their values. */
  readonly releases?: readonly ChartRelease[];
}

/** A chart with its values. What its templates read of them is known to `render/helm` alone. */
export interface ChartRelease {
  readonly chart: string;
  /** The file of the chart's own defaults. */
  readonly ownDefaults: string;
  /** The files of all defaults, those of its dependencies too. */
  readonly defaults: ReadonlySet<string>;
  /** Merged: every key knows its source. */
  readonly values: MapNode;
  /** What templates wrote of keys that are set nowhere. */
  readonly unset: readonly UnsetValue[];
  /** There where the release comes from another thread, which has the chart's templates. */
  readonly evidence?: ValuesEvidence;
}

/** What a look at a chart's templates says of the values of a release. */
export interface ValuesEvidence {
  readonly made: readonly Finding[];
  /** Keys of findings that are not true here: of the values that are read. */
  readonly contradicted: readonly string[];
}

/** A place in a template that wrote nothing, and the key that it read. */
export interface UnsetValue extends CallSite {
  readonly path: Path;
}

/** A render that gave nothing but the failures that say why. */
export function nothingRendered(failures: readonly Failure[], reads: readonly string[] = []): Rendered {
  return { objects: [], failures, warnings: [], needs: [], reads };
}

/** What an object becomes from one render to another. Both sides are masked YAML; one side is absent for an object that appears or goes. */
export interface RenderedChange {
  readonly ref: ObjectRef;
  readonly before?: string;
  readonly after?: string;
}

export type Need =
  | { readonly kind: 'file' | 'directory'; readonly path: string }
  /** `path` is what a cluster is asked, as `questionAt` reads it. */
  | { readonly kind: 'clusterAnswer'; readonly path: string }
  /** `path` is what is to be decrypted, as `decryptionAt` reads it. */
  | { readonly kind: 'decryption'; readonly path: string }
  | { readonly kind: 'chart'; readonly path: string; readonly chart: NeededChart }
  /** The chart at `path` takes so long that it is rendered on another thread. */
  | { readonly kind: 'longRender'; readonly path: string }
  /** `path` is the link that the reference stands for: a source that changes when it has been fetched. */
  | { readonly kind: 'remoteBase'; readonly path: string; readonly remote: RemoteReference };

/** A chart as its repository has it; the version may be a range. */
export interface NeededChart {
  readonly repository: string;
  readonly name: string;
  readonly version: string;
}

/** A text together with the origin of each of its lines: what a preview shows. */
export interface EmittedText {
  readonly text: string;
  /** One per line of `text`, from 0; `undefined` for `---` and blank lines. */
  readonly lines: readonly (EmittedLine | undefined)[];
}

export interface EmittedLine {
  /** Index into the emitted objects. */
  readonly object: number;
  /** The path of the value that starts (or goes on) in this line. */
  readonly path: Path;
  readonly origin: Origin;
}
