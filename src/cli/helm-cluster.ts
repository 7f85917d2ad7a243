// `plumbline helm` with a cluster that answers lookups: apart, because most runs ask none.
import { createHelmCache, renderChart } from '../engine/render/helm/render-chart';
import type { Files } from '../engine/ports';
import type { HelmRendered, HelmRequest } from '../engine/render/helm/request';
import { createClusterAnswers } from '../session/cluster-answers';
import { openChosenCluster } from './clusters';
import { answered, type Invocation } from './invocation';
import { gathered, openRemotes } from './remotes';
import type { Located } from './tree';

/** Helm 3's command looks up, and tells charts its own defaults; Helm 4's tells them what the cluster is. */
export async function renderWithCluster(
  { root }: Located,
  request: HelmRequest,
  files: Files,
  { flags, terminal }: Invocation,
): Promise<HelmRendered> {
  const answers = createClusterAnswers();
  answers.connect(answered(await openChosenCluster({ root, files }, flags)));
  const over = answers.over(files);
  const cache = createHelmCache();
  const asking = { ...request, asks: request.helm === 3 ? 'lookups' : 'everything' } as const;
  return gathered(() => renderChart(asking, over, cache), { flags, terminal, remotes: openRemotes(flags), answers });
}
