// The values that a release gives to a chart that is not there: known all the same, without those of the chart itself.
import type { MapNode, Node, Origin } from '../../../model';
import { createReads } from '../chart/reads';
import { markSecretValues, scalarsIn } from '../secret-values';
import type { Files } from '../../../ports';
import { ValueOrigins } from './origins';
import { markSecretKeys } from './secret-keys';
import { userValues, type ValuesSource } from './user-values';
import { valuesNode } from './values-node';

/**
 * @param secrets what derives from Secrets; as no chart names its keys, all that only Secrets have are hidden.
 * @throws FailureError for what cannot be merged.
 */
export function givenValues(source: ValuesSource, secrets: readonly Node[], files: Files, nowhere: Origin): MapNode {
  const origins = new ValueOrigins();
  const values = userValues([source], files, createReads(), { helm: 4, origins, warn: () => undefined });
  const scalars = secrets.flatMap(scalarsIn);
  const document = markSecretKeys(valuesNode(values, origins, nowhere), scalars);
  return markSecretValues({ objects: [], hooks: [], values: document }, scalars).values ?? document;
}
