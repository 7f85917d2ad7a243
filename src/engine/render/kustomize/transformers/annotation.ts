// commonAnnotations.
import type { MapNode } from '../../../model';
import { child } from '../../../yaml/access';
import type { TransformerConfig } from '../config';
import type { Resource } from '../resource';
import type { Scope } from '../scope';
import { setPairs } from './pairs';

export function setAnnotations(
  scope: Scope,
  fields: MapNode,
  resources: readonly Resource[],
  config: TransformerConfig,
): readonly Resource[] {
  const pairs = child(fields, 'commonAnnotations');
  return pairs?.kind === 'map' ? setPairs(scope, pairs, pairs.entries, config.commonAnnotations, 'annotation', resources) : resources;
}
