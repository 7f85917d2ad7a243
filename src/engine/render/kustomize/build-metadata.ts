// buildMetadata: annotations that say where an object came from and what worked on it, and the label of the tool that built it.
import { FailureError, type MapNode, type Node, type Position } from '../../model';
import { child, items, text, withChild, withoutChild } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import { writeString } from '../../yaml/scalar-text';
import { KUSTOMIZATION_FILES, stringsField } from './kustomization';
import { resolvePath } from './paths';
import { credentialsIn } from './remote/link';
import { parseRepository } from './remote/repository';
import { INTERNAL, type Resource, withNode } from './resource';
import { attempt, positionOf, type Scope } from './scope';
import type { Tracking } from './tracking';
import { setPairs } from './transformers/pairs';
import { stringified } from './transformers/strategic';
import { decided, scalar } from './values';

/** What an annotation says of one step. Source: kustomize `api/resource/origin.go`. */
export interface StepOrigin {
  readonly path?: string;
  readonly configuredIn?: string;
  readonly configuredBy?: Readonly<Partial<Record<'apiVersion' | 'kind' | 'name' | 'namespace', string>>>;
  readonly repo?: string;
  readonly ref?: string;
}

const ORIGIN = 'config.kubernetes.io/origin';
const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations';
/** What kustomize itself keeps in annotations while it builds. Source: kustomize `api/resource/resource.go`, BuildAnnotations. */
const REMEMBERED = [
  ...['previousKinds', 'previousNames', 'previousNamespaces', 'prefixes', 'suffixes', 'refBy', 'generatorBehavior', 'needsHashSuffix'],
  ...['allowNameChange', 'allowKindChange', 'path', 'index', 'seqindent', 'id', 'annotations-migration-resource-id', 'helm-generated'],
]
  .map((name) => `${INTERNAL}${name}`)
  .concat('config.kubernetes.io/path', 'config.kubernetes.io/index', 'config.k8s.io/id');

const MANAGED_BY = 'app.kubernetes.io/managed-by';

export function trackingOf(fields: MapNode): Tracking | undefined {
  const options = stringsField(fields, 'buildMetadata');
  const [first] = options;
  if (first === undefined) return undefined;
  const asked = (name: string) => positionOf((options.find((one) => one.text === name) ?? first).origin);
  return { path: '.', origins: asked('originAnnotations'), transformers: asked('transformerAnnotations') };
}

/** The tracking of a base or component. */
export function enter(tracking: Tracking | undefined, reference: string): Tracking | undefined {
  if (tracking === undefined) return undefined;
  const repository = parseRepository(reference);
  if (repository === undefined) return { ...tracking, path: resolvePath(tracking.path, reference) };
  const { host, path, folder, ref } = repository;
  // Where the top of the repository is meant, kustomize names the folder that it has in mind before it clones.
  return { ...tracking, repo: host + path, ref, path: folder === '' ? 'notCloned' : resolvePath('.', folder) };
}

/** The origin of an object that `reference` names, seen from a folder that tracks. */
export function fileOrigin(tracking: Tracking, reference: string): StepOrigin {
  return placeOf(enter(tracking, reference) ?? tracking);
}

/** The origin of what a field of the kustomization configures: a built-in of that kind. */
export function builtinOrigin(scope: Scope, kind: string): StepOrigin | undefined {
  if (scope.tracking === undefined) return undefined;
  const { repo, ref } = placeOf(scope.tracking);
  return { repo, ref, configuredIn: ownFile(scope, scope.tracking), configuredBy: { apiVersion: 'builtin', kind } };
}

/** Where the kustomization itself lies: the origin of what is written inline in it. */
export function inlineOrigin(scope: Scope): StepOrigin | undefined {
  return scope.tracking && { ...placeOf(scope.tracking), path: ownFile(scope, scope.tracking) };
}

