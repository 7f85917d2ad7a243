// What a chart is rendered from, and what comes of it.
import type { Lookup, MapNode, Node, Rendered, RenderedObject } from '../../model';
import type { EarlierHelm } from './earlier';
import type { RenderedFile } from './release/manifests';
import type { Printed } from './release/print';
import type { Release } from './release/scope';
import type { ValuesSource } from './values/user-values';

/** One release of a chart. */
export interface HelmRequest {
  readonly chart: ChartSource;
  readonly release: Release;
  /** The last one is the strongest. */
  readonly values: readonly ValuesSource[];
  /** What of the values derives from Secrets. Scalars that are marked as secret need not be named here. */
  readonly secrets?: readonly Node[];
  /** In the place of the chart's own values.yaml, the last one the strongest. */
  readonly chartValues?: readonly MapNode[];
  /** What whoever packs the chart again adds to its version, in the place of its own `+…`. */
  readonly versionMetadata?: string | undefined;
  /** Whose ways count: those of v3.22.0 or v4.3.1. */
  readonly helm: 3 | 4;
  /** Whether a chart is rendered whatever its apiVersion is, as Flux does it that packs charts of folders, and has the artifact that `chartRef` names. */
  readonly takesAnyApiVersion?: boolean;
  /** An earlier Helm 3, whose ways count where they are known to differ. */
  readonly earlier?: EarlierHelm;
  /** The newest that Helm knows unless given. */
  readonly kubeVersion?: string;
  /** Besides those that Helm knows by itself. */
  readonly apiVersions?: readonly string[];
  readonly includeCrds?: boolean;
  readonly skipTests?: boolean;
  readonly skipHooks?: boolean;
  readonly skipSchemaValidation?: boolean;
  /**
   * What is printed is all that is asked for. The render then has no objects and no hooks, and merged values and releases only where values are given; nothing notes where texts come from, and failures and
   * findings may stand at the first line of their file: where there are any, ask for all of it. Nor does it come to limits of memory that such notes alone would take.
   */
  readonly onlyText?: boolean;
  /** What the cluster behind the Files port is asked; nothing unless given: `lookup` then finds nothing, and charts are told the versions above. */
  readonly asks?: ClusterAsks;
  /** The present, for templates that print it; unless given a stand-in, or the one that comes with real random values. */
  readonly now?: () => Date;
}

/**
 * As Helm 3's `template --dry-run=server` does it, which looks up and tells charts its own defaults; as everything else does that installs; or as
 * Argo CD does, which looks nothing up, and tells charts the version and kinds of the cluster where the request has none.
 */
export type ClusterAsks = 'lookups' | 'everything' | 'versions';

export type ChartSource =
  /** A folder or an archive of the tree, repository-relative. `isUnpacked`: a folder that stands for an archive, all of which counts. */
  | { readonly kind: 'path'; readonly path: string; readonly isUnpacked?: boolean }
  /** An archive from elsewhere. `path` is what origins and failures call it; `digest` is what it is kept by. */
  | { readonly kind: 'archive'; readonly archive: Uint8Array; readonly path: string; readonly digest: string };

/** A render of a chart. `objects` are those that Helm installs; hooks, which it runs, stand apart. */
export interface HelmRendered extends Rendered {
  /** What `helm template` prints; only whole where there are no failures. */
  readonly text: string;
  /** The pieces of `text`. */
  readonly printed: Printed;
  /** What each template gave, before it was taken apart: NOTES.txt too, partials not. */
  readonly files: readonly RenderedFile[];
  readonly hooks: readonly RenderedObject[];
  /** What Helm would show after an installation. */
  readonly notes: string;
  /** The merged values: every key knows its source. Absent where they could not be worked out. */
  readonly values?: MapNode;
  /** What cannot be known beforehand: the present, random text and certificates. It never tells a difference. */
  readonly unknowables: readonly Unknowable[];
  /** What templates asked the cluster for. */
  readonly lookups: readonly LookedUp[];
}

export interface Unknowable {
  /** The template that asked for it. */
  readonly template: string;
  /** The function, and what tells this call from others. */
  readonly call: string;
  /** What stands for it in the render; absent where that is a real value, which may be secret. */
  readonly standIn?: string;
}

/** A question of templates, asked once or more. */
export interface LookedUp extends Lookup {
  /** `notAsked`: there was no cluster to ask, and the templates were told that there is nothing. */
  readonly answer: 'found' | 'absent' | 'notAsked';
}
