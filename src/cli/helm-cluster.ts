// `plumbline helm` with a cluster that answers lookups: apart, because most runs ask none.
import { resolve } from 'node:path';
import { createNodeFiles } from '../adapters/node-files';
import { createHelmCache, renderChart } from '../engine/render/helm/render-chart';
import type { Files } from '../engine/ports';
import type { HelmRendered, HelmRequest } from '../engine/render/helm/request';
import { createClusterAnswers } from '../session/cluster-answers';
import { openChosenCluster } from './clusters';
import { asksOf } from './helm-request';
import { answered, type Invocation } from './invocation';
import { gathered, openRemotes } from './remotes';
import type { Located } from './tree';

/** A cluster that answers one request after the other. */
export interface BatchCluster {
  /** Files with its answers. */
  over(files: Files): Files;
  /** Lets go of what it answered: the next requests see it as it is then. */
  forget(): void;
  /** The render, once everything that it asks was answered. */
  answered(render: () => HelmRendered): Promise<HelmRendered>;
}

/** With --batch: the folder of --repo, or the current one, is where a snapshot is looked for. */
export async function openBatchCluster({ flags, terminal }: Invocation): Promise<BatchCluster> {
  const root = resolve(flags.text('repo') ?? '.');
  const answers = createClusterAnswers();
  const cluster = answered(await openChosenCluster({ root, files: createNodeFiles(root, { check: 'forget' }) }, flags));
  const remotes = openRemotes(flags);
  return {
    over: answers.over,
    forget: () => void answers.connect(cluster),
    answered: (render) => gathered(render, { flags, terminal, remotes, answers }),
  };
}

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
  const asking = { ...request, asks: asksOf(request.helm) };
  return gathered(() => renderChart(asking, over, cache), { flags, terminal, remotes: openRemotes(flags), answers });
}
