// Whether the chart that `plumbline helm` is given is one of a repository or a registry.
import type { ChartReference } from '../engine/ports';
import { type Flags, usage } from './invocation';

/** Undefined for a folder or an archive on this machine. */
export function remoteChart(chart: string, flags: Flags): ChartReference | undefined {
  const repository = flags.text('chart-repo');
  if (/^[a-z]+:\/\//i.test(flags.text('repo') ?? ''))
    throw usage('--repo is the tree to work on; a chart repository is named with --chart-repo.');
  // What Helm makes of --devel.
  const version = flags.text('version') ?? (flags.on('devel') ? '>0.0.0-0' : undefined);
  if (repository !== undefined) return { repository, name: chart, version: version ?? '' };
  if (!chart.includes('://')) {
    if (flags.text('version') !== undefined) throw usage('--version is for charts of a repository or registry.');
    return undefined;
  }
  const [, registry, name, tag, digest] = /^(oci:\/\/.+)\/([^/:@]+)(?::([^/@]+))?(?:@([^/]+))?\/?$/.exec(chart) ?? [];
  if (registry !== undefined && name !== undefined) {
    if (version !== undefined && tag !== undefined && version !== tag) throw usage(`--version is ${version}, and CHART is of ${tag}.`);
    const asked = version ?? tag ?? '';
    return { repository: registry, name, version: digest === undefined ? asked : asked === '' ? digest : `${asked}@${digest}` };
  }
  if (/^[a-z]+:\/\//i.test(chart))
    throw usage('CHART is a folder, a packaged chart or oci://…; one of an HTTP repository is named with --chart-repo URL.');
  if (flags.text('version') !== undefined) throw usage('--version is for charts of a repository or registry.');
  return undefined;
}
