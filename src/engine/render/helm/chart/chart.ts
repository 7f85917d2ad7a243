// A loaded chart: what its files say, before any values are laid over it. Immutable, so that releases share it.
import type { MapNode } from '../../../model';
import type { ChartFile } from './chart-file';
import type { Lock } from './lock';
import type { Metadata } from './metadata';

export interface Chart {
  /** Its folder or archive, for failures. */
  readonly path: string;
  readonly metadata: Metadata;
  /** Chart.yaml. */
  readonly file: string;
  readonly templates: readonly ChartFile[];
  /** Everything that is neither template nor read by Helm itself: what `.Files` offers, and `crds/`. */
  readonly files: readonly ChartFile[];
  /** The documents of values.yaml (one with Helm 3), the last one laid over the others. Their origins have the step `values`. */
  readonly values: readonly MapNode[];
  readonly schema?: ChartFile;
  /** Chart.lock, where there is one. */
  readonly lock?: Lock;
  /** What lies in charts/, declared or not. */
  readonly dependencies: readonly Chart[];
}
