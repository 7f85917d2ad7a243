// Prepares an object of Git for comparison: where it will live, and what its owner would send.
import type { Json, JsonObject, ObjectRef, RenderedObject } from '../model';
import { isObject, textAt } from '../normalise/json-values';
import { applicable } from '../normalise/normalise';
import { toJson } from '../yaml/json';
import { isEncrypted, withLiveValues } from './encrypted';
import { type IgnoreRule, ignoredPointers } from './ignore-rules';
import type { Target } from './method';
import type { ApplyRule } from './owners';

/** The ref with the namespace that the object will live in. */
export function placedRef(ref: ObjectRef, scope: 'namespaced' | 'cluster'): ObjectRef {
  if (scope === 'namespaced') return { ...ref, namespace: ref.namespace ?? 'default' };
  const { namespace: _, ...clusterScoped } = ref;
  return clusterScoped;
}

/** @param live stands in for values that Git holds encrypted, and says whether others' fields are to be kept. */
export function targetOf(
  object: RenderedObject,
  ref: ObjectRef,
  rule: ApplyRule,
  live?: JsonObject,
  rules: readonly IgnoreRule[] = [],
): Target {
  const json = toJson(object.node);
  const stated = isObject(json) ? json : {};
  const opened = isEncrypted(stated) ? withLiveValues(stated, live) : { manifest: stated, encrypted: [] };
  const plain = applicable(opened.manifest);
  const metadata: { [key: string]: Json } = { ...(isObject(plain.metadata) ? plain.metadata : {}) };
  delete metadata.creationTimestamp;
  delete metadata.namespace;
  if (ref.namespace !== undefined) metadata.namespace = ref.namespace;
  if (Object.keys(rule.labels).length > 0) metadata.labels = { ...(isObject(metadata.labels) ? metadata.labels : {}), ...rule.labels };
  const manifest = { ...plain, metadata };
  const merges = rule.group !== undefined && [manifest, live ?? {}].some((each) => says(each, `${rule.group}/ssa`, 'merge'));
  return { object, ref, manifest, merges, encrypted: opened.encrypted, ignored: ignoredPointers(rules, manifest) };
}

/** Whether the owner will leave the object alone, and the annotation or label that says so. */
export function leftAlone(manifest: JsonObject, live: JsonObject | undefined, rule: ApplyRule): string | undefined {
  if (rule.group === undefined) return undefined;
  const reconcile = `${rule.group}/reconcile`;
  const ssa = `${rule.group}/ssa`;
  for (const object of live === undefined ? [manifest] : [manifest, live]) {
    if (says(object, reconcile, 'disabled')) return `${reconcile}: disabled`;
    if (says(object, ssa, 'ignore')) return `${ssa}: Ignore`;
  }
  return live !== undefined && says(manifest, ssa, 'ifnotpresent') ? `${ssa}: IfNotPresent` : undefined;
}

/** Whether a label or an annotation has this value, whatever its case: the controller accepts both. */
export function says(object: JsonObject, key: string, value: string): boolean {
  const label = textAt(object, 'metadata', 'labels', key);
  const annotation = textAt(object, 'metadata', 'annotations', key);
  return label?.toLowerCase() === value || annotation?.toLowerCase() === value;
}
