// Metadata of older tools that kustomize-controller removes before it applies.
import type { JsonObject } from '../model';
import { isObject, without } from '../normalise/json-values';
import type { ApplyRule } from './owners';

/** Fact from kustomize-controller 1.9.5. The annotation of `kubectl apply` goes too: `normalise` has taken it off both sides already. */
const ANNOTATIONS = ['kustomize.toolkit.fluxcd.io/checksum', 'fluxcd.io/sync-checksum'];
const LABELS = ['fluxcd.io/sync-gc-mark'];

/** `predicted` without them, unless Git itself has them. */
export function withoutRetired(predicted: JsonObject, desired: JsonObject, rule: ApplyRule): JsonObject {
  if (rule.group === undefined) return predicted;
  return withoutKeys(withoutKeys(predicted, desired, 'annotations', ANNOTATIONS), desired, 'labels', LABELS);
}

function withoutKeys(object: JsonObject, desired: JsonObject, field: 'annotations' | 'labels', keys: readonly string[]): JsonObject {
  const metadata = object.metadata;
  if (!isObject(metadata) || !isObject(metadata[field])) return object;
  const wanted = isObject(desired.metadata) ? desired.metadata[field] : undefined;
  const gone = keys.filter((key) => !isObject(wanted) || wanted[key] === undefined);
  const kept = without(metadata[field], gone);
  if (kept === metadata[field]) return object;
  return { ...object, metadata: Object.keys(kept).length === 0 ? without(metadata, [field]) : { ...metadata, [field]: kept } };
}
