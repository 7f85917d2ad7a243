// Where the chart of a HelmRelease comes from: a folder of this repository, or what was fetched from a chart repository or registry.
import { type CheckedOut, commitOf, GIT_CHECKED_OUT } from '../../../discover/checked-out';
import { type Clone, cloneWords } from '../../../discover/clones';
import { askedOf } from '../../../discover/flux-source';
import { fromPrefix, withoutCredentials } from '../../../discover/git-url';
import { isWithin, join } from '../../../discover/paths';
import type { Failure, MapNode, Node } from '../../../model';
import type { ChartReference } from '../../../ports';
import { at, child, items, text } from '../../../yaml/access';
import { followChart } from '../../kustomize/remote/follow';
import { remoteFolderOf } from '../../kustomize/remote/link';
import { positionOf, read } from '../../kustomize/scope';
import { cloneOfSource, findObject, folderOfSource, type Reference, referenceOf, unknownBranchOf, type World } from './lookup';

export interface LocatedChart {
  /** The folder or archive, as the Files port knows it. */
  readonly path: string;
  /** In the place of the chart's values.yaml, by their paths in the Files port. */
  readonly valuesFiles: readonly Node[];
  readonly ignoreMissing: boolean;
  /** The folder that values files are named from. */
  readonly root: string;
  /** Whether source-controller fetches the dependencies that it lacks, as it does where it packs the chart itself. */
  readonly isPacked: boolean;
  /** What source-controller or helm-controller adds to the chart's version. */
  readonly versionMetadata?: string | undefined;
}

/** Undefined after noting why there is no chart. Source: source-controller v1.9.5, `internal/controller/helmchart_controller.go`. */
export function locateChart(world: World, release: MapNode, namespace: string): LocatedChart | undefined {
  const spec = child(release, 'spec');
  const chartRef = child(spec, 'chartRef');
  if (chartRef === undefined) return fromSpec(world, at(spec, ['chart', 'spec']), namespace, release);
  const reference = referenceOf(chartRef, namespace);
  if (reference === undefined) return refuse(world, chartRef, { code: 'invalidField', subject: 'spec.chartRef' });
  if (reference.kind === 'ExternalArtifact') return fromArtifact(world, reference);
  const object = declared(world, reference);
  if (object === undefined) return undefined;
  if (reference.kind === 'OCIRepository') return fromOciRepository(world, object, reference);
  if (reference.kind === 'HelmChart') return fromSpec(world, child(object, 'spec'), reference.namespace, object);
  return refuse(world, chartRef, { code: 'invalidField', subject: 'spec.chartRef.kind' });
}

/** Discovery has followed the copy rules of what makes it. */
function fromArtifact(world: World, reference: Reference): LocatedChart | undefined {
  const references = world.app.references ?? [];
  for (const { position } of references) if (position !== undefined) read(world, position.file);
  const artifact = references.find(({ kind, name }) => kind === reference.kind && name === reference.name)?.artifact;
  const { path } = artifact ?? {};
  if (path !== undefined) return { path, valuesFiles: [], ignoreMissing: false, root: '.', isPacked: false };
  const detail = artifact?.reason ?? 'nothing in the repository tells what is in it';
  return refuse(world, reference.node, { code: 'unresolvedSource', subject: `${reference.kind}/${reference.name}`, detail });
}

