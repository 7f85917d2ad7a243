// The table of a Flux Kustomization's spec: which fields shape the rendered objects, and which ones only steer the controller.
import type { Failure, MapNode, Node } from '../../model';
import { at, child, items } from '../../yaml/access';
import { hasOlderPatches, OLDER_PATCHES } from './older-patches';

type Part = 'rendered' | 'steering';

/** Source: github.com/fluxcd/kustomize-controller/api v1.9.5, kustomization_types.go; older fields from v1beta1 and v1beta2. */
const FIELDS: Readonly<Record<string, Part>> = {
  path: 'rendered',
  sourceRef: 'rendered',
  components: 'rendered',
  ignoreMissingComponents: 'rendered',
  patches: 'rendered',
  images: 'rendered',
  targetNamespace: 'rendered',
  namePrefix: 'rendered',
  nameSuffix: 'rendered',
  commonMetadata: 'rendered',
  postBuild: 'rendered',
  buildMetadata: 'rendered',
  decryption: 'rendered',
  dependsOn: 'steering',
  interval: 'steering',
  retryInterval: 'steering',
  timeout: 'steering',
  kubeConfig: 'steering',
  prune: 'steering',
  deletionPolicy: 'steering',
  healthChecks: 'steering',
  healthCheckExprs: 'steering',
  serviceAccountName: 'steering',
  suspend: 'steering',
  force: 'steering',
  wait: 'steering',
  ignore: 'steering',
  validation: 'steering',
};

/** One failure per field of the spec that changes objects in a way that is not carried out. */
export function unsupportedFields(owner: MapNode): readonly Failure[] {
  const spec = child(owner, 'spec');
  if (spec?.kind !== 'map') return [];
  const unknown = spec.entries.filter(({ key }) => FIELDS[key] === undefined && !isOlderPatch(key));
  return [
    ...unknown.map(({ key, value }) => unsupported(`spec.${key}`, value)),
    ...droppedPatches(owner, spec, 'spec'),
    ...items(at(spec, ['patches'])).flatMap(patchOptions),
  ];
}

/** Fields that only older versions of the object have: the API server drops them without a word. */
export function droppedPatches(owner: MapNode, from: Node | undefined, where: string): readonly Failure[] {
  if (hasOlderPatches(owner)) return [];
  return OLDER_PATCHES.flatMap((field) => {
    const node = child(from, field);
    if (node === undefined) return [];
    const { file, line, column } = node.origin;
    const detail = 'this version of the object has no such field, so the API server drops it; `patches` can say the same';
    return [{ code: 'objectInvalid', file, line, column, subject: `${where}.${field}`, detail } as const];
  });
}

function isOlderPatch(field: string): boolean {
  return (OLDER_PATCHES as readonly string[]).includes(field);
}

function patchOptions(patch: Node): readonly Failure[] {
  const options = child(patch, 'options');
  return options === undefined ? [] : [unsupported('spec.patches.options', options)];
}

function unsupported(subject: string, node: Node): Failure {
  const { file, line, column } = node.origin;
  return { code: 'unsupported', file, line, column, subject };
}
