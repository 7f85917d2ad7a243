// Whose kustomize a build is: the ways in which the command and the controllers differ.
import type { RenderChart } from './helm-charts/chart-render';

/** A controller's ways around kustomize; `kustomizeCli` is the command without flags. */
export interface Profile {
  readonly name: 'kustomizeCli' | 'flux';
  /** `legacy`: kinds in the fixed order; `none`: in the order they were read; `default`: legacy for the command unless sortOptions say otherwise. */
  readonly reorder: 'none' | 'legacy' | 'default';
  /** Whether files outside the kustomization's own folder may be read (Flux) or not (the command). */
  readonly restrictToRoot: boolean;
  /** How the charts of `helmCharts` are rendered, where the user says `--enable-helm`; they are refused without it. */
  readonly renderChart?: RenderChart;
  /** Tells the ways of rendering charts apart that share what is built; set with `renderChart`. */
  readonly charts?: string;
  /** What the tool calls itself in the label that `buildMetadata: [managedByLabel]` asks for. */
  readonly version: string;
}

export const KUSTOMIZE_CLI: Profile = { name: 'kustomizeCli', reorder: 'default', restrictToRoot: true, version: 'v5.8.2' };
/** The controller links kustomize as a library, which then does not know its own version. */
export const FLUX: Profile = { name: 'flux', reorder: 'none', restrictToRoot: false, version: '(devel)' };
