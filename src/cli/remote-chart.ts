// A chart of a repository or a registry, where `plumbline helm` is given one: fetched and kept as the charts of HelmReleases are.
import { nothingRendered } from '../engine/model';
import type { ChartReference, Files } from '../engine/ports';
import { followChart } from '../engine/render/kustomize/remote/follow';
import { createNotes } from '../engine/render/kustomize/scope';
import { type Flags, type Invocation, Stop, usage } from './invocation';
import { gathered, openRemotes } from './remotes';

/** Undefined for a folder or an archive on this machine. */
export function remoteChart(chart: string, flags: Flags): ChartReference | undefined {
  const repository = flags.text('chart-repo');
  const version = flags.text('version');
  if (repository !== undefined) return { repository, name: chart, version: version ?? '' };
  if (!chart.includes('://')) {
    if (version !== undefined) throw usage('--version is for charts of a repository or registry.');
    return undefined;
  }
  const [, registry, name, tag] = /^(oci:\/\/.+)\/([^/:@]+)(?:[:@]([^/]+))?\/?$/.exec(chart) ?? [];
  if (registry !== undefined && name !== undefined) return { repository: registry, name, version: version ?? tag ?? '' };
  if (/^[a-z]+:\/\//i.test(chart))
    throw usage('CHART is a folder, a packaged chart or oci://…; one of an HTTP repository is named with --chart-repo URL.');
  if (version !== undefined) throw usage('--version is for charts of a repository or registry.');
  return undefined;
}

/**
 * The folder that the chart was unpacked to, in files that have it.
 * @throws Stop where it is not to be had.
 */
export async function fetchChart(
  reference: ChartReference,
  disk: Files,
  { flags, terminal }: Pick<Invocation, 'flags' | 'terminal'>,
): Promise<{ readonly files: Files; readonly path: string }> {
  const remotes = openRemotes(flags);
  const files = remotes.over(disk);
  const look = () => {
    const notes = createNotes();
    const followed = followChart({ files, notes }, reference);
    return { ...nothingRendered([]), needs: notes.needs, followed };
  };
  const { followed } = await gathered(look, { flags, terminal, remotes });
  if (followed.kind === 'failed') throw new Stop(followed.failure);
  return { files, path: followed.path };
}
