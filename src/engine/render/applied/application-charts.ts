// The charts of an Argo CD Application, and what the values that it gives them say of controllers' objects.
import { join } from '../../discover/paths';
import type { App, MapNode } from '../../model';
import type { Files } from '../../ports';
import { child, items, text } from '../../yaml/access';
import { openApplication } from '../argo/application';
import { substituteFor } from '../argo/environment';
import { locate, sourcesOf } from '../argo/sources';
import { valuesFiles } from '../argo/values-files';
import type { World } from '../argo/world';
import type { BuildCache } from '../kustomize/build-cache';
import { type Hints, hintsOfNode, hintsOfText, mergedHints } from './hints';
import type { UsedChart } from './used-chart';

export function applicationCharts(app: App, files: Files, cache: BuildCache): readonly UsedChart[] {
  const world = openApplication(app, files, cache);
  return world === undefined ? [] : sourcesOf(world.application).flatMap((source) => chartOf(world, source) ?? []);
}

function chartOf(world: World, source: MapNode): UsedChart | undefined {
  const before = world.notes.needs.length;
  const place = locate(world, source);
  const helm = child(source, 'helm');
  const values = helm === undefined ? [] : [hintsOfNode(helm)];
  if (place === undefined) {
    const name = text(child(source, 'chart')) ?? text(child(source, 'repoURL')) ?? '';
    const isUnfetched = world.notes.needs.slice(before).some(({ kind }) => kind === 'remoteBase');
    return isUnfetched ? { name: name.slice(name.lastIndexOf('/') + 1), given: mergedHints(values) } : undefined;
  }
  if (world.files.read(join(place.path, 'Chart.yaml')).kind !== 'file') return undefined;
  const given = valuesFiles(world, place, items(child(helm, 'valueFiles')), true, substituteFor(world, source));
  const texts = given.flatMap((file) => (file.kind === 'file' ? hintsOfFile(file.path, world.files) : []));
  return { name: place.path, path: place.path, given: mergedHints([...values, ...texts]) };
}

function hintsOfFile(path: string, files: Files): readonly Hints[] {
  const answer = files.read(path);
  return answer.kind === 'file' ? [hintsOfText(answer.text)] : [];
}