/** @param spec of a HelmChart, or of the template of one. */
function fromSpec(world: World, spec: Node | undefined, namespace: string, owner: MapNode): LocatedChart | undefined {
  const [chart, sourceRef] = [child(spec, 'chart'), child(spec, 'sourceRef')];
  const name = text(chart);
  const reference = referenceOf(sourceRef, namespace);
  if (name === undefined || reference === undefined)
    return refuse(world, spec ?? owner, { code: 'invalidField', subject: name === undefined ? 'spec.chart.spec.chart' : 'sourceRef' });
  const path = reference.kind === 'HelmRepository' ? fromRepository(world, spec, name, reference) : fromTree(world, name, reference);
  if (path === undefined) return undefined;
  const ignoreMissing = text(child(spec, 'ignoreMissingValuesFiles')) === 'true';
  const root = reference.kind === 'HelmRepository' ? path : rootOf(world, reference);
  const valuesFiles = valuesFilesOf(spec);
  const isPacked = reference.kind !== 'HelmRepository';
  const added = [isPacked ? revisionOf(world, spec, reference) : undefined, valuesFiles.length === 0 ? undefined : INSTALLED];
  const versionMetadata = added.filter((part) => part !== undefined).join('.') || undefined;
  return { path, valuesFiles, ignoreMissing, root, isPacked, versionMetadata };
}

/** With values files the generation of the HelmChart is added to the version: the first, as a release is shown as it is installed. */
const INSTALLED = '1';

/** The older name for a single file comes before the list. */
function valuesFilesOf(spec: Node | undefined): readonly Node[] {
  const single = child(spec, 'valuesFile');
  return [...((text(single) ?? '') === '' || single === undefined ? [] : [single]), ...items(child(spec, 'valuesFiles'))];
}

const SHORT = 12;

/** Stands for a commit that is not known, so that the version is never taken for one that is. */
const UNKNOWN_COMMIT = 'unknown';

/** With `reconcileStrategy: Revision` the commit of the source is added. Source: source-controller v1.9.5, `buildFromTarballArtifact`. */
function revisionOf(world: World, spec: Node | undefined, reference: Reference): string | undefined {
  const strategy = child(spec, 'reconcileStrategy');
  if (strategy === undefined || text(strategy) !== 'Revision') return undefined;
  const state = cloneOfSource(world, reference) ?? ownState(world);
  if (state === undefined) {
    refuse(world, strategy, { code: 'unread', subject: 'The commit that is checked out' });
    return UNKNOWN_COMMIT;
  }
  const source = findObject(world, reference);
  const found = commitOf(state, source && askedOf(source));
  if ('commit' in found) return found.commit.slice(0, SHORT);
  refuse(world, strategy, { code: 'commitUnknown', subject: UNKNOWN_COMMIT, detail: found.reason });
  return UNKNOWN_COMMIT;
}

/** Of the working tree; undefined while git is asked, which is noted as a need. */
function ownState(world: World): CheckedOut | undefined {
  const answer = read(world, GIT_CHECKED_OUT);
  if (answer.kind === 'file') return JSON.parse(answer.text);
  return answer.kind === 'unread' ? undefined : {};
}

function rootOf(world: World, reference: Reference): string {
  return cloneOfSource(world, reference)?.folder ?? fromPrefix(folderOfSource(world, reference) ?? '.', '.');
}

function fromTree(world: World, chart: string, reference: Reference): string | undefined {
  const clone = cloneOfSource(world, reference);
  if (clone !== undefined) return inClone(world, chart, reference, clone);
  const branch = unknownBranchOf(world, reference);
  if (branch !== undefined)
    return refuse(world, reference.node, { code: 'otherBranch', subject: `${reference.kind} ${reference.name}`, detail: branch });
  const prefix = reference.kind === 'GitRepository' ? folderOfSource(world, reference) : undefined;
  if (prefix !== undefined) return fromPrefix(prefix, join('.', `./${chart}`));
  const detail = `${reference.kind} ${reference.name} is another source than this repository`;
  return refuse(world, reference.node, { code: 'unresolvedSource', subject: chart, detail, ...repositoryOf(world, reference) });
}

/** What is checked out there is said, as it may be another revision than the source's. */
function inClone(world: World, chart: string, reference: Reference, clone: Clone): string | undefined {
  const { kind, name, node } = reference;
  world.notes.clones.add(`${kind} ${name} ${cloneWords(clone, askedOf(findObject(world, reference)))}`);
  const path = join(clone.folder, `./${chart}`);
  if (isWithin(path, clone.folder)) return path;
  return refuse(world, node, { code: 'outsideRoot', subject: path, detail: clone.folder });
}

