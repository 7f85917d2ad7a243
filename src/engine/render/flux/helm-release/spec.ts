// The table of a HelmRelease's spec: which fields shape the objects of the release, and which ones only steer the controller.
import type { Failure, MapNode, Node } from '../../../model';
import { at, child, items, text } from '../../../yaml/access';
import { positionOf } from '../../kustomize/scope';
import { droppedPatches } from '../spec';

/** Source: github.com/fluxcd/helm-controller/api v1.6.4, v2/helmrelease_types.go; `verify` and the like steer. */
const FIELDS: ReadonlySet<string> = new Set([
  'chart',
  'chartRef',
  'commonMetadata',
  'dependsOn',
  'driftDetection',
  'healthCheckExprs',
  'install',
  'interval',
  'kubeConfig',
  'maxHistory',
  'persistentClient',
  'postRenderStrategy',
  'postRenderers',
  'releaseName',
  'rollback',
  'serviceAccountName',
  'storageNamespace',
  'suspend',
  'targetNamespace',
  'test',
  'timeout',
  'uninstall',
  'upgrade',
  'values',
  'valuesFrom',
  'waitStrategy',
]);

/** One failure per field of the spec that changes objects in a way that is not carried out. */
export function unsupportedFields(release: MapNode): readonly Failure[] {
  const spec = child(release, 'spec');
  if (spec?.kind !== 'map') return [];
  const unknown = spec.entries.filter(({ key }) => !FIELDS.has(key));
  const preserved = at(spec, ['upgrade', 'preserveValues']);
  return [
    ...unknown.map(({ key, value }) => unsupported(`spec.${key}`, value)),
    // The values of the release before are in the cluster only.
    ...(preserved !== undefined && text(preserved) === 'true' ? [unsupported('spec.upgrade.preserveValues', preserved)] : []),
    ...items(child(spec, 'postRenderers'))
      .filter((item) => child(item, 'kustomize') === undefined)
      .map((item) => unsupported('spec.postRenderers', item)),
    ...items(child(spec, 'postRenderers')).flatMap((item) =>
      droppedPatches(release, child(item, 'kustomize'), 'spec.postRenderers.kustomize'),
    ),
  ];
}

/** CRDs of the chart's crds/ folder are there where an installation or an upgrade of the release puts them there. */
export function includesCrds(release: MapNode): boolean {
  const spec = child(release, 'spec');
  const skipped = text(at(spec, ['install', 'skipCRDs'])) === 'true' ? 'Skip' : 'Create';
  const policies = [text(at(spec, ['install', 'crds'])) ?? skipped, text(at(spec, ['upgrade', 'crds'])) ?? 'Skip'];
  return policies.some((policy) => policy !== 'Skip');
}

/** Values are checked where an installation and an upgrade both do that. */
export function skipsSchema(release: MapNode): boolean {
  return ['install', 'upgrade'].some((action) => text(at(release, ['spec', action, 'disableSchemaValidation'])) === 'true');
}

function unsupported(subject: string, { origin }: Node): Failure {
  return { code: 'unsupported', ...positionOf(origin), subject };
}
