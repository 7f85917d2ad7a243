// Builds a kustomization as `kustomize build` does, with an origin on every value.
import { parentOf } from '../../discover/paths';
import { CancelledError, type Failure, FailureError, type MapNode, nothingRendered, type Rendered, type RenderedObject } from '../../model';
import type { Files } from '../../ports';
import { child, text } from '../../yaml/access';
import { refusedByKustomize } from '../../yaml/emit';
import { buildFolder, type Wrapper } from './accumulate';
import type { Accumulated } from './accumulated';
import { labelManagedBy, withoutUnasked } from './build-metadata';
import type { BuildCache } from './build-cache';
import { EMPTY_CONFIG } from './config';
import { addHashes } from './finish/hash';
import { finishMetadata } from './finish/metadata';
import { fixNameReferences } from './finish/name-reference';
import { order } from './finish/order';
import { createOpenApi } from './openapi';
import { createResource, type Resource, withNode } from './resource';
import type { Profile } from './profile';
import { isCurrent } from '../../discover/reads';
import { enterRepository } from './remote/follow';
import type { Repository } from './remote/repository';
import { attempt, type Clone, createNotes, fail, type Notes, read, type Scope } from './scope';
import { markSecrets } from './secret';
import { controlled } from './values';
import { transform } from './transformers';
import { resolveVariables } from './variables';

export { FLUX, KUSTOMIZE_CLI, type Profile } from './profile';
export { type BuildCache, createBuildCache, tidy } from './build-cache';

/**
 * @param path repository-relative folder of the kustomization, `.` for the root.
 * @param wrapper what a controller makes of that folder's kustomization before it is built.
 * Never throws but for cancellation: what stands in the way is in `failures`, and the rest of the tree still renders where it can.
 */
export function buildKustomization(path: string, files: Files, profile: Profile, cache: BuildCache, wrapper?: Wrapper): Rendered {
  const key = `rendered\0${profile.reorder}\0${profile.restrictToRoot}\0${profile.version}\0${profile.charts ?? ''}\0${path}${wrapper === undefined ? '' : `\0${wrapper.key}`}`;
  const known = cache.built.get(key);
  try {
    if (known !== undefined && isCurrent(files, known.reads)) return known.value as Rendered;
    const { rendered, reads } = render(path, files, profile, cache, wrapper);
    cache.built.set(key, { reads, value: rendered });
    return rendered;
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return { objects: [], failures: [unexpected(error, path)], warnings: [], needs: [], reads: [] };
  }
}

/**
 * Builds a kustomization that a Git repository holds, as `kustomize build` does for an address.
 * @returns the need for the repository until it has been fetched. Never throws.
 */
export function buildRepository(repository: Repository, files: Files, profile: Profile, cache: BuildCache): Rendered {
  const notes = createNotes();
  const nowhere: Scope = {
    led: [],
    components: { entered: 0 },
    files,
    profile,
    cache,
    folder: '.',
    file: '.',
    stack: [],
    notes,
    openapi: createOpenApi(),
  };
  const entered = enterRepository(nowhere, repository);
  const { needs, secrets } = notes;
  const known = secrets.size === 0 ? {} : { secrets: [...secrets] };
  if (entered.kind === 'failed') return { ...nothingRendered([entered.failure], [...notes.reads.keys()]), needs, ...known };
  try {
    const { rendered } = render(entered.folder, files, profile, cache, undefined, entered.clone);
    const clones = [...notes.clones, ...(rendered.clones ?? [])];
    return {
      ...rendered,
      reads: [...notes.reads.keys(), ...rendered.reads],
      secrets: [...secrets, ...(rendered.secrets ?? [])],
      ...(clones.length === 0 ? {} : { clones }),
    };
  } catch (error) {
    return { ...nothingRendered([unexpected(error, entered.folder)]), ...known };
  }
}

