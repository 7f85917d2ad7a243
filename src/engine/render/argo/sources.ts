// The sources of an Application, each with where its files are: a folder of this repository, or a chart that was fetched.
import { placeOf, type SourcePlace } from '../../discover/argo-repository';
import { GIT_CONFIG, GIT_PREFIX, prefixOf, remotesIn } from '../../discover/git-url';
import { GIT_DEFAULT, GIT_HEAD, headOf } from '../../discover/head';
import { isWithin } from '../../discover/paths';
import type { MapNode, Node } from '../../model';
import type { ChartReference } from '../../ports';
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
  /** What paths from the repository's top begin with in the tree that is open; `.` for all of it. */
  readonly prefix: string;
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

/** Where the repository of a source is, as discovery has it; of a source without a path, its top. */
export function repositoryPlace(world: World, source: Node): SourcePlace {
  const [url, path, revision] = ['repoURL', 'path', 'targetRevision'].map((field) => text(child(source, field)));
  const { files, notes, app } = world;
  const has = (folder: string): boolean => {
    const { kind } = files.read(folder);
    notes.reads.set(folder, '');
    if (kind === 'unread') notes.needs.push({ kind: 'directory', path: folder });
    return kind === 'directory';
  };
  for (const known of [GIT_CONFIG, GIT_PREFIX, GIT_HEAD, GIT_DEFAULT]) notes.reads.set(known, '');
  const around = {
    remotes: remotesIn(files),
    prefix: prefixOf(files),
    head: headOf(files),
    clones: namedClones(world),
    addresses: app.addresses ?? [],
    has,
  };
  const place = placeOf({ url: url ?? '', path: path === '' ? undefined : path, revision }, around);
  if (place.kind === 'here' && place.clone !== undefined) notes.clones.add(place.reason);
  return place;
}

function inTree(world: World, source: MapNode, path: string): LocatedSource | undefined {
  const node = child(source, 'path') ?? source;
  if (path.startsWith('/'))
    return refuse(world, node, { code: 'invalidField', subject: 'spec.source.path', detail: `${path} is absolute` });
  const place = repositoryPlace(world, source);
  if (place.kind === 'here' && isWithin(place.path, place.root))
    return { source, path: place.path, root: place.root, prefix: place.prefix };
  if (place.kind === 'elsewhere' && place.isMissing) return refuse(world, node, { code: 'notFound', subject: place.path });
  const { detail, repository } = place.kind === 'here' ? { detail: `${path} leads out of its repository`, repository: undefined } : place;
  const subject = world.app.owner?.name ?? world.app.app;
  return refuse(world, node, { code: 'unresolvedSource', subject, detail, ...(repository === undefined ? {} : { repository }) });
}

/** A registry is named without its scheme, and the chart may have folders in its name. */
function fetched(world: World, source: MapNode, repoUrl: string, chart: string): LocatedSource | undefined {
  const isHttp = /^https?:\/\//.test(repoUrl);
  const address = isHttp ? repoUrl : `${repoUrl.startsWith('oci://') ? '' : 'oci://'}${repoUrl}`.replace(/\/+$/, '');
  const slash = isHttp ? -1 : chart.lastIndexOf('/');
  const repository = slash === -1 ? address : `${address}/${chart.slice(0, slash)}`;
  return follow(world, source, { repository, name: chart.slice(slash + 1), chosenBy: 'argoCd' });
}

/** An artifact that is a chart. What else it may be, such as a folder of manifests, is not fetched. */
function fetchedArtifact(world: World, source: MapNode, repoUrl: string): LocatedSource | undefined {
  const slash = repoUrl.lastIndexOf('/');
  return follow(world, source, { repository: repoUrl.slice(0, slash), name: repoUrl.slice(slash + 1), chosenBy: 'artifact' });
}

function follow(world: World, source: MapNode, chart: Omit<ChartReference, 'version'>): LocatedSource | undefined {
  const revision = child(source, 'targetRevision');
  const version = text(revision) ?? '';
  const followed = followChart(world, { ...chart, version: version === '*' ? '' : version });
  const blamed: Node = child(source, 'chart') ?? child(source, 'repoURL') ?? source;
  if (followed.kind === 'failed') return refuse(world, blamed, followed.failure);
  return { source, path: followed.path, root: followed.path, prefix: '.' };
}
