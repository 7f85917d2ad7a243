// Renders what a Flux Kustomization applies: its path, generated kustomization and the fields of its spec around kustomize.
import {
  type App,
  type ControllerRef,
  type Failure,
  isUntraced,
  type MapNode,
  nothingRendered,
  type Rendered,
  type RenderedObject,
} from '../../model';
import type { Files } from '../../ports';
import { at, child, text } from '../../yaml/access';
import type { BuildCache } from '../kustomize/build';
import { decryptBuilt } from './built';
import type { Asking } from './decryption/ask';
import { addMetadata } from './metadata';
import { findOwner, ownBuild, variablesOf } from './owner';
import { sourceFiles } from './source-files';
import { unsupportedFields } from './spec';
import { isSubstituted, isSwitchedOff, substituteObject } from './substitution';
import type { Variables } from './variables';

/** Never throws. Fields of spec that are not carried out yet are named in `failures` (code `unsupported`), never ignored. */
export function renderFluxKustomization(app: App, files: Files, cache: BuildCache): Rendered {
  const source = sourceFiles(app, files);
  const isThere = source.list(app.path).kind === 'directory' && !app.unresolved.some(isUntraced);
  const own = isThere ? ownBuild(app, files, cache) : undefined;
  const found = own?.owner ?? findOwner(app, files, cache);
  if (found === undefined || app.owner === undefined) return nothing(app, [{ code: 'notFound', file: app.source.file, subject: app.app }]);
  if (own === undefined) {
    const nothingThere = nothing(app, app.unresolved);
    return { ...nothingThere, needs: source.needs, reads: [...nothingThere.reads, ...source.rules] };
  }
  const { built } = own;
  const owner = found.object;
  const asking: Asking = { files, reads: [...own.reads], needs: [...own.needs], failures: [...own.failures] };
  const variables = variablesOf(owner, app, files, cache);
  const failures: Failure[] = [...app.unresolved, ...found.failures, ...unsupportedFields(owner), ...built.failures, ...variables.failures];
  const objects = built.objects.map(({ node }) =>
    finish(decryptBuilt(node, owner, asking), owner, app.owner as ControllerRef, variables, failures),
  );
  failures.push(...asking.failures);
  const isRefused = isSubstituted(owner, variables) && built.objects.some(({ node }) => !isSwitchedOff(node));
  if (isRefused) failures.push(...variables.refused);
  const reads = [
    ...new Set([
      app.source.file,
      ...(app.references ?? []).flatMap(({ position }) => position?.file ?? []),
      ...asking.reads,
      ...variables.reads,
      `${app.path}/`,
    ]),
  ];
  const ofVariables = [...variables.values.values()].filter(({ isSecret }) => isSecret).map((variable) => variable.text);
  const secrets = [...(built.secrets ?? []), ...ofVariables];
  const ofClone = app.clone === undefined || app.sourceReason === undefined ? [] : [app.sourceReason];
  const clones = [...ofClone, ...(app.artifact?.clones ?? []), ...(built.clones ?? [])];
  return {
    ...built,
    objects,
    failures,
    needs: [...found.needs, ...built.needs, ...variables.needs, ...asking.needs],
    reads,
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(clones.length === 0 ? {} : { clones }),
  };
}

/** The order of the steps is the controller's: build, decrypt, substitute, label. */
function finish(node: MapNode, owner: MapNode, controller: ControllerRef, variables: Variables, failures: Failure[]): RenderedObject {
  let object = node;
  if (isSubstituted(owner, variables)) {
    const substituted = substituteObject(object, variables);
    failures.push(...substituted.failures);
    object = substituted.object;
  }
  object = addMetadata(object, owner, controller);
  const namespace = text(at(object, ['metadata', 'namespace']));
  return {
    ref: {
      apiVersion: text(child(object, 'apiVersion')) ?? '',
      kind: text(child(object, 'kind')) ?? '',
      ...(namespace === undefined || namespace === '' ? {} : { namespace }),
      name: text(at(object, ['metadata', 'name'])) ?? '',
    },
    node: object,
  };
}

function nothing(app: App, failures: readonly Failure[]): Rendered {
  const unknown: readonly Failure[] = failures.length > 0 ? failures : [{ code: 'notFound', subject: app.path }];
  return nothingRendered(unknown, [app.source.file, `${app.path}/`]);
}
