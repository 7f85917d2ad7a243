// What a chart asks a cluster for.

/** One object; all of a kind where `name` is empty, and of all namespaces where `namespace` is. */
export interface Lookup {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `Secret shop/db`, `all Secrets of shop`: for messages and origins. */
export function lookupText({ kind, namespace, name }: Lookup): string {
  if (name === '') return `all ${kind} objects${namespace === '' ? '' : ` of ${namespace}`}`;
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}
