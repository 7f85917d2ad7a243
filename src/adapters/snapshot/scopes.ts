// Which kinds a dump knows, and whether they live in namespaces.
import type { Json, JsonObject } from '../../engine/model';
import { isNamespaced } from '../../engine/render/kustomize/schema/scope';

export interface Scopes {
  /** Undefined for a kind of which the dump says nothing and that is not Kubernetes' own. */
  find(apiVersion: string, kind: string): 'namespaced' | 'cluster' | undefined;
}

export function createScopes(objects: readonly JsonObject[]): Scopes {
  const scopes = new Map<string, 'namespaced' | 'cluster'>();
  for (const object of objects) {
    const namespaced = isFields(object.metadata) && object.metadata.namespace !== undefined;
    scopes.set(`${String(object.apiVersion)}|${String(object.kind)}`, namespaced ? 'namespaced' : 'cluster');
  }
  for (const object of objects) for (const [key, scope] of defined(object)) scopes.set(key, scope);
  return {
    find(apiVersion, kind) {
      const seen = scopes.get(`${apiVersion}|${kind}`);
      if (seen !== undefined) return seen;
      const namespaced = isNamespaced(apiVersion, kind);
      if (namespaced === undefined) return NEWER.get(`${apiVersion}|${kind}`);
      return namespaced ? 'namespaced' : 'cluster';
    },
  };
}

/** Kinds of Kubernetes that came after the API description that kustomize bundles (1.21). */
const NEWER = new Map<string, 'namespaced' | 'cluster'>([
  ['autoscaling/v2|HorizontalPodAutoscaler', 'namespaced'],
  ['admissionregistration.k8s.io/v1|ValidatingAdmissionPolicy', 'cluster'],
  ['admissionregistration.k8s.io/v1|ValidatingAdmissionPolicyBinding', 'cluster'],
]);

function defined(object: JsonObject): readonly (readonly [string, 'namespaced' | 'cluster'])[] {
  if (object.kind !== 'CustomResourceDefinition' || !isFields(object.spec)) return [];
  const { group, names, scope, versions } = object.spec;
  if (!isFields(names) || !Array.isArray(versions)) return [];
  const where = scope === 'Cluster' ? 'cluster' : 'namespaced';
  return (versions as readonly Json[])
    .filter(isFields)
    .map((version) => [`${String(group)}/${String(version.name)}|${String(names.kind)}`, where] as const);
}

function isFields(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
