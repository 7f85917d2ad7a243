// Renders what an Argo CD Application applies: each of its sources with the tool that is made for it, then tracking and namespaces.
import { type App, FailureError, type MapNode, nothingRendered, type Rendered } from '../../model';
import type { Files } from '../../ports';
import { at, child, text } from '../../yaml/access';
import { findOwner } from '../flux/owner';
import type { BuildCache } from '../kustomize/build-cache';
import { createNotes } from '../kustomize/scope';
import { markSecrets } from '../kustomize/secret';
import { controlled, scalarOrigins } from '../kustomize/values';
import { renderedFrom } from '../manifests/noted';
import { directoryObjects } from './directory';
import { helmObjects, unsupportedHelmOptions } from './helm';
import { kustomizeObjects, unsupportedOptions } from './kustomize';
import { distinct, withNamespaces } from './namespaces';
import { withOverrides } from './overrides';
import { notePermissions } from './permitted';
import { readSettings } from './settings';
import { sourceType } from './source-type';
import { locate, type LocatedSource, sourcesOf } from './sources';
import { tracked } from './tracking';
import { absorb, refuse, type World } from './world';

/** Never throws. A source that cannot be had leaves nothing, as Argo CD applies all of an Application or none of it; `failures` says why. */
export function renderArgoApplication(app: App, files: Files, cache: BuildCache): Rendered {
  const world = openApplication(app, files, cache);
  if (world === undefined) return nothingRendered([{ code: 'notFound', file: app.source.file, subject: app.app }], [app.source.file]);
  const { notes } = world;
  // A template that could not be filled leaves an object that Argo CD never makes, and it applies all sources or none.
  if (app.unresolved.some(({ code }) => code !== 'unresolvedSource')) return renderedFrom(notes, []);
  try {
    return render(world);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    notes.failures.push(error.failure);
    return renderedFrom(notes, []);
  }
}

/** What the render of an Application works on, with what was noted so far. Undefined where its file does not hold it any more. */
export function openApplication(app: App, files: Files, cache: BuildCache): World | undefined {
  const found = findOwner(app, files, cache);
  if (found === undefined || app.owner === undefined) return undefined;
  const notes = createNotes();
  notes.needs.push(...found.needs);
  for (const path of [app.source.file, ...found.reads]) notes.reads.set(path, '');
  const settings = readSettings(app, files, cache, (file) => notes.reads.set(file, ''));
  notes.failures.push(...app.unresolved, ...found.failures);
  return { app, application: found.object, settings, files, cache, notes };
}

function render(world: World): Rendered {
  const { application } = world;
  const hydrated = at(application, ['spec', 'sourceHydrator']);
  if (hydrated?.kind === 'map') {
    const branch = text(at(hydrated, ['syncSource', 'targetBranch']));
    const detail = `it applies what Argo CD has hydrated to ${branch === undefined ? 'another branch' : `the branch ${branch}`}`;
    refuse(world, hydrated, { code: 'controllerOnly', subject: 'What spec.sourceHydrator leads to', detail });
    return renderedFrom(world.notes, []);
  }
  const sources = sourcesOf(application);
  if (sources.length === 0) refuse(world, application, { code: 'invalidField', subject: 'spec.source', detail: 'no source is named' });
  const values: MapNode[] = [];
  const objects: MapNode[] = [];
  for (const source of sources) {
    const place = locate(world, source);
    const rendered = place && renderSource(world, place);
    const led = scalarOrigins(...leading(source).map((field) => child(source, field)));
    objects.push(...(rendered?.objects ?? []).map((object) => controlled(object, led)));
    if (rendered?.values !== undefined) values.push(rendered.values);
  }
  const marked = objects.map((object) => tracked(world, markSecrets(object)));
  // Several charts have values of their own each, and no merged ones.
  const [only] = values.length === 1 ? values : [];
  const applied = distinct(world, withNamespaces(world, marked));
  notePermissions(world, applied);
  return renderedFrom(world.notes, applied, only && { values: only });
}

/** What leads to a chart, or to a folder: that is rendered as it is here, whatever its revision. */
function leading(source: MapNode): readonly string[] {
  return child(source, 'chart') === undefined ? ['path', 'repoURL'] : ['chart', 'repoURL', 'targetRevision'];
}

interface SourceObjects {
  readonly objects: readonly MapNode[];
  readonly values?: MapNode;
}

function renderSource(world: World, place: LocatedSource): SourceObjects {
  const source = withOverrides(world, place);
  const type = source && sourceType(world, source, place);
  if (source === undefined || type === undefined) return { objects: [] };
  const node = child(source, type) ?? source;
  switch (type) {
    case 'directory':
      return { objects: directoryObjects(world, source, place) };
    case 'kustomize':
      absorb(world, { failures: unsupportedOptions(node === source ? undefined : node), reads: [] }, node);
      return { objects: kustomizeObjects(world, source, place) };
    case 'helm':
      absorb(world, { failures: unsupportedHelmOptions(node === source ? undefined : node), reads: [] }, node);
      return helmObjects(world, source, place);
    case 'plugin': {
      const name = text(child(node, 'name'));
      const detail = `${name === undefined ? 'a config management plugin' : `the config management plugin ${name}`} is a program that runs beside Argo CD`;
      refuse(world, node, { code: 'controllerOnly', subject: 'What spec.source.plugin renders', detail });
      return { objects: [] };
    }
  }
}
