// The table of a Flux Kustomization's spec: which fields shape the rendered objects, and which ones only steer the controller.
import type { Failure, MapNode, Node } from '../../model';
import { at, child, items } from '../../yaml/access';

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
  const unknown = spec.entries.filter(({ key }) => FIELDS[key] === undefined);
  return [...unknown.map(({ key, value }) => unsupported(`spec.${key}`, value)), ...items(at(spec, ['patches'])).flatMap(patchOptions)];
}

function patchOptions(patch: Node): readonly Failure[] {
  const options = child(patch, 'options');
  return options === undefined ? [] : [unsupported('spec.patches.options', options)];
}

function unsupported(subject: string, node: Node): Failure {
  const { file, line, column } = node.origin;
  return { code: 'unsupported', file, line, column, subject };
}
