// What `--enable-helm` asks for: charts are rendered by our own engine.
import { renderChart } from '../../helm/render-chart';
import type { HelmRequest } from '../../helm/request';
import type { BuildCache } from '../build-cache';
import type { Profile } from '../profile';

/**
 * The profile under which `helmCharts` are carried out.
 * @param cache keeps loaded charts and parsed templates.
 * @param options the Helm that kustomize would be told to run, and the present, where they are known.
 */
export function withHelm(profile: Profile, cache: BuildCache, options: Partial<Pick<HelmRequest, 'helm' | 'now'>> = {}): Profile {
  return { ...profile, charts: cache.name, renderChart: (request, files) => renderChart({ ...request, ...options }, files, cache.helm) };
}
