// Accumulates one folder: its resources and bases, what it generates, its components, and then its transformers over all of them.
import type { Failure, MapNode, Origin, ScalarNode } from '../../model';
import type { Accumulated } from './accumulated';
import { enter, fileOrigin, inlineOrigin, type StepOrigin, trackingOf, withFileOrigin } from './build-metadata';
import { EMPTY_CONFIG, mergeConfigs } from './config';
import { loadConfigurations } from './configurations';
import { loadCrds } from './crds';
import { generate } from './generators';
import { type KustomizationFile, readKustomization, stringsField } from './kustomization';
import { type LoadedFile, load, parse, parseInline } from './load';
import { holdsObjects, objectsOf, salvageObjects } from './objects';
import { child, text } from '../../yaml/access';
import { customScopes, noteKind, openApiKey, setSchema } from './openapi';
import type { OpenApiState } from './schema/open-api';
import { isAmbiguous, isIn } from './paths';
import { runGenerators, runTransformers } from './plugins';
import { enterRepository, isCloned } from './remote/follow';
import { isCurrent } from '../../discover/reads';
import { parseRepository, type Repository } from './remote/repository';
import { createResource, describe, idKey, type Resource, withScopes } from './resource';
import { absorb, attempt, type Clone, createNotes, fail, failAt, type Notes, type Scope, twice } from './scope';
import { transform } from './transformers';
import { runValidators } from './validators';
import { mergeVariables } from './variables';

export interface BuiltFolder {
  readonly accumulated: Accumulated;
  readonly kustomization?: KustomizationFile;
  readonly notes: Notes;
  /** The schema that the folder left for what comes after it. */
  readonly openapi: OpenApiState;
}

const NOTHING: Accumulated = { resources: [], config: EMPTY_CONFIG, variables: [] };

/** Deeper than any real tree; ends trees that were made to have no end. */
const MAX_DEPTH = 64;
/** More than any real tree has: where folders take each other in twice, both numbers double with each level. */
const MAX_COMPONENTS = 2_000;
const MAX_OBJECTS = 20_000;
/** So often may each object be taken in where there are more than that. */
const MAX_COPIES = 16;

type Surroundings = Pick<Scope, 'files' | 'profile' | 'cache' | 'tracking' | 'openapi' | 'clone' | 'namespace'>;

/** A folder that a base or component is, and the fetched repository that it lies in, if any. */
interface Place {
  readonly kind: 'entered';
  readonly folder: string;
  readonly clone: Clone | undefined;
}

/** A folder that is built on its own knows nothing of who names it. */
const NOBODY: readonly Origin[] = [];

/** Stands in for the kustomization of the outermost folder: a controller adds fields of its object to the file, or makes one where there is none. */
export interface Wrapper {
  /** Tells this wrapper's results from those of another one for the same folder. */
  readonly key: string;
  /** What comes before the resources of the file: such a build must not be kept for another time. */
  readonly objects?: readonly MapNode[];
  readonly wrap: (scope: Omit<Scope, 'file'>, found: KustomizationFile | Failure) => KustomizationFile | Failure;
}

/** Builds a folder on its own, or takes it from the cache when nothing that it read has changed. */
export function buildFolder(around: Surroundings, folder: string, stack: readonly string[], wrapper?: Wrapper): BuiltFolder {
  const tracking = around.tracking === undefined ? '' : JSON.stringify(around.tracking);
  const key = `${around.profile.restrictToRoot}\0${around.profile.charts ?? ''}\0${folder}\0${tracking}\0${openApiKey(around.openapi.state)}${wrapper === undefined ? '' : `\0${wrapper.key}`}`;
  const known = knownBuild(around, key);
  if (known !== undefined && isCurrent(around.files, known.notes.reads) && !meetsStack(known.notes, stack, around.clone)) {
    around.openapi.state = known.openapi;
    return known;
  }
  const notes = createNotes();
  const own = { folder, stack: [...stack, folder], notes, led: NOBODY, components: { entered: 0 } };
  const now = buildNow({ ...around, ...own }, wrapper);
  const built = { ...now, notes, openapi: around.openapi.state };
  const depends = notes.failures.some(({ code }) => code === 'cycle');
  if (!depends) keepBuild(around, key, built);
  return built;
}

