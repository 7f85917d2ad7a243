// What discovery and renders ask a cluster, as paths of the Files port: an answer is then a source like any other, and what is held by its sources is worked out again when it arrives.
import { type Lookup, lookupText } from './lookup';
import type { Json } from './node';

/** What charts are told of the cluster. */
export const CAPABILITIES_PATH = '/cluster/capabilities';

export type ClusterQuestion =
  | { readonly kind: 'capabilities' }
  | { readonly kind: 'lookup'; readonly lookup: Lookup }
  /** The clusters that an Argo CD knows which runs in this namespace. */
  | { readonly kind: 'argoClusters'; readonly namespace: string };

/** The Files port answers `absent` where no cluster is asked, and `unread` until it has been. */
export function lookupPath({ apiVersion, kind, namespace, name }: Lookup): string {
  return LOOKUP + [apiVersion, kind, namespace, name].map(encodeURIComponent).join(',');
}

/** What the cluster generator of an ApplicationSet asks. */
export function argoClustersPath(namespace: string): string {
  return ARGO_CLUSTERS + encodeURIComponent(namespace);
}

/** The question that a path stands for; undefined for any other path, such as every one of a tree: those begin with no slash. */
export function questionAt(path: string): ClusterQuestion | undefined {
  if (path === CAPABILITIES_PATH) return { kind: 'capabilities' };
  if (path.startsWith(ARGO_CLUSTERS)) return { kind: 'argoClusters', namespace: decodeURIComponent(path.slice(ARGO_CLUSTERS.length)) };
  if (!path.startsWith(LOOKUP)) return undefined;
  const [apiVersion = '', kind = '', namespace = '', name = ''] = path.slice(LOOKUP.length).split(',').map(decodeURIComponent);
  return { kind: 'lookup', lookup: { apiVersion, kind, namespace, name } };
}

/** `Secret shop/db`, for messages. */
export function questionText(path: string): string {
  const question = questionAt(path);
  if (question?.kind === 'argoClusters') return `clusters of Argo CD in ${question.namespace}`;
  return question?.kind === 'lookup' ? lookupText(question.lookup) : ITSELF;
}

/** What capabilities are called. */
export const ITSELF = 'its version and kinds';

/** An answer as the text of its file. Integers beyond 2^53 survive. */
export function answerText(answer: Json): string {
  return JSON.stringify(answer, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${MARK}${value}`;
    return typeof value === 'string' && value.startsWith(MARK) ? MARK + value : value;
  });
}

export function answerIn(text: string): Json {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(MARK)) return value;
    const rest = value.slice(MARK.length);
    return rest.startsWith(MARK) ? rest : BigInt(rest);
  }) as Json;
}

const LOOKUP = '/cluster/lookup,';
const ARGO_CLUSTERS = '/cluster/argo-clusters,';
const MARK = '\u0000';
