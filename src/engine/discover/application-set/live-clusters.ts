// The Secrets by which Argo CD knows clusters, where the cluster that it runs in was asked for them.
import type { Json, JsonObject, Lookup, Node, Origin } from '../../model';
import { answerIn, lookupPath, questionText } from '../../model/cluster-question';
import { fromJson } from '../../yaml/json';
import { CLUSTER_LABEL } from '../cluster-label';
import { positionOf, type SourceObject } from '../sources';
import { giveUp, type SetContext } from './parameters';

/**
 * Undefined where no cluster is asked. Of a Secret, only what names its cluster is taken: credentials stay behind.
 * @throws FailureError where the cluster has not answered, or refuses.
 */
export function liveClusterSecrets(generator: Node, context: SetContext): readonly SourceObject[] | undefined {
  const { set, inventory } = context;
  const asked: Lookup = { apiVersion: 'v1', kind: 'Secret', namespace: set.namespace ?? 'argocd', name: '' };
  const answer = inventory.answerOf(lookupPath(asked));
  if (answer.kind === 'unread') return giveUp(context, generator, { code: 'notAsked', subject: questionText(lookupPath(asked)) });
  if (answer.kind === 'failed') {
    const { code, subject, detail = subject ?? code } = answer.reason;
    return giveUp(context, generator, {
      code: 'controllerOnly',
      subject: 'What the generator clusters gives',
      detail: `the cluster does not tell its ${questionText(lookupPath(asked))}: ${detail}`,
    });
  }
  if (answer.kind !== 'file') return undefined;
  const { items = [] } = answerIn(answer.text) as JsonObject;
  const origin: Origin = { ...generator.origin, approximate: true };
  return (items as readonly JsonObject[]).filter(isOfCluster).map((secret) => sourceObject(secret, origin, context));
}

/** `kubectl apply` keeps the whole Secret in it, credentials too. */
const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function isOfCluster({ metadata }: JsonObject): boolean {
  return fields(fields(metadata).labels)[CLUSTER_LABEL] === 'cluster';
}

/** As if it stood where the generator does: it has no line in the repository. */
function sourceObject({ metadata, data }: JsonObject, origin: Origin, { set }: SetContext): SourceObject {
  const { name = '', namespace = '', labels = {} } = fields(metadata);
  const { [APPLIED]: _applied, ...annotations } = fields(fields(metadata).annotations);
  const { name: cluster, server, project } = fields(data);
  const told = Object.fromEntries(
    Object.entries({ name: cluster, server, project }).filter(([, value]) => value !== undefined),
  ) as JsonObject;
  const node = fromJson({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels, annotations }, data: told }, origin);
  if (node.kind !== 'map') throw new TypeError('an object is a map');
  return { ...positionOf(undefined, set), apiVersion: 'v1', kind: 'Secret', name: String(name), namespace: String(namespace), node };
}

function fields(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
