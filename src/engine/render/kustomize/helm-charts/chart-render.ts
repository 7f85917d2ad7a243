// What renders a chart for `helmCharts`: a build is handed it, and so need not know how Helm works.
import type { Files } from '../../../ports';
import type { HelmRendered, HelmRequest } from '../../helm/request';

/** Renders a release as `helm template` does. Never throws: what stands in the way is among the failures. */
export type RenderChart = (request: HelmRequest, files: Files) => ChartRender;

/** What kustomize takes of Helm's render. */
export type ChartRender = Pick<
  HelmRendered,
  'printed' | 'objects' | 'hooks' | 'failures' | 'warnings' | 'needs' | 'reads' | 'secrets' | 'releases'
>;
