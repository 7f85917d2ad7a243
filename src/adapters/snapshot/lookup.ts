// What charts ask a snapshot: its objects, and what can be known of its cluster's kinds.
import { type Json, type JsonObject, type Lookup, lookupText } from '../../engine/model';
import type { Answer, Cluster, ClusterCapabilities } from '../../engine/ports';
import { USUAL_API_VERSIONS } from '../../engine/render/helm/release/capabilities';

/** As an API server answers: an object, a list of them, or nothing. */
export async function lookUpIn(
  cluster: Pick<Cluster, 'read' | 'list' | 'scope'>,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<Answer<JsonObject>> {
  const { apiVersion, kind, name } = lookup;
  const scope = await cluster.scope(apiVersion, kind, signal);
  if (scope.kind === 'failed') return scope;
  const namespace = scope.value === 'cluster' || lookup.namespace === '' ? undefined : lookup.namespace;
  if (name === '') {
    const list = await cluster.list(apiVersion, kind, namespace, signal);
    return list.kind === 'failed' ? list : { kind: 'answer', value: { apiVersion, kind: `${kind}List`, metadata: {}, items: list.value } };
  }
  const found = await cluster.read({ apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) }, signal);
  if (found.kind !== 'failed') return found.kind === 'answer' ? found : { kind: 'answer', value: {} };
  return { kind: 'failed', reason: { ...found.reason, detail: `the snapshot has ${lookupText(lookup)} in another version only` } };
}

/** A dump holds objects, and the kinds that its CustomResourceDefinitions define; of the rest, a server says what it is, and a dump does not. */
export function capabilitiesIn(objects: Iterable<JsonObject>, path: string): ClusterCapabilities {
  const versions = new Set(USUAL_API_VERSIONS);
  for (const object of objects) {
    versions.add(String(object.apiVersion)).add(`${String(object.apiVersion)}/${String(object.kind)}`);
    for (const defined of definedBy(object)) versions.add(defined);
  }
  return {
    apiVersions: [...versions],
    unknown: [`${path} does not say the version of its cluster, nor which kinds it knows besides Kubernetes’ own and those of the dump`],
  };
}

function definedBy({ kind, spec }: JsonObject): readonly string[] {
  if (kind !== 'CustomResourceDefinition' || !isFields(spec) || !Array.isArray(spec.versions)) return [];
  const { group, names } = spec;
  const served = (spec.versions as readonly Json[]).filter(isFields).filter((version) => version.served !== false);
  return served.flatMap(({ name }) => {
    const version = `${String(group)}/${String(name)}`;
    return [version, `${version}/${isFields(names) ? String(names.kind) : ''}`];
  });
}

function isFields(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
