// A chart of a repository or a registry, fetched and kept as the charts of HelmReleases are.
import { nothingRendered } from '../engine/model';
import type { ChartReference, Files } from '../engine/ports';
import { followChart } from '../engine/render/kustomize/remote/follow';
import { createNotes } from '../engine/render/kustomize/scope';
import { type Invocation, Stop } from './invocation';
import { gathered, openRemotes } from './remotes';

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
