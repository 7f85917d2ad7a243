// Renders what Rancher Fleet's agent deploys of a bundle to the clusters of one target: a chart, a kustomization, or plain manifests with overlays.
import { fetchedTopOf, isWithin } from '../../discover/paths';
import { optionsOf } from '../../discover/fleet/options';
import { type App, FailureError, type FleetBundle, type MapNode, nothingRendered, type Rendered } from '../../model';
import type { Files } from '../../ports';
import { readDocuments } from '../../yaml/read';
import { type BuildCache, buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../kustomize/build';
import { isInRemote } from '../kustomize/remote/link';
import { createNotes, read } from '../kustomize/scope';
import { renderedFrom } from '../manifests/noted';
import { hasFile, helmBundle, isHelm } from './helm';
import { withNamespaces } from './namespaces';
import { plainObjects } from './plain';
import { absorb, kustomizeFolder, type World } from './world';

/** Fleet looks for no other name. Source: Fleet's own code, bundlereader (DetermineStyle) and helmdeployer/kustomize. */
const KUSTOMIZATION = 'kustomization.yaml';

/** Never throws. A bundle holds what lies in its folder: what it names outside of that is not there for the agent. */
export function renderFleetBundle(app: App, files: Files, cache: BuildCache): Rendered {
  const { fleet: bundle } = app;
  if (bundle === undefined) return nothingRendered(app.unresolved, [app.source.file]);
  const notes = createNotes();
  notes.reads.set(app.source.file, '');
  if (app.sourceReason !== undefined) notes.clones.add(app.sourceReason);
  // Which clusters get it takes nothing from what they get.
  notes.failures.push(...app.unresolved.filter(({ code }) => code !== 'clustersUnknown' && code !== 'notDeployed'));
  const [file] = bundle.file === undefined ? [] : documentsOf(bundle.file, { files, notes });
  const world: World = {
    app,
    bundle,
    options: optionsOf(file, bundle.customization),
    file,
    files: inBundle(bundle, files),
    tree: files,
    cache,
    notes,
  };
  try {
    const objects = objectsOf(world);
    return renderedFrom(world.notes, withNamespaces(world, objects, gitRepoOf(bundle, files, world)));
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    notes.failures.push(error.failure);
    return renderedFrom(world.notes, []);
  }
}

/** The agent's choice: a chart or a kustomization goes before plain manifests, and a kustomization takes in what the chart rendered. */
function objectsOf(world: World): readonly MapNode[] {
  const isKustomized = hasFile(world, kustomizeFolder(world), KUSTOMIZATION);
  if (isHelm(world)) {
    const rendered = helmBundle(world);
    return isKustomized ? kustomized(world, rendered) : rendered;
  }
  return isKustomized ? kustomized(world, []) : plainObjects(world);
}

/** @param rendered comes before the resources that the kustomization names. */
function kustomized(world: World, rendered: readonly MapNode[]): readonly MapNode[] {
  const folder = kustomizeFolder(world);
  const built =
    rendered.length === 0
      ? buildKustomization(folder, world.files, KUSTOMIZE_CLI, world.cache)
      : buildKustomization(folder, world.files, KUSTOMIZE_CLI, createBuildCache(), {
          key: 'over a chart',
          objects: rendered,
          wrap: (_scope, found) => found,
        });
  absorb(world, built);
  return built.objects.map(({ node }) => node);
}

function inBundle({ folder }: FleetBundle, files: Files): Files {
  const isFetched = (path: string): boolean => isInRemote(path) && fetchedTopOf(path) !== fetchedTopOf(folder);
  const isInside = (path: string): boolean => isWithin(path, folder) || isFetched(path) || path.startsWith('//');
  return {
    read: (path) => (isInside(path) ? files.read(path) : { kind: 'absent' }),
    list: (path) => (isInside(path) ? files.list(path) : { kind: 'absent' }),
  };
}

/** What cannot be read of it is noted: the options that stood there are not known. */
function documentsOf(path: string, scope: Pick<World, 'files' | 'notes'>) {
  const answer = read(scope, path);
  if (answer.kind !== 'file') {
    if (answer.kind !== 'unread')
      scope.notes.failures.push(answer.kind === 'failed' ? answer.reason : { code: 'notFound', file: path, subject: path });
    return [];
  }
  const { documents, failures } = readDocuments(answer.text, path, { bytes: answer.bytes });
  scope.notes.failures.push(...failures);
  return documents;
}

/** The GitRepo may say into which namespace everything goes. */
function gitRepoOf({ gitRepo }: FleetBundle, files: Files, { notes }: World): MapNode | undefined {
  if (gitRepo === undefined) return undefined;
  const found = documentsOf(gitRepo.file, { files, notes }).find(({ origin }) => origin.line === gitRepo.line);
  return found?.kind === 'map' ? found : undefined;
}
