// labels and commonLabels.
import type { MapNode, Origin } from '../../../model';
import { child } from '../../../yaml/access';
import type { Profile } from '../profile';
import { mergeSpecs, type TransformerConfig } from '../config';
import { specsOf } from '../configurations';
import type { FieldSpec } from '../field-spec';
import { isTrue, mapsField } from '../kustomization';
import type { Resource } from '../resource';
import { attempt, type Scope } from '../scope';
import { scalarOrigins } from '../values';
import { setPairs } from './pairs';

const METADATA_LABELS: FieldSpec = { path: 'metadata/labels', create: true };

export function setLabels(scope: Scope, fields: MapNode, resources: readonly Resource[], config: TransformerConfig): readonly Resource[] {
  let result = resources;
  for (const label of mapsField(fields, 'labels')) {
    const specs = attempt(scope, label, () => labelSpecs(label, config, scope.profile), []);
    const options = label.entries.filter(({ key }) => key !== 'pairs').map(({ value }) => value);
    result = setFrom(scope, child(label, 'pairs'), specs, result, scalarOrigins(...options));
  }
  return setFrom(scope, child(fields, 'commonLabels'), config.commonLabels, result);
}

function setFrom(
  scope: Scope,
  pairs: ReturnType<typeof child>,
  specs: readonly FieldSpec[],
  resources: readonly Resource[],
  by: readonly Origin[] = [],
) {
  return pairs?.kind === 'map' ? setPairs(scope, pairs, pairs.entries, specs, 'label', resources, by) : resources;
}

/** Where an entry's labels go. Source: kustomize `api/internal/target/kusttarget_configplugin.go`, LabelTransformer. */
function labelSpecs(label: MapNode, config: TransformerConfig, profile: Profile): readonly FieldSpec[] {
  const specs = mergeSpecs(specsOf(child(label, 'fields')), config.labels);
  if (isTrue(label, 'includeSelectors')) return mergeSpecs(specs, config.commonLabels);
  const templates = isTrue(label, 'includeTemplates') ? config.templateLabels : [];
  // Flux's kustomize (api v0.21.1) takes volume claim templates for templates; since v0.21.2 they have a field of their own.
  const claimsField = profile.name === 'flux' ? 'includeTemplates' : 'includeVolumeClaimTemplates';
  const claims = isTrue(label, claimsField) ? config.volumeClaimTemplateLabels : [];
  return [templates, claims, [METADATA_LABELS]].reduce(mergeSpecs, specs);
}
