// The Secrets by which Argo CD knows clusters, where the cluster that it runs in was asked for them.
import type { Failure, Json, JsonObject, Node, Origin } from '../../model';
import { answerIn, argoClustersPath, questionText } from '../../model/cluster-question';
import { decodeBase64 } from '../../yaml/base64';
import { fromJson } from '../../yaml/json';
import { isClusterConfig } from '../cluster-config';
import { SECRET_TYPE_LABEL } from '../secret-type-label';
import { positionOf, type SourceObject } from '../sources';
import { giveUp, type SetContext } from './parameters';

/** What was asked for the clusters, by its path; their Secrets are absent where no cluster is asked. */
export interface LiveClusters {
  readonly question: string;
  readonly secrets?: readonly SourceObject[];
}

/** @throws FailureError where the cluster has not answered, or refuses. */
export function liveClusters(generator: Node, context: SetContext): LiveClusters {
  const { set, inventory } = context;
  const question = argoClustersPath(set.namespace ?? 'argocd');
  const answer = inventory.answerOf(question);
  if (answer.kind === 'unread')
    return giveUp(context, generator, { code: 'notAsked', subject: questionText(question), clusterQuestion: question });
  if (answer.kind === 'failed') {
    const { code, subject, detail = subject ?? code } = answer.reason;
    return giveUp(context, generator, {
      code: 'controllerOnly',
      subject: 'What the generator clusters gives',
      detail: `the cluster does not tell the ${questionText(question)}: ${detail}; ask again once it does, or ask another one`,
      clusterQuestion: question,
    });
  }
  if (answer.kind !== 'file') return { question };
  const { items = [] } = answerIn(answer.text) as JsonObject;
  const broken = (items as readonly JsonObject[]).find(({ isConfigBroken }) => isConfigBroken === true);
  if (broken !== undefined)
    return giveUp(context, generator, { ...brokenConfigFailure(String(fields(broken.metadata).name)), clusterQuestion: question });
  const origin: Origin = { ...generator.origin, step: 'live', approximate: true };
  return { question, secrets: (items as readonly JsonObject[]).map((secret) => sourceObject(secret, origin, context)) };
}

/**
 * The Secrets of clusters among `secrets`, as the answer to the question: what names a cluster is kept, and credentials stay behind.
 * @param areWhole whether the credentials are what Argo CD reads: dumps often have others in their place.
 */
export function clustersAmong(secrets: readonly JsonObject[], areWhole = false): { readonly items: readonly JsonObject[] } {
  const broken = (secret: JsonObject) => (areWhole && isBroken(secret) ? { isConfigBroken: true } : {});
  return { items: secrets.filter(isOfCluster).map((secret) => ({ ...withoutCredentials(secret), ...broken(secret) })) };
}

/** Argo CD reads all of them before it looks for those that are meant. */
export function brokenConfigFailure(secret: string): Pick<Failure, 'code' | 'subject' | 'detail'> {
  const detail = 'Argo CD cannot read it as the JSON of a cluster’s configuration, and so lists no clusters for the generator clusters';
  return { code: 'objectInvalid', subject: `config of the Secret ${secret}`, detail };
}

function isBroken({ data }: JsonObject): boolean {
  return !isClusterConfig(decodeBase64(String(fields(data).config ?? '')) ?? '');
}

/** `kubectl apply` keeps the whole Secret in it, credentials too. */
const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function isOfCluster({ metadata }: JsonObject): boolean {
  return fields(fields(metadata).labels)[SECRET_TYPE_LABEL] === 'cluster';
}

function withoutCredentials({ metadata, data }: JsonObject): JsonObject {
  const { name = '', namespace = '', labels, annotations } = fields(metadata);
  const { [APPLIED]: _applied, ...noted } = fields(annotations);
  const { name: cluster, server, project, namespaces } = fields(data);
  const told = Object.entries({ name: cluster, server, project, namespaces }).filter(([, value]) => value !== undefined);
  return { metadata: { name, namespace, labels: fields(labels), annotations: noted }, data: Object.fromEntries(told) as JsonObject };
}

/** As if it stood where the generator does: it has no line in the repository. */
function sourceObject({ metadata = {}, data = {} }: JsonObject, origin: Origin, { set }: SetContext): SourceObject {
  const { name = '', namespace = '' } = fields(metadata);
  const node = fromJson({ apiVersion: 'v1', kind: 'Secret', metadata, data }, origin);
  if (node.kind !== 'map') throw new TypeError('an object is a map');
  return { ...positionOf(undefined, set), apiVersion: 'v1', kind: 'Secret', name: String(name), namespace: String(namespace), node };
}

function fields(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
