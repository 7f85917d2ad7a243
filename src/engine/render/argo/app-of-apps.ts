// App of apps: the Applications that another one renders from a chart, or through a kustomization. Those that stand in plain folders discovery finds by itself.
import type { Applied } from '../../discover/applied';
import { join } from '../../discover/paths';
import type { App, Discovery, MapNode } from '../../model';
import type { Files } from '../../ports';
import { child, text } from '../../yaml/access';
import type { BuildCache } from '../kustomize/build-cache';
import { renderArgoApplication } from './application';
import { KUSTOMIZATIONS } from './source-type';

const WRITES = /^\s*(?:- )?kind:\s*["']?Application(?:Set)?["']?\s*$/m;

/** What the Applications in the tree render of Applications and ApplicationSets. */
export function appliedApplications({ environments }: Discovery, files: Files, cache: BuildCache): readonly Applied[] {
  return environments.flatMap(({ apps }) =>
    apps.flatMap((app) => {
      if (app.kind !== 'argoApplication' || app.owner === undefined || app.unresolved.length > 0 || !mayApply(app, files)) return [];
      const objects = renderArgoApplication(app, files, cache).objects.flatMap(({ node }) => (isOfArgo(node) ? [node] : []));
      return objects.length === 0 ? [] : [{ owner: app.owner, objects }];
    }),
  );
}

/** Whether a template of the app's chart writes an Application (most charts have none, and are not rendered for this), or its kustomization holds one. */
function mayApply({ path, holdsApplications }: App, files: Files): boolean {
  if (files.read(join(path, 'Chart.yaml')).kind === 'file') return writes(join(path, 'templates'), files);
  return holdsApplications === true && KUSTOMIZATIONS.some((name) => files.read(join(path, name)).kind === 'file');
}

function writes(folder: string, files: Files): boolean {
  const answer = files.list(folder);
  if (answer.kind !== 'directory') return false;
  return answer.entries.some(({ name, kind }) => {
    const path = join(folder, name);
    if (kind === 'directory') return writes(path, files);
    const file = files.read(path);
    return file.kind === 'file' && WRITES.test(file.text);
  });
}

function isOfArgo(node: MapNode): boolean {
  const isArgo = text(child(node, 'apiVersion'))?.startsWith('argoproj.io/') === true;
  return isArgo && ['Application', 'ApplicationSet'].includes(text(child(node, 'kind')) ?? '');
}