/** The origin of what a generator or transformer does that is an object of its own. */
export function pluginOrigin({ node, id }: Resource): StepOrigin | undefined {
  const [own] = readSteps(node, ORIGIN) ?? [];
  if (own === undefined) return undefined;
  const { path, configuredIn: _in, configuredBy: _by, ...remote } = own;
  const { kind, name, namespace } = id;
  const by = { apiVersion: text(child(node, 'apiVersion')) ?? '', kind, name, ...(namespace === '' ? {} : { namespace }) };
  return { ...remote, ...(path === undefined ? {} : { configuredIn: path }), configuredBy: by };
}

/** The object with this origin, whatever it said before. Its annotations become strings. */
export function withOrigin(scope: Scope, node: MapNode, origin: StepOrigin | undefined): MapNode {
  return withFileOrigin(scope, scope.tracking === undefined || origin === undefined ? node : withTexts(node), origin);
}

/** The object of a file with this origin: what else it is annotated with stays as it was read. Source: kustomize `api/resmap/reswrangler.go`, AnnotateAll. */
export function withFileOrigin(scope: Scope, node: MapNode, origin: StepOrigin | undefined): MapNode {
  if (scope.tracking === undefined || origin === undefined) return node;
  return annotated(node, ORIGIN, writeStep(origin), scope.tracking.origins);
}

/** The resources, each with one more transformation; those that have no origin take it for their origin. */
export function addTransformation(scope: Scope, origin: StepOrigin | undefined, resources: readonly Resource[]): readonly Resource[] {
  const { tracking } = scope;
  if (tracking === undefined || origin === undefined) return resources;
  return resources.map((resource) =>
    attempt(
      scope,
      { origin: tracking.transformers },
      () => {
        const { node } = resource;
        if (readSteps(node, ORIGIN) === undefined) return withNode(resource, withOrigin(scope, node, origin));
        const steps = [...(readSteps(node, TRANSFORMATIONS) ?? []), origin];
        const list = steps.map((step) => `- ${writeStep(step).trimEnd().replaceAll('\n', '\n  ')}\n`).join('');
        return withNode(resource, annotated(withTexts(node), TRANSFORMATIONS, list, tracking.transformers));
      },
      resource,
    ),
  );
}

/** A merged object keeps the origin of the one that it was merged into. */
export function keepOrigin(node: MapNode, old: MapNode): MapNode {
  const before = child(child(child(old, 'metadata'), 'annotations'), ORIGIN);
  const metadata = child(node, 'metadata');
  const annotations = child(metadata, 'annotations');
  if (before === undefined || metadata?.kind !== 'map' || annotations?.kind !== 'map') return node;
  return withChild(node, 'metadata', withChild(metadata, 'annotations', withChild(annotations, ORIGIN, before)));
}

/** Only what was asked for is left, also of annotations that the sources had. Source: kustomize `api/krusty/kustomizer.go`. */
export function withoutUnasked(node: MapNode, fields: MapNode): MapNode {
  const metadata = child(node, 'metadata');
  const annotations = child(metadata, 'annotations');
  if (metadata?.kind !== 'map' || annotations?.kind !== 'map') return node;
  const asked = new Set(stringsField(fields, 'buildMetadata').map((one) => one.text));
  let kept = annotations;
  if (!asked.has('originAnnotations')) kept = withoutChild(kept, ORIGIN);
  if (!asked.has('transformerAnnotations')) kept = withoutChild(kept, TRANSFORMATIONS);
  for (const name of REMEMBERED) kept = withoutChild(kept, name);
  return kept === annotations ? node : withChild(node, 'metadata', stringified(withChild(metadata, 'annotations', kept), 'annotations'));
}

/** The label `app.kubernetes.io/managed-by`, where it is asked for. */
export function labelManagedBy(scope: Scope, fields: MapNode, resources: readonly Resource[]): readonly Resource[] {
  const item = stringsField(fields, 'buildMetadata').find((one) => one.text === 'managedByLabel');
  if (item === undefined) return resources;
  const value = scalar(`kustomize-${scope.profile.version}`, 'str', item.origin);
  return setPairs(scope, item, [{ key: MANAGED_BY, value }], [{ path: 'metadata/labels', create: true }], 'buildMetadata', resources);
}

