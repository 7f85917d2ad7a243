// The sources of an Application, each with where its files are: a folder of this repository, or a chart that was fetched.
import { cloneOf, cloneWords } from '../../discover/clones';
import { withoutCredentials } from '../../discover/git-url';
import { isWithin, join } from '../../discover/paths';
import type { MapNode, Node } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { followChart } from '../kustomize/remote/follow';
import { namedClones } from '../kustomize/scope';
import { refuse, type World } from './world';

export interface LocatedSource {
  readonly source: MapNode;
  /** The folder that is rendered. */
  readonly path: string;
  /** The repository's top, which nothing may be named above: `.`, or the folder of a fetched chart. */
  readonly root: string;
}

/** In their order; `source` counts for nothing where `sources` has any. */
export function sourcesOf(application: MapNode): readonly MapNode[] {
  const spec = child(application, 'spec');
  const several = items(child(spec, 'sources')).filter((item): item is MapNode => item.kind === 'map');
  const single = child(spec, 'source');
  return several.length > 0 ? several : single?.kind === 'map' ? [single] : [];
}

export function hasSeveral(application: MapNode): boolean {
  return items(at(application, ['spec', 'sources'])).length > 0;
}

/** Undefined for a source that renders nothing by itself, and after noting why one cannot be had. */
export function locate(world: World, source: MapNode): LocatedSource | undefined {
  const [chart, path] = [text(child(source, 'chart')) ?? '', text(child(source, 'path')) ?? ''];
  const repository = text(child(source, 'repoURL')) ?? '';
  if (chart !== '') return fetched(world, source, repository, chart);
  if (repository.startsWith('oci://')) return fetchedArtifact(world, source, repository);
  // Of several sources, one without a path is there for others to take files from.
  if (path === '' && hasSeveral(world.application)) return undefined;
  if (path === '')
    return refuse(world, source, { code: 'invalidField', subject: 'spec.source.path', detail: 'a path or a chart is needed' });
  return inTree(world, source, path);
}

/** The top of the repository that a source names: of the tree, or of the clone that the user has named for another one. Says which. */
export function repositoryTop(world: World, source: Node): string {
  const url = text(child(source, 'repoURL')) ?? '';
  const clone = cloneOf(url, namedClones(world));
  if (clone === undefined || clone.problem !== undefined) return '.';
  const revision = text(child(source, 'targetRevision')) ?? '';
  world.notes.clones.add(`${withoutCredentials(url)} ${cloneWords(clone, { kind: 'any', name: revision === '' ? 'HEAD' : revision })}`);
  return clone.folder;
}

function inTree(world: World, source: MapNode, path: string): LocatedSource | undefined {
  const root = repositoryTop(world, source);
  const folder = join(root, path);
  const node = child(source, 'path') ?? source;
  if (path.startsWith('/'))
    return refuse(world, node, { code: 'invalidField', subject: 'spec.source.path', detail: `${path} is absolute` });
  const answer = world.files.read(folder);
  world.notes.reads.set(folder, '');
  if (answer.kind === 'directory' && isWithin(folder, root)) return { source, path: folder, root };
  if (answer.kind === 'unread') world.notes.needs.push({ kind: 'directory', path: folder });
  const detail = `${folder} is no folder of this repository; its source is ${text(child(source, 'repoURL')) ?? 'not named'}`;
  return refuse(world, node, { code: 'unresolvedSource', subject: world.app.owner?.name ?? world.app.app, detail });
}

/** A registry is named without its scheme, and the chart may have folders in its name. */
function fetched(world: World, source: MapNode, repoUrl: string, chart: string): LocatedSource | undefined {
  const isHttp = /^https?:\/\//.test(repoUrl);
  const address = isHttp ? repoUrl : `${repoUrl.startsWith('oci://') ? '' : 'oci://'}${repoUrl}`.replace(/\/+$/, '');
  const slash = isHttp ? -1 : chart.lastIndexOf('/');
  const repository = slash === -1 ? address : `${address}/${chart.slice(0, slash)}`;
  return follow(world, source, repository, chart.slice(slash + 1));
}

/** An artifact that is a chart. What else it may be, such as a folder of manifests, is not fetched. */
function fetchedArtifact(world: World, source: MapNode, repoUrl: string): LocatedSource | undefined {
  const slash = repoUrl.lastIndexOf('/');
  return follow(world, source, repoUrl.slice(0, slash), repoUrl.slice(slash + 1));
}

function follow(world: World, source: MapNode, repository: string, name: string): LocatedSource | undefined {
  const revision = child(source, 'targetRevision');
  const version = text(revision) ?? '';
  const followed = followChart(world, { repository, name, version: version === '*' ? '' : version });
  const blamed: Node = child(source, 'chart') ?? child(source, 'repoURL') ?? source;
  if (followed.kind === 'failed') return refuse(world, blamed, followed.failure);
  return { source, path: followed.path, root: followed.path };
}
