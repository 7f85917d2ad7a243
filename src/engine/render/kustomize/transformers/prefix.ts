// namePrefix.
import type { MapNode } from '../../../model';
import type { TransformerConfig } from '../config';
import { stringField } from '../kustomization';
import type { Resource } from '../resource';
import type { Scope } from '../scope';
import { affix } from './affix';

export function addPrefix(scope: Scope, fields: MapNode, resources: readonly Resource[], config: TransformerConfig): readonly Resource[] {
  const field = stringField(fields, 'namePrefix');
  return field === undefined ? resources : affix(scope, field, 'prefix', config.namePrefix, resources);
}
