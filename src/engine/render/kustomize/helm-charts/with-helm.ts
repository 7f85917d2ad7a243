// What `--enable-helm` asks for: charts are rendered by our own engine.
import { renderChart } from '../../helm/render-chart';
import type { BuildCache } from '../build-cache';
import type { Profile } from '../profile';

/** The profile under which `helmCharts` are carried out. @param cache keeps loaded charts and parsed templates. */
export function withHelm(profile: Profile, cache: BuildCache): Profile {
  return { ...profile, renderChart: (request, files) => renderChart(request, files, cache.helm) };
}
