// App of apps: the Applications that another one renders from a chart, or through a kustomization. Those that stand in plain folders discovery finds by itself.
import type { Applied } from '../../discover/applied';
import { join } from '../../discover/paths';
import type { App, Discovery, Failure, MapNode } from '../../model';
import type { Files } from '../../ports';
import { child, text } from '../../yaml/access';
import type { BuildCache } from '../kustomize/build-cache';
import { renderArgoApplication } from './application';
import { KUSTOMIZATIONS } from './source-type';

const WRITES = /^\s*(?:- )?kind:\s*["']?Application(?:Set)?["']?\s*$/m;

/** What the Applications in the tree render of Applications and ApplicationSets. One that costs more than the cache's restraint allows is a failure. */
export function appliedApplications(
  { environments }: Discovery,
  files: Files,
  cache: BuildCache,
): { readonly applied: readonly Applied[]; readonly failures: readonly Failure[] } {
  const applied: Applied[] = [];
  const failures: Failure[] = [];
  for (const app of environments.flatMap(({ apps }) => apps)) {
    if (app.kind !== 'argoApplication' || app.owner === undefined || app.unresolved.length > 0 || !mayApply(app, files)) continue;
    const rendered = renderArgoApplication(app, files, cache);
    if (rendered.needs.some(({ kind }) => kind === 'longRender'))
      failures.push({ code: 'applicationsUnknown', subject: app.app, ...app.source });
    const objects = rendered.objects.flatMap(({ node }) => (isOfArgo(node) ? [node] : []));
    if (objects.length > 0) applied.push({ owner: app.owner, objects });
  }
  return { applied, failures };
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