/** Few builds depend on the namespace above them: those are kept once for each. */
function knownBuild({ cache, namespace }: Surroundings, key: string): BuiltFolder | undefined {
  const known = cache.built.get(key)?.value as BuiltFolder | undefined;
  return known?.notes.inherits.has('namespace') ? (cache.built.get(`${key}\0${namespace}`)?.value as BuiltFolder | undefined) : known;
}

function keepBuild({ cache, namespace }: Surroundings, key: string, built: BuiltFolder): void {
  const kept = { reads: built.notes.reads, value: built };
  cache.built.set(key, kept);
  if (built.notes.inherits.has('namespace')) cache.built.set(`${key}\0${namespace}`, kept);
}

function buildNow(scope: Omit<Scope, 'file'>, wrapper: Wrapper | undefined): Omit<BuiltFolder, 'notes' | 'openapi'> {
  const found = readKustomization(scope);
  const kustomization = wrapper === undefined ? found : wrapper.wrap(scope, found);
  if ('code' in kustomization) {
    scope.notes.failures.push(kustomization);
    return { accumulated: NOTHING };
  }
  const tracking = scope.stack.length === 1 ? trackingOf(kustomization.fields) : scope.tracking;
  const inner = { ...scope, tracking, file: kustomization.file };
  setSchema(inner, kustomization.fields);
  const start = { ...NOTHING, resources: (wrapper?.objects ?? []).map((node) => createResource(node)) };
  return { accumulated: accumulate(inner, kustomization, start), kustomization };
}

/** The order of the steps is kustomize's own. Source: kustomize `api/internal/target/kusttarget.go`, accumulateTarget. */
function accumulate(around: Scope, kustomization: KustomizationFile, start: Accumulated): Accumulated {
  const { fields } = kustomization;
  const scope = { ...around, namespace: text(child(fields, 'namespace')) || around.namespace };
  scope.notes.failures.push(...kustomization.failures);
  scope.notes.warnings.push(...kustomization.warnings);
  const before = marksOf(scope);
  let state = accumulateResources(scope, fields, start);
  const resourcesEnd = scope.notes.failures.length;
  const incomplete = isIncomplete(scope, before);
  state = { ...state, config: loadCrds(scope, fields, loadConfigurations(scope, fields, state.config)) };
  state = { ...state, resources: generate(scope, fields, state.resources) };
  state = { ...state, resources: runGenerators(scope, accumulatePlugins(scope, fields, 'generators'), state.resources) };
  state = accumulateComponents(scope, fields, state);
  state = { ...state, resources: transform(scope, fields, state) };
  const plugins = accumulatePlugins(scope, fields, 'transformers');
  state = { ...state, resources: runTransformers(scope, plugins, state.resources, state.config) };
  const validators = accumulatePlugins(scope, fields, 'validators');
  state = { ...state, resources: runValidators(scope, validators, state.resources, state.config) };
  if (incomplete) dropConsequences(scope.notes.failures, resourcesEnd);
  return mergeVariables(scope, fields, state);
}

interface Marks {
  readonly failures: number;
  readonly needs: number;
}

function marksOf({ notes }: Scope): Marks {
  return { failures: notes.failures.length, needs: notes.needs.length };
}

/** Whether a resource or base could not be read since, so that objects are not there. */
function isIncomplete({ notes }: Scope, since: Marks): boolean {
  return notes.needs.length > since.needs || notes.failures.slice(since.failures).some(({ code }) => code !== 'patchTargetMissing');
}

/** A patch whose target is in a base that could not be read is not at fault, and marking it would hide the line that is. */
function dropConsequences(failures: Failure[], from: number): void {
  const kept = failures.slice(from).filter(({ code }) => code !== 'patchTargetMissing');
  failures.splice(from, failures.length - from, ...kept);
}

