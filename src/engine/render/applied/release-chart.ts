// The chart of a HelmRelease, and what the values that the release gives it say of controllers' objects.
import type { App } from '../../model';
import type { Files } from '../../ports';
import { at, text } from '../../yaml/access';
import { locateChart } from '../flux/helm-release/chart-source';
import type { World } from '../flux/helm-release/lookup';
import { findOwner } from '../flux/owner';
import type { BuildCache } from '../kustomize/build-cache';
import { createNotes } from '../kustomize/scope';
import { type Hints, hintsOfNode, hintsOfText, mergedHints } from './hints';
import type { UsedChart } from './used-chart';

/**
 * As the files have it, unless the Kustomization that applies the release changes what discovery reads: building dozens of them to find out where
 * charts come from would take longer than all the rest. Undefined where there is none, or it cannot be told.
 */
export function releaseChart(app: App, files: Files, cache: BuildCache): UsedChart | undefined {
  const alone = app.appliedBy?.appliesOthers === true ? app : withoutParent(app);
  const release = findOwner(alone, files, cache)?.object;
  if (release === undefined || app.owner === undefined) return undefined;
  const world: World = { app: alone, files, cache, notes: createNotes() };
  const chart = locateChart(world, release, app.owner.namespace);
  const missing = world.notes.needs.flatMap((need) =>
    need.kind === 'remoteBase' && need.remote.kind === 'chart' ? [need.remote.name] : [],
  );
  const name = missing[0] ?? text(at(release, ['spec', 'chart', 'spec', 'chart'])) ?? app.app;
  const values = at(release, ['spec', 'values']);
  const given = mergedHints([...(values === undefined ? [] : [hintsOfNode(values)]), ...referred(app, files)]);
  if (chart !== undefined) return { name, path: chart.path, given };
  return missing.length === 0 ? undefined : { name, given };
}

function withoutParent({ appliedBy: _, ...app }: App): App {
  return app;
}

/** ConfigMaps and Secrets of `valuesFrom`, and what else stands in their files. */
function referred({ references = [] }: App, files: Files): readonly Hints[] {
  return references.flatMap(({ kind, position }) => {
    if ((kind !== 'ConfigMap' && kind !== 'Secret') || position === undefined) return [];
    const answer = files.read(position.file);
    return answer.kind === 'file' ? [hintsOfText(answer.text)] : [];
  });
}
