// Renders what a Flux HelmRelease applies: its chart with its values, and what the controller and Helm do to the objects on their way.
import {
  type App,
  FailureError,
  isUntraced,
  type MapNode,
  type Node,
  nothingRendered,
  type Rendered,
  type RenderedObject,
} from '../../../model';
import type { Files } from '../../../ports';
import { at } from '../../../yaml/access';
import type { BuildCache } from '../../kustomize/build-cache';
import { renderChart } from '../../helm/render-chart';
import type { HelmRendered } from '../../helm/request';
import { givenValues } from '../../helm/values/given-values';
import { scalarsIn, secretTexts } from '../../helm/secret-values';
import { followChart } from '../../kustomize/remote/follow';
import { remoteFolderOf } from '../../kustomize/remote/link';
import { createNotes } from '../../kustomize/scope';
import { markSecrets } from '../../kustomize/secret';
import { renderedFrom } from '../../manifests/noted';
import { findOwner } from '../owner';
import { placedBuild } from '../artifact';
import { sourceFiles } from '../source-files';
import { locateChart, type LocatedChart } from './chart-source';
import { chartValues } from './chart-values';
import type { World } from './lookup';
import { namespaceOf, scopesIn, withCommonMetadata, withHelm, withNamespace, withOwner } from './metadata';
import { postRender } from './post-renderers';
import { type ReleaseId, releaseId } from './release-name';
import { includesCrds, skipsSchema, unsupportedFields } from './spec';
import { releaseValues } from './values';

/**
 * Never throws. A chart that has not been fetched is a need, and the failure says how to fetch it. Hooks, which Helm runs and which do not
 * stay, are left out.
 */
export function renderHelmRelease(app: App, files: Files, cache: BuildCache): Rendered {
  const found = findOwner(app, files, cache);
  if (found === undefined || app.owner === undefined)
    return nothingRendered([{ code: 'notFound', file: app.source.file, subject: app.app }], [app.source.file]);
  const world: World = { app, files, cache, notes: createNotes() };
  world.notes.failures.push(...app.unresolved, ...found.failures, ...unsupportedFields(found.object));
  world.notes.needs.push(...found.needs);
  for (const path of [app.source.file, ...found.reads]) world.notes.reads.set(path, '');
  const isApplied = !app.unresolved.some(isUntraced);
  const chart = isApplied ? locateChart(world, found.object, app.owner.namespace) : undefined;
  return chart === undefined ? withoutChart(world, found.object, app.owner) : renderFrom(world, found.object, app.owner, chart);
}

/** Nothing is rendered; what the release says of values is known all the same. */
function withoutChart(world: World, release: MapNode, owner: ReleaseId): Rendered {
  const { source, secrets } = releaseValues(world, release, owner.namespace);
  for (const text of secretTexts(secrets.flatMap(scalarsIn))) world.notes.secrets.add(text);
  const values = attempt(world, () => givenValues(source, secrets, world.files, release.origin));
  return renderedFrom(world.notes, [], values === undefined ? {} : { values, valuesWithoutChart: true });
}

function renderFrom(world: World, release: MapNode, owner: ReleaseId, chart: LocatedChart): Rendered {
  const { app, cache, notes } = world;
  const files = sourceFiles(app, world.files);
  const id = releaseId(release, owner);
  const own = chartValues({ ...world, files }, chart);
  const values = releaseValues(world, release, owner.namespace);
  const rendered = renderChart(
    {
      chart: { kind: 'path', path: chart.path, isUnpacked: remoteFolderOf(chart.path) !== undefined && !chart.isPacked },
      release: id,
      values: [values.source],
      secrets: values.secrets,
      ...(own === undefined ? {} : { chartValues: own }),
      versionMetadata: chart.versionMetadata,
      helm: 4,
      takesAnyApiVersion: chart.isPacked || at(release, ['spec', 'chartRef']) !== undefined,
      asks: 'everything',
      includeCrds: includesCrds(release),
      skipSchemaValidation: skipsSchema(release),
    },
    files,
    cache.helm,
    chart.isPacked
      ? { find: (reference) => followChart(world, { ...reference, chosenBy: 'sourceController' }), lock: 'decides' }
      : undefined,
  );
  for (const path of files.rules) notes.reads.set(path, '');
  note(world, files.artifact === undefined ? rendered : placedBuild(rendered, files.artifact), chartNamed(release));
  notes.needs.push(...files.needs);
  for (const words of app.artifact?.clones ?? []) notes.clones.add(words);
  for (const text of secretTexts(values.secrets.flatMap(scalarsIn))) notes.secrets.add(text);
  const objects = attempt(world, () => finish(world, release, { owner, id }, rendered)) ?? [];
  return renderedFrom(notes, objects, {
    ...(rendered.values && { values: rendered.values }),
    ...(rendered.releases && { releases: rendered.releases }),
  });
}

/** Where a release says which chart it has. */
function chartNamed(release: MapNode): Node {
  return at(release, ['spec', 'chart', 'spec', 'chart']) ?? at(release, ['spec', 'chartRef', 'name']) ?? release;
}

/** What the chart's render noted; a failure without a place is one of what asks for the chart. */
function note(
  { notes }: World,
  { failures, warnings, needs, reads, secrets = [] }: HelmRendered,
  { origin: { file, line, column } }: Node,
): void {
  notes.failures.push(...failures.map((failure) => (failure.file === undefined ? { ...failure, file, line, column } : failure)));
  notes.warnings.push(...warnings);
  notes.needs.push(...needs);
  for (const path of reads) notes.reads.set(path, '');
  for (const secret of secrets) notes.secrets.add(secret);
}

interface Ids {
  /** The HelmRelease. */
  readonly owner: ReleaseId;
  /** The release that Helm makes. */
  readonly id: ReleaseId;
}

/** Post-renderers, the labels of Flux, then what Helm does when it applies; CRDs of crds/ are applied apart. */
function finish(world: World, release: MapNode, { owner, id }: Ids, { objects, printed }: HelmRendered): readonly MapNode[] {
  const isCrd = ({ node }: RenderedObject) => printed.crds.some(({ file }) => file.path === node.origin.file);
  const crds = objects.filter(isCrd).map(({ node }) => withOwner(node, release, owner));
  const own = objects.filter((object) => !isCrd(object)).map(({ node }) => markSecrets(node));
  const scopes = scopesIn([...crds, ...own]);
  const finished = postRender(own, release, world).map((node) => {
    const labelled = withCommonMetadata(withOwner(node, release, owner), release);
    return withHelm(withNamespace(labelled, release, id.namespace, scopes), release, id);
  });
  return [...crds, ...namespaceOf(release, finished), ...finished];
}

function attempt<T>({ notes }: World, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    notes.failures.push(error.failure);
    return undefined;
  }
}