function placeOf({ path, repo, ref }: Tracking): { readonly path: string; readonly repo: string; readonly ref: string } {
  return { path, repo: repo ?? '', ref: ref ?? '' };
}

function ownFile(scope: Scope, tracking: Tracking): string {
  const name = scope.file.slice(scope.file.lastIndexOf('/') + 1);
  // The kustomization that a controller generates is in no file, and is written under the first of these names.
  const isOwn = (KUSTOMIZATION_FILES as readonly string[]).includes(name);
  return resolvePath(tracking.path, isOwn ? name : KUSTOMIZATION_FILES[0]);
}

function withTexts(node: MapNode): MapNode {
  const metadata = child(node, 'metadata');
  return metadata?.kind === 'map' ? withChild(node, 'metadata', stringified(metadata, 'annotations')) : node;
}

function annotated(node: MapNode, key: string, value: string, at: Position): MapNode {
  const found = child(node, 'metadata');
  const origin = decided(at, 'buildMetadata');
  const metadata: MapNode = found?.kind === 'map' ? found : { kind: 'map', entries: [], origin };
  const annotations = child(metadata, 'annotations');
  const map: MapNode = annotations?.kind === 'map' ? annotations : { kind: 'map', entries: [], origin };
  const before = child(map, key)?.origin;
  const own = before === undefined || before.step === 'buildMetadata' ? origin : decided(at, 'buildMetadata', before);
  const said = scalar(value, 'str', own);
  const masked = credentialsIn(value).length > 0 ? { ...said, secret: true as const } : said;
  return withChild(node, 'metadata', withChild(metadata, 'annotations', withChild(map, key, masked)));
}

/**
 * What an annotation of the object says; undefined where it has none.
 * @throws FailureError `objectInvalid` for one that holds something else, as a person may have written it.
 */
function readSteps(node: MapNode, key: string): readonly StepOrigin[] | undefined {
  const value = child(child(child(node, 'metadata'), 'annotations'), key);
  if (value?.kind !== 'scalar') return undefined;
  const { documents, failures } = readDocuments(value.text, value.origin.file);
  const [first] = documents;
  const steps = key === ORIGIN ? [first] : first === undefined ? [] : first.kind === 'list' ? items(first) : [undefined];
  if (failures.length > 0 || steps.some((step) => step !== undefined && step.kind !== 'map')) throw unreadable(value, key);
  return steps.map((step) => readStep(step));
}

function readStep(step: Node | undefined): StepOrigin {
  const pick = (from: Node | undefined, names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (text(child(from, name)) ? [[name, text(child(from, name))]] : [])));
  const by = pick(child(step, 'configuredBy'), ['apiVersion', 'kind', 'name', 'namespace']);
  const read = pick(step, ['path', 'repo', 'ref', 'configuredIn']);
  return Object.keys(by).length === 0 ? read : { ...read, configuredBy: by };
}

/** In the order of the fields of kustomize's own type. */
function writeStep(step: StepOrigin): string {
  const lines = (['path', 'repo', 'ref', 'configuredIn'] as const).flatMap((name) => line(name, step[name], ''));
  const by = (['apiVersion', 'kind', 'name', 'namespace'] as const).flatMap((name) => line(name, step.configuredBy?.[name], '  '));
  if (by.length > 0) lines.push('configuredBy:', ...by);
  return lines.length === 0 ? '{}\n' : `${lines.join('\n')}\n`;
}

function line(name: string, value: string | undefined, indent: string): string[] {
  return value === undefined || value === '' ? [] : [`${indent}${name}: ${writeString(value, 0, 0)}`];
}

function unreadable(value: Node, key: string): FailureError {
  return new FailureError({
    code: 'objectInvalid',
    ...positionOf(value.origin),
    subject: key,
    detail: 'does not hold what kustomize writes there',
  });
}
