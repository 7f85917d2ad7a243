// Whether what kustomizations take from elsewhere (remote bases, helmCharts) may hold objects of controllers, told from the texts of what is here already.
import { cloneOf, clonesIn } from '../../discover/clones';
import { keptUntilChanged } from '../../discover/kept';
import { isOutsideTree, isRemote, join } from '../../discover/paths';
import { type App, FailureError, type MapNode, type RemoteReference } from '../../model';
import type { Files } from '../../ports';
import { KUSTOMIZATIONS } from '../argo/source-type';
import { stringsField } from '../kustomize/kustomization';
import { chartNodes, readChartEntry } from '../kustomize/helm-charts/chart-entry';
import type { BuildCache } from '../kustomize/build-cache';
import { parse } from '../kustomize/load';
import { linkPath, remoteFolderOf } from '../kustomize/remote/link';
import { parseRepository } from '../kustomize/remote/repository';
import { type ChartHints, type Hints, hintsOfChart, hintsOfNode, hintsOfText, isNamedForApps, mayApply } from './hints';

export interface Elsewhere {
  readonly mayApply: boolean;
  /** The first chart that is not here, and is named for the apps that it applies or given objects of controllers. */
  readonly missing?: string;
}

/** Nothing is fetched for this, and nothing built. */
export function elsewhereOf(app: App, files: Files, builds: BuildCache, charts: ChartHints): Elsewhere {
  if (app.takesFromElsewhere !== true) return { mayApply: false };
  const isFlux = app.kind === 'fluxKustomization';
  return keptUntilChanged(charts.kept, `elsewhere ${isFlux} ${app.path}`, files, (noted) => {
    const walk: Walk = { files: noted, builds, charts, isFlux, seen: new Set(), texts: [], used: [] };
    enter(app.path, walk);
    const missing = walk.used.find(({ path, name, given }) => path === undefined && (isNamedForApps(name) || mayApply(given)))?.name;
    const isOfChart = walk.used.some(({ path, given }) => path !== undefined && mayApply([hintsOfChart(path, noted, charts), ...given]));
    return { mayApply: isOfChart || walk.texts.some((hints) => mayApply([hints])), ...(missing === undefined ? {} : { missing }) };
  });
}

interface Chart {
  readonly name: string;
  readonly path: string | undefined;
  readonly given: readonly Hints[];
}

interface Walk {
  readonly files: Files;
  readonly builds: BuildCache;
  readonly charts: ChartHints;
  /** Which carries no helmCharts out. */
  readonly isFlux: boolean;
  readonly seen: Set<string>;
  readonly texts: Hints[];
  readonly used: Chart[];
}

function enter(folder: string, walk: Walk): void {
  if (walk.seen.has(folder)) return;
  walk.seen.add(folder);
  const fields = kustomizationIn(folder, walk);
  if (fields === undefined) return;
  const references = ['resources', 'bases', 'components'].flatMap((field) => stringsField(fields, field));
  for (const { text } of references) isRemote(text) ? enterRemote(text, walk) : enterPath(folder, text, walk);
  if (!walk.isFlux) walk.used.push(...chartNodes(fields).flatMap((node) => chartOf(node, fields, folder, walk) ?? []));
}

function kustomizationIn(folder: string, { files, builds }: Walk): MapNode | undefined {
  for (const name of KUSTOMIZATIONS) {
    const path = join(folder, name);
    const answer = files.read(path);
    if (answer.kind !== 'file') continue;
    const [root] = parse({ cache: builds }, { path, ...answer }).documents;
    return root?.kind === 'map' ? root : undefined;
  }
  return undefined;
}

/** Files of the repository discovery reads by itself. */
function enterPath(folder: string, reference: string, walk: Walk): void {
  const [path, root] = [join(folder, reference), remoteFolderOf(folder)];
  if (remoteFolderOf(path) !== root) return;
  const answer = walk.files.read(path);
  if (answer.kind === 'directory') enter(path, walk);
  else if (answer.kind === 'file' && (root !== undefined || isOutsideTree(path))) walk.texts.push(hintsOfText(answer.text));
}

/** An address may lead to a file as well as to a repository. */
function enterRemote(reference: string, walk: Walk): void {
  const repository = parseRepository(reference);
  const file = /^https?:/i.test(reference) ? linked({ kind: 'file', url: reference }, walk.files) : undefined;
  const answer = file === undefined ? undefined : walk.files.read(file);
  if (answer?.kind === 'file') walk.texts.push(hintsOfText(answer.text));
  if (repository === undefined) return;
  const { host, path, ref, submodules, timeoutMilliseconds, folder } = repository;
  const url = host + path;
  const clone = cloneOf(url, clonesIn(walk.files));
  const top = clone?.folder ?? linked({ kind: 'repository', url, ref, submodules, timeoutMilliseconds }, walk.files);
  if (top !== undefined && clone?.problem === undefined) enter(join(top, folder), walk);
}

/** Where something was fetched to; undefined while it was not. */
function linked(reference: RemoteReference, files: Files): string | undefined {
  const answer = files.read(linkPath(reference));
  return answer.kind === 'file' && remoteFolderOf(answer.text) !== undefined ? answer.text : undefined;
}

/** One whose entry is refused renders nothing. */
function chartOf(node: MapNode, fields: MapNode, folder: string, { files }: Walk): Chart | undefined {
  try {
    const { name, version, repository, home, valuesFile, additionalValuesFiles, valuesInline } = readChartEntry(node, fields);
    const own = join(folder, version !== '' && repository !== '' ? `${home}/${name}-${version}/${name}` : `${home}/${name}`);
    const isHere = files.read(own).kind === 'directory';
    const path = isHere ? own : repository === '' ? undefined : linked({ kind: 'chart', url: repository, name, version }, files);
    const texts = [...(valuesFile === undefined ? [] : [valuesFile]), ...additionalValuesFiles].flatMap(({ text }) => {
      const answer = files.read(join(folder, text));
      return answer.kind === 'file' ? [hintsOfText(answer.text)] : [];
    });
    return { name, path, given: [...texts, ...(valuesInline === undefined ? [] : [hintsOfNode(valuesInline)])] };
  } catch (error) {
    if (error instanceof FailureError) return undefined;
    throw error;
  }
}