/** A clone can be named for a Git repository whose address is known. */
function repositoryOf(world: World, reference: Reference): Pick<Failure, 'repository'> {
  const url = reference.kind === 'GitRepository' ? text(at(findObject(world, reference), ['spec', 'url'])) : undefined;
  return url === undefined ? {} : { repository: withoutCredentials(url) };
}

function fromRepository(world: World, spec: Node | undefined, name: string, reference: Reference): string | undefined {
  const object = declared(world, reference);
  const url = object && urlOf(world, object, reference);
  if (object === undefined || url === undefined) return undefined;
  const version = text(child(spec, 'version')) ?? '';
  const asked = { version: version === '*' ? '' : version, chosenBy: 'sourceController' } as const;
  return follow(world, { repository: url, name, ...asked, ...(url.startsWith('oci://') ? plainly(object) : {}) }, reference);
}

/** The last part of its address is the chart's name; of digest, semver and tag the first that is set counts. */
function fromOciRepository(world: World, object: MapNode, reference: Reference): LocatedChart | undefined {
  const url = urlOf(world, object, reference)?.replace(/\/+$/, '');
  if (url === undefined) return undefined;
  const slash = url.lastIndexOf('/');
  const path = follow(
    world,
    { repository: url.slice(0, slash), name: url.slice(slash + 1), ...revisionAsked(object), ...plainly(object) },
    reference,
  );
  if (path === undefined) return undefined;
  // helm-controller adds the digest of the artifact to the version, so that a tag that was moved is a new release.
  const versionMetadata = remoteFolderOf(path)?.split('@').at(-1)?.slice(0, SHORT);
  return { path, valuesFiles: [], ignoreMissing: false, root: path, isPacked: false, versionMetadata };
}

/** Source: source-controller v1.9.5, `getArtifactRef`. */
function revisionAsked(object: MapNode): Pick<ChartReference, 'version' | 'chosenBy' | 'tagFilter'> {
  const of = (field: string): string => text(at(object, ['spec', 'ref', field])) ?? '';
  if (of('digest') !== '') return { version: of('digest') };
  if (of('semver') !== '') return { version: of('semver'), chosenBy: 'semver', tagFilter: of('semverFilter') };
  return { version: of('tag') || 'latest', chosenBy: 'tag' };
}

function plainly(object: MapNode): Pick<ChartReference, 'isPlainHttp'> {
  return text(at(object, ['spec', 'insecure'])) === 'true' ? { isPlainHttp: true } : {};
}

function urlOf(world: World, object: MapNode, reference: Reference): string | undefined {
  const node = at(object, ['spec', 'url']);
  const url = text(node);
  const subject = `${reference.kind}/${reference.name}`;
  if (node === undefined || url === undefined) return refuse(world, object, { code: 'invalidField', subject: `${subject}: spec.url` });
  if (!url.includes('${')) return url;
  const detail = 'its address holds a variable that is substituted when its own Kustomization is applied';
  return refuse(world, reference.node, { code: 'unresolvedSource', subject, detail });
}

function declared(world: World, reference: Reference): MapNode | undefined {
  const object = findObject(world, reference);
  if (object !== undefined) return object;
  const { kind, name, namespace, node } = reference;
  const detail = `no file of the repository has the ${kind} ${name} of the namespace ${namespace}`;
  return refuse(world, node, { code: 'notDeclared', subject: `${kind}/${name}`, detail });
}

function follow(world: World, chart: Parameters<typeof followChart>[1], { node }: Reference): string | undefined {
  const followed = followChart(world, chart);
  return followed.kind === 'path' ? followed.path : refuse(world, node, followed.failure);
}

function refuse(world: World, { origin }: Node, failure: Failure): undefined {
  world.notes.failures.push({ ...positionOf(origin), ...failure });
}