function accumulateResources(scope: Scope, fields: MapNode, start: Accumulated): Accumulated {
  let state = start;
  const ids = new Set(start.resources.map(({ id }) => idKey(id)));
  for (const reference of stringsField(fields, 'resources')) {
    const base = accumulateResource(scope, reference);
    if (base !== undefined) state = append(scope, reference, rescoped(scope, state), base, ids);
  }
  return state;
}

/** Objects that configure generators or transformers: written inline, or accumulated like resources. */
function accumulatePlugins(scope: Scope, fields: MapNode, field: 'generators' | 'transformers' | 'validators'): readonly Resource[] {
  const ids = new Set<string>();
  return stringsField(fields, field).reduce((state: Accumulated, reference) => {
    const added = isInline(reference) ? inlineObjects(scope, reference) : accumulateResource(scope, reference);
    return added === undefined ? state : append(scope, reference, state, added, ids);
  }, NOTHING).resources;
}

function isInline({ text }: ScalarNode): boolean {
  return /[\n{]/.test(text);
}

function inlineObjects(scope: Scope, reference: ScalarNode): Accumulated {
  const { documents, failures } = parseInline(scope, reference);
  for (const failure of failures) fail(scope, failure);
  const objects = attempt(scope, reference, () => objectsOf(documents), []);
  return { ...NOTHING, resources: objects.map((node) => resourceOf(scope, reference, node, inlineOrigin(scope))) };
}

function accumulateResource(scope: Scope, reference: ScalarNode): Accumulated | undefined {
  const repository = parseRepository(reference.text);
  if (repository !== undefined) return accumulateRemote(scope, reference, repository);
  const loaded = load(scope, reference.text);
  if (loaded.kind === 'failed') return refuse(scope, reference, loaded.failure);
  if (loaded.kind === 'directory') return accumulateBase(scope, reference, { kind: 'entered', folder: loaded.path, clone: scope.clone });
  return accumulateFile(scope, reference, loaded.file);
}

function accumulateFile(scope: Scope, reference: ScalarNode, file: LoadedFile): Accumulated {
  const { documents, failures } = parse(scope, file);
  for (const failure of failures) fail(scope, failure);
  const objects = failures.length > 0 ? salvageObjects(documents) : attempt(scope, reference, () => objectsOf(documents), []);
  const origin = scope.tracking && fileOrigin(scope.tracking, reference.text);
  return { ...NOTHING, resources: objects.map((node) => resourceOf(scope, reference, node, origin)) };
}

/** What may be a repository is one where it is no file that holds objects: the address of a repository often leads to a web page. */
function accumulateRemote(scope: Scope, reference: ScalarNode, repository: Repository): Accumulated | undefined {
  // With a clone of it, nobody needs to be asked what the address leads to.
  const loaded = isCloned(scope, repository) ? undefined : load(scope, reference.text);
  if (loaded?.kind === 'failed' && loaded.failure.code === 'notFetched') return refuse(scope, reference, loaded.failure);
  const isFile = loaded?.kind === 'file' && !isPage(loaded.file.text);
  if (isFile && holdsObjects(parse(scope, loaded.file))) return accumulateFile(scope, reference, loaded.file);
  const entered = enterRepository(scope, repository);
  if (entered.kind === 'entered') return accumulateBase(scope, reference, entered);
  const isOnlyFile = isFile && entered.failure.code === 'downloadFailed';
  return isOnlyFile ? accumulateFile(scope, reference, loaded.file) : refuse(scope, reference, entered.failure);
}

/** A web page is no YAML that holds objects, and takes long to be read as such. */
function isPage(text: string): boolean {
  return /^\s*<(?:!doctype|html)\b/i.test(text);
}

function resourceOf(scope: Scope, reference: ScalarNode, node: MapNode, origin: StepOrigin | undefined): Resource {
  noteKind(scope, node);
  return { ...createResource(withFileOrigin(scope, node, origin), customScopes(scope)), via: [reference.origin, ...scope.led] };
}

function accumulateBase(scope: Scope, reference: ScalarNode, { folder, clone }: Place): Accumulated | undefined {
  const obstacle = cannotEnter({ ...scope, clone }, reference, folder);
  if (obstacle !== undefined) return refuse(scope, reference, obstacle);
  scope.notes.folders.add(folder);
  const built = buildFolder({ ...scope, clone, tracking: enter(scope.tracking, reference.text) }, folder, scope.stack);
  if (built.kustomization?.kind === 'Component') {
    // What is wrong with it as a kustomization of its own would lead away from what is wrong.
    absorbAt(scope, reference, { ...built.notes, failures: [], warnings: [] });
    return refuse(scope, reference, {
      code: 'notAKustomization',
      subject: folder,
      detail: `${folder} is a Component, and belongs under components`,
    });
  }
  absorbAt(scope, reference, built.notes);
  const { resources } = built.accumulated;
  const led = [reference.origin, ...scope.led];
  return { ...built.accumulated, resources: resources.map((resource) => ({ ...resource, via: [...(resource.via ?? []), ...led] })) };
}

function accumulateComponents(scope: Scope, fields: MapNode, start: Accumulated): Accumulated {
  let state = start;
  const before = marksOf(scope);
  for (const reference of stringsField(fields, 'components')) {
    const isAfterFailure = isIncomplete(scope, before);
    const start = scope.notes.failures.length;
    state = accumulateComponent(scope, reference, state);
    if (isAfterFailure) dropConsequences(scope.notes.failures, start);
  }
  return state;
}

/** A component works on what was accumulated so far, and so is built anew for each kustomization that names it. */
function accumulateComponent(scope: Scope, reference: ScalarNode, state: Accumulated): Accumulated {
  const stop = (failure: Failure): Accumulated => {
    failAt(scope, reference, failure);
    return state;
  };
  if (scope.components.entered > MAX_COMPONENTS) return state;
  if (++scope.components.entered > MAX_COMPONENTS)
    return stop({ code: 'tooLarge', subject: `${MAX_COMPONENTS} components`, detail: reference.text });
  const place = componentPlace(scope, reference.text);
  if (place.kind === 'failed') return stop(place.failure);
  const { folder, clone } = place;
  const obstacle = cannotEnter({ ...scope, clone }, reference, folder);
  if (obstacle !== undefined) return stop(obstacle);
  scope.notes.folders.add(folder);
  const notes = createNotes();
  const tracking = enter(scope.tracking, reference.text);
  const inner = { ...scope, folder, clone, stack: [...scope.stack, folder], notes, tracking, led: [reference.origin, ...scope.led] };
  const kustomization = readKustomization(inner);
  let result = state;
  if ('code' in kustomization) notes.failures.push(kustomization);
  else if (kustomization.kind !== 'Component') {
    failAt(scope, reference, {
      code: 'notAKustomization',
      subject: folder,
      detail: `${folder} is no Component, and belongs under resources`,
    });
  } else {
    const own = { ...inner, file: kustomization.file };
    setSchema(own, kustomization.fields);
    const accumulated = accumulate(own, kustomization, rescoped(own, state));
    // The parent takes over what the component worked on as if it had nothing before.
    const config = attempt(own, kustomization.fields, () => mergeConfigs(EMPTY_CONFIG, accumulated.config), accumulated.config);
    result = { ...accumulated, config };
  }
  absorbAt(scope, reference, notes);
  return result;
}

function componentPlace(scope: Scope, reference: string): Place | { readonly kind: 'failed'; readonly failure: Failure } {
  const repository = parseRepository(reference);
  if (repository !== undefined) return enterRepository(scope, repository);
  const loaded = load(scope, reference);
  if (loaded.kind === 'directory') return { kind: 'entered', folder: loaded.path, clone: scope.clone };
  if (loaded.kind === 'failed') return loaded;
  return {
    kind: 'failed',
    failure: { code: 'notAKustomization', subject: loaded.file.path, detail: `${loaded.file.path} is a file, and a component is a folder` },
  };
}

/** Why `folder` may not be built on from here: it holds a folder that is being built already. */
function cannotEnter(scope: Scope, reference: ScalarNode, folder: string): Failure | undefined {
  const isPath = parseRepository(reference.text) === undefined;
  if (isPath && isAmbiguous(reference.text)) return { code: 'invalidField', subject: reference.text, detail: 'ambiguous path' };
  const visited = scope.stack.slice(scope.clone?.outside ?? 0).find((one) => isIn(one, folder));
  if (visited !== undefined)
    return { code: 'cycle', subject: folder, detail: [...scope.stack, folder].map((one) => (one === '.' ? './' : one)).join(' → ') };
  if (scope.stack.length > MAX_DEPTH) return { code: 'tooLarge', subject: `${MAX_DEPTH} folders that build on each other`, detail: folder };
  return undefined;
}

function meetsStack(notes: Notes, stack: readonly string[], clone: Clone | undefined): boolean {
  for (const folder of notes.folders) if (stack.some((one) => isIn(one, folder))) return true;
  for (const raw of notes.repositories) if (clone?.references.some((reference) => reference.startsWith(raw))) return true;
  return false;
}

/** Kinds whose scope a schema of the tree has told since they were read. */
function rescoped(scope: Scope, state: Accumulated): Accumulated {
  const scopes = customScopes(scope);
  if (scopes === undefined) return state;
  return { ...state, resources: state.resources.map((resource) => withScopes(resource, scopes)) };
}

function append(scope: Scope, reference: ScalarNode, state: Accumulated, base: Accumulated, ids: Set<string>): Accumulated {
  if (multiplies(state.resources, base.resources)) {
    failAt(scope, reference, { code: 'tooLarge', subject: `${MAX_OBJECTS} objects`, detail: reference.text });
    return { ...state, resources: [] };
  }
  const resources = base.resources.filter((resource) => {
    const key = idKey(resource.id);
    if (!ids.has(key)) return ids.add(key);
    const first = state.resources.find(({ id }) => idKey(id) === key) ?? base.resources.find(({ id }) => idKey(id) === key);
    failAt(scope, reference, {
      code: 'duplicateObject',
      subject: describe(resource.id),
      detail: twice(first?.node.origin, resource.node.origin),
    });
    return false;
  });
  for (const { name, origin } of base.variables) {
    const first = state.variables.find((one) => one.name === name);
    if (first !== undefined)
      failAt(scope, reference, { code: 'duplicateObject', subject: `The var ${name}`, detail: twice(first.origin, origin) });
  }
  return {
    resources: [...state.resources, ...resources],
    config: attempt(scope, reference, () => mergeConfigs(state.config, base.config), state.config),
    variables: [...state.variables, ...base.variables],
  };
}

/** Large trees have many objects in their files; few in the files and very many in the build come from folders that take each other in twice. */
function multiplies(before: readonly Resource[], added: readonly Resource[]): boolean {
  const count = before.length + added.length;
  // Little beside much makes nothing grow fast, and looking at all of it each time would take long.
  if (count <= MAX_OBJECTS || added.length * 8 < before.length) return false;
  const written = new Set([...before, ...added].map(({ node: { origin } }) => `${origin.file}:${origin.line}:${origin.column}`));
  return count > MAX_COPIES * written.size;
}

/** A folder without a position of its own to blame (no kustomization in it) is blamed on the item that names it. */
function absorbAt(scope: Scope, reference: ScalarNode, notes: Notes): void {
  const blame = (failure: Failure) => failure.file === undefined;
  for (const failure of notes.failures.filter(blame)) failAt(scope, reference, failure);
  absorb(scope, { ...notes, failures: notes.failures.filter((failure) => !blame(failure)) });
}

function refuse(scope: Scope, reference: ScalarNode, failure: Failure): undefined {
  failAt(scope, reference, failure);
  return undefined;
}
