// Which API schema a build merges by: kustomize's own, or one that a kustomization of the tree brings. It belongs to the build.
import { type Failure, FailureError, type MapNode } from '../../model';
import { child, text } from '../../yaml/access';
import { type LoadedFile, loadFile, remember } from './load';
import { fail, failAt, type Scope } from './scope';
import { type CustomSchema, customMergeSchema, readCustomSchema } from './schema/custom';
import type { OpenApi, OpenApiState } from './schema/open-api';
import { KUBERNETES_SCHEMA, type MergeSchema } from './schema/schema';
import { isNamespaced, type Scopes } from './schema/scope';

/** The only version that kustomize 5.8 has. */
const VERSION = 'v1.21.2';

export function createOpenApi(): OpenApi {
  return { state: { own: 'unread', isSet: false } };
}

/** Tells states apart for caches. */
export function openApiKey({ own, isSet, custom, broken }: OpenApiState): string {
  return `${own} ${isSet} ${custom?.key ?? ''}${broken === undefined ? '' : ` ${JSON.stringify(broken)}`}`;
}

/** Takes up the `openapi` field of a kustomization that is about to be accumulated. */
export function setSchema(scope: Scope, fields: MapNode): void {
  const field = child(fields, 'openapi');
  const path = child(field, 'path');
  const version = child(field, 'version');
  const file = path?.kind === 'scalar' ? loadFile(scope, path) : undefined;
  const { state } = scope.openapi;
  if (state.isSet || field === undefined) return;
  if (path !== undefined && version !== undefined) {
    failAt(scope, field, { code: 'invalidField', subject: 'openapi', detail: 'give either version or path' });
    return;
  }
  if (version !== undefined && text(version) !== '') {
    if (text(version) !== VERSION)
      failAt(scope, version, { code: 'invalidField', subject: 'openapi.version', detail: `must be ${VERSION}` });
    scope.openapi.state = { ...state, isSet: true };
  }
  if (file === undefined) return;
  const schema = schemaIn(scope, file);
  if ('code' in schema) {
    scope.openapi.state = { ...state, isSet: true, broken: schema };
    return;
  }
  const merge = combined(schema, state.own);
  scope.openapi.state = { ...state, isSet: true, custom: { key: `${file.path} ${file.version} ${state.own}`, schema, merge } };
}

function schemaIn(scope: Scope, file: LoadedFile): CustomSchema | Failure {
  try {
    return remember(scope, 'openapi', file, () => readCustomSchema(file.text, file.path, file.bytes));
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
}

/**
 * The schema to merge by from here on.
 * @throws FailureError once, where that of the tree is broken.
 */
export function mergeSchema({ openapi }: Scope): MergeSchema {
  const broken = takeBroken(openapi);
  if (broken !== undefined) throw new FailureError(broken);
  if (openapi.state.custom !== undefined) return openapi.state.custom.merge;
  if (openapi.state.own !== 'read') openapi.state = { ...openapi.state, own: 'read' };
  return KUBERNETES_SCHEMA;
}

function takeBroken(openapi: OpenApi): Failure | undefined {
  const { broken, ...state } = openapi.state;
  if (broken !== undefined) openapi.state = state;
  return broken;
}

/** Remembers that an object of an unknown kind was read: its scope is looked for in the schema of the tree, which fails where that is broken. */
export function noteKind(scope: Scope, node: MapNode): void {
  const { openapi } = scope;
  const { state } = openapi;
  if (state.own !== 'unread' || state.custom !== undefined) return;
  const known = isNamespaced(text(child(node, 'apiVersion')) ?? '', text(child(node, 'kind')) ?? '');
  if (known !== undefined) return;
  const broken = takeBroken(openapi);
  if (broken !== undefined) fail(scope, broken);
  openapi.state = { ...openapi.state, own: 'wanted' };
}

/** The scopes of kinds that only the schema of the tree knows. */
export function customScopes({ openapi }: Scope): Scopes | undefined {
  const scopes = openapi.state.custom?.schema.scopes;
  return scopes?.size === 0 ? undefined : scopes;
}

/** Of two schemas that were read, the later one wins; kustomize reads its own first if it had to merge before, and else after. */
function combined(schema: CustomSchema, own: OpenApiState['own']): MergeSchema {
  if (own === 'unread') return customMergeSchema(schema, undefined);
  const custom = customMergeSchema(schema, KUBERNETES_SCHEMA);
  if (own === 'read') return custom;
  const definition = (name: string) => KUBERNETES_SCHEMA.definition(name) ?? custom.definition(name);
  return { root: (apiVersion, kind) => KUBERNETES_SCHEMA.root(apiVersion, kind) ?? custom.root(apiVersion, kind), definition };
}
