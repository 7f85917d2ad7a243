// A source that kustomize builds: its folder's kustomization with the options of the Application written into it, as `kustomize edit` does.
import { join } from '../../discover/paths';
import { type Failure, FailureError, type MapNode, type Node } from '../../model';
import { child, items, text, withChild } from '../../yaml/access';
import { emitDocuments } from '../../yaml/emit';
import type { Wrapper } from '../kustomize/accumulate';
import { buildKustomization } from '../kustomize/build';
import { withHelm } from '../kustomize/helm-charts/with-helm';
import type { KustomizationFile } from '../kustomize/kustomization';
import { KUSTOMIZE_CLI, type Profile } from '../kustomize/profile';
import { filesOf } from '../flux/kustomization';
import { positionOf, read } from '../kustomize/scope';
import { mapOf } from '../kustomize/values';
import { type Substitute, substituteFor } from './environment';
import { withImages, withReplicas } from './kustomize-images';
import { withAnnotations, withLabels } from './kustomize-labels';
import type { LocatedSource } from './sources';
import { absorb, refuse, type World } from './world';

/** Argo CD 3.2.6 comes with kustomize 5.7.0. */
const ARGO: Profile = { ...KUSTOMIZE_CLI, version: 'v5.7.0' };

export function kustomizeObjects(world: World, source: MapNode, place: LocatedSource): readonly MapNode[] {
  const profile = profileOf(world);
  if (profile === undefined) return [];
  const options = child(source, 'kustomize');
  const wrapper = options?.kind === 'map' ? wrapperOf(world, source, options, place) : undefined;
  const built = buildKustomization(place.path, world.files, profile, world.cache, wrapper);
  absorb(world, built, child(source, 'path') ?? source);
  for (const secret of built.secrets ?? []) world.notes.secrets.add(secret);
  for (const key of built.contradicts ?? []) world.notes.contradicts.add(key);
  return built.objects.map(({ node }) => node);
}

/** `kustomize.buildOptions` of argocd-cm. */
function profileOf(world: World): Profile | undefined {
  const node = world.settings.buildOptions;
  let profile = ARGO;
  for (const flag of (text(node) ?? '').replaceAll('--load-restrictor ', '--load-restrictor=').split(/\s+/).filter(Boolean)) {
    if (flag === '--enable-helm' || flag === '--enable-helm=true') profile = withHelm(profile, world.cache);
    else if (flag === '--load-restrictor=LoadRestrictionsNone') profile = { ...profile, restrictToRoot: false };
    else if (flag !== '--load-restrictor=LoadRestrictionsRootOnly' && node !== undefined)
      return refuse(world, node, { code: 'unsupported', subject: `kustomize.buildOptions ${flag}` });
  }
  return profile;
}

function wrapperOf(world: World, source: MapNode, options: MapNode, place: LocatedSource): Wrapper {
  const substitute = substituteFor(world, source);
  // Positions come from these files, also where another object has the same content, or this one's stays the same.
  const from = [...filesOf(options)];
  return {
    key: `argo ${from.join(' ')} ${emitDocuments([world.application, options]).text}`,
    wrap(scope, found) {
      for (const file of from) read(scope, file);
      if ('code' in found) return found;
      const exists = (component: string): boolean => read(scope, join(place.path, component)).kind === 'directory';
      try {
        return { ...found, fields: edited(found, options, substitute, exists) };
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        return error.failure;
      }
    },
  };
}

/** In the order in which Argo CD edits the file. @throws FailureError for what `kustomize edit` refuses. */
function edited({ fields }: KustomizationFile, options: MapNode, substitute: Substitute, exists: (component: string) => boolean): MapNode {
  let merged = set(fields, 'namePrefix', child(options, 'namePrefix'));
  merged = set(merged, 'nameSuffix', child(options, 'nameSuffix'));
  merged = withImages(merged, items(child(options, 'images')), substitute);
  merged = withReplicas(merged, items(child(options, 'replicas')));
  merged = withLabels(merged, options, substitute);
  merged = withAnnotations(merged, options, substitute);
  merged = set(merged, 'namespace', child(options, 'namespace'));
  merged = append(merged, 'patches', items(child(options, 'patches')).map(typedPatch));
  const ignoreMissing = text(child(options, 'ignoreMissingComponents')) === 'true';
  const present = items(child(merged, 'components')).map(text);
  const components = items(child(options, 'components')).filter(
    (item) => !present.includes(text(item)) && (!ignoreMissing || exists(text(item) ?? '')),
  );
  return append(merged, 'components', components);
}

function set(fields: MapNode, field: string, value: Node | undefined): MapNode {
  return (text(value) ?? '') === '' || value === undefined ? fields : withChild(fields, field, value);
}

/** The fields that an Application's patch has: kustomize would refuse others, and the API server drops them. */
function typedPatch(patch: Node): Node {
  if (patch.kind !== 'map') return patch;
  return mapOf(
    patch.entries.filter(({ key }) => ['path', 'patch', 'target', 'options'].includes(key)),
    patch.origin,
  );
}

function append(fields: MapNode, field: string, added: readonly Node[]): MapNode {
  const [first] = added;
  if (first === undefined) return fields;
  const present = child(fields, field);
  const before = present?.kind === 'list' ? present : { kind: 'list' as const, items: [], origin: first.origin };
  return withChild(fields, field, { ...before, items: [...before.items, ...added] });
}

/** Fields of the options that change objects in a way that is not carried out. */
export function unsupportedOptions(options: Node | undefined): readonly Failure[] {
  if (options?.kind !== 'map') return [];
  return options.entries
    .filter(({ key }) => !OPTIONS.has(key))
    .map(({ key, value }) => {
      const subject = `spec.source.kustomize.${key}`;
      if (key !== 'version') return { code: 'unsupported', ...positionOf(value.origin), subject };
      return { code: 'controllerOnly', ...positionOf(value.origin), subject, detail: OTHER_KUSTOMIZE };
    });
}

const OTHER_KUSTOMIZE = 'which kustomize has that name is set up in Argo CD, and the objects here are those of the one that it comes with';

/** Source: argo-cd v3.2.6, `ApplicationSourceKustomize`. */
const OPTIONS = new Set(
  (
    'namePrefix nameSuffix images replicas commonLabels commonAnnotations forceCommonLabels forceCommonAnnotations labelWithoutSelector ' +
    'labelIncludeTemplates commonAnnotationsEnvsubst namespace patches components ignoreMissingComponents kubeVersion apiVersions'
  ).split(' '),
);
