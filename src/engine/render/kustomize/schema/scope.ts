// Which kinds live in namespaces, by the API that kustomize bundles.
import scopes from './scopes.json';

/** Whether kinds that only a schema of the tree knows are namespaced, by `apiVersion kind`. */
export type Scopes = ReadonlyMap<string, boolean>;

/** @returns undefined for kinds that the bundled API does not know; kustomize then takes them for namespaced. */
export function isNamespaced(apiVersion: string, kind: string, further?: Scopes): boolean | undefined {
  return TABLE.get(apiVersion)?.get(kind) ?? further?.get(`${apiVersion} ${kind}`);
}

const TABLE = new Map<string, ReadonlyMap<string, boolean>>();
for (const [apiVersion, kinds] of Object.entries<{ namespaced?: string; cluster?: string }>(scopes)) {
  const byKind = new Map<string, boolean>();
  for (const kind of kinds.namespaced?.split(' ') ?? []) byKind.set(kind, true);
  for (const kind of kinds.cluster?.split(' ') ?? []) byKind.set(kind, false);
  TABLE.set(apiVersion, byKind);
}