function render(
  named: string,
  files: Files,
  profile: Profile,
  cache: BuildCache,
  wrapper: Wrapper | undefined,
  clone?: Clone,
): { rendered: Rendered; reads: Notes['reads'] } {
  const openapi = createOpenApi();
  const start = createNotes();
  const path = realFolder({ files, notes: start }, named);
  const { accumulated, kustomization, notes: inner } = buildFolder({ files, profile, cache, openapi, clone }, path, [], wrapper);
  // The notes of the folder stay in the cache as they are; the last steps add to a copy.
  const notes: Notes = { ...inner, failures: [...inner.failures], warnings: [...inner.warnings], needs: [...inner.needs] };
  const reads = path === named ? inner.reads : new Map([...inner.reads, ...start.reads]);
  let resources: readonly Resource[] = [];
  if (kustomization !== undefined) {
    const scope: Scope = {
      led: [],
      components: { entered: 0 },
      files,
      profile,
      cache,
      folder: path,
      file: kustomization.file,
      stack: [path],
      notes,
      openapi,
    };
    resources = finish(scope, kustomization.fields, accumulated);
  }
  return { rendered: renderedOf(resources, { ...notes, reads }), reads };
}

/** The last steps of a build, over all of its objects. */
function finish(scope: Scope, fields: MapNode, accumulated: Accumulated): readonly Resource[] {
  let resources = fixNameReferences(scope, addHashes(scope, accumulated.resources), accumulated.config);
  resources = resolveVariables(scope, { ...accumulated, resources });
  resources = resources.flatMap((resource) => attempt(scope, resource.node, () => finishMetadata(resource) ?? [], []));
  resources = labelManagedBy(scope, fields, resources).map((resource) => withNode(resource, withoutUnasked(resource.node, fields)));
  const options = child(fields, 'sortOptions');
  for (const { node } of resources) {
    const refused = refusedByKustomize(node);
    if (refused !== undefined) fail(scope, refused);
  }
  return attempt(scope, options ?? fields, () => order(resources, options, scope.profile), resources);
}

function renderedOf(resources: readonly Resource[], notes: Notes): Rendered {
  return {
    objects: resources.map(toRendered),
    failures: notes.failures,
    warnings: notes.warnings,
    contradicts: notes.contradicts,
    needs: notes.needs,
    reads: [...notes.reads].map(([file, answer]) => (answer.startsWith('directory') && !file.endsWith('/') ? `${file}/` : file)),
    ...(notes.secrets.size === 0 ? {} : { secrets: [...notes.secrets] }),
    ...(notes.releases.size === 0 ? {} : { releases: [...notes.releases] }),
    ...(notes.clones.size === 0 ? {} : { clones: [...notes.clones] }),
  };
}

/**
 * What kustomize makes of objects that are there already: a controller hands it what another tool has rendered.
 * @param fields those of a kustomization, with `patches` and `images`; their positions are where they stand. Never throws.
 */
export function transformObjects(
  objects: readonly MapNode[],
  fields: MapNode,
  files: Files,
  profile: Profile,
  cache: BuildCache,
): Rendered {
  const { file } = fields.origin;
  const [notes, openapi, folder] = [createNotes(), createOpenApi(), parentOf(file)];
  const scope: Scope = { led: [], components: { entered: 0 }, files, profile, cache, folder, file, stack: [folder], notes, openapi };
  const start: Accumulated = { resources: objects.map((node) => createResource(node)), config: EMPTY_CONFIG, variables: [] };
  try {
    return renderedOf(finish(scope, fields, { ...start, resources: transform(scope, fields, start) }), notes);
  } catch (error) {
    return nothingRendered([unexpected(error, file)], [...notes.reads.keys()]);
  }
}

function toRendered(resource: Resource): RenderedObject {
  const node = controlled(markSecrets(resource.node), resource.via ?? []);
  const { kind, name, namespace } = resource.id;
  const apiVersion = text(child(node, 'apiVersion')) ?? '';
  return { ref: { apiVersion, kind, name, ...(namespace === '' ? {} : { namespace }) }, node };
}

function unexpected(error: unknown, path: string): Failure {
  if (error instanceof FailureError) return error.failure;
  if (error instanceof RangeError) return { code: 'tooMuchWork', detail: `${path}: ${error.message}` };
  return { code: 'internal', subject: path, detail: error instanceof Error ? error.message : String(error) };
}

/** The folder where a link leads: kustomize resolves links before it enters a folder. */
function realFolder(scope: Pick<Scope, 'files' | 'notes'>, path: string): string {
  const answer = read(scope, path);
  return answer.kind === 'directory' ? (answer.real ?? path) : path;
}
