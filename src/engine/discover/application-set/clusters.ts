// The cluster generator: the clusters whose Secrets stand in the repository or the cluster that was asked, and the one that Argo CD runs in. Source: argo-cd v3.2.6, `generators/cluster.go`.
import type { Entry, MapNode, Node } from '../../model';
import { at, child, text } from '../../yaml/access';
import { type SecretText, secretText } from '../argo-secrets';
import { brokenConfig } from '../cluster-config';
import { positionOf, type SourceObject } from '../sources';
import { withValues } from './git';
import { brokenConfigFailure, type LiveClusters, liveClusters } from './live-clusters';
import { giveUp, type ParameterSet, scalar, type SetContext, TEXTS_ONLY } from './parameters';
import { normalized } from './path-parameters';
import { hasRequirements, matchesLabels } from './selector';

const IN_CLUSTER = { name: 'in-cluster', server: 'https://kubernetes.default.svc' };

/** Where the repository has no Secret of a cluster, the clusters are declared elsewhere, and only Argo CD knows them. */
export function clusterParameters(generator: Node, context: SetContext): readonly ParameterSet[] {
  const live = liveClusters(generator, context);
  const secrets = secretsFor(generator, live, context);
  const clusters = secrets.map((secret) => clusterOf(secret, generator, context));
  const selector = child(generator, 'selector');
  const isLocalKnown = clusters.some(({ server }) => server.text.replace(/\/+$/, '') === IN_CLUSTER.server);
  const local = hasRequirements(selector) || isLocalKnown ? [] : [localParameters(generator, context)];
  const chosen = clusters.filter(({ labels }) => matchesLabels(labels, selector, context));
  const sets = [
    ...local,
    ...chosen.map((cluster) => ({ values: parametersOf(cluster, context), source: positionOf(undefined, cluster.secret) })),
  ];
  const filled = sets.map((set) => ({ ...set, values: withValues(generator, set.values, context) }));
  const all = text(child(generator, 'flatList')) === 'true' ? [flat(filled, generator)] : filled;
  return live.secrets === undefined ? all : all.map((set) => ({ ...set, clusterQuestion: live.question }));
}

/** What the cluster has counts before a file of the same name: the controller reads it there. */
function secretsFor(generator: Node, { question, secrets }: LiveClusters, context: SetContext): readonly SourceObject[] {
  const declared = context.inventory.clusterSecrets();
  for (const { node, name } of declared) {
    const broken = brokenConfig(node);
    if (broken !== undefined) return giveUp(context, broken, brokenConfigFailure(name));
  }
  if (secrets !== undefined) {
    const names = new Set(secrets.map(({ name }) => name));
    return [...secrets, ...declared.filter(({ name }) => !names.has(name))].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
  if (declared.length > 0) return declared;
  return giveUp(context, generator, {
    code: 'controllerOnly',
    subject: 'What the generator clusters gives',
    detail:
      'it asks for the clusters that Argo CD knows, and no file of the repository has the Secret of one; the cluster that Argo CD runs in can be asked: in the editor by “Ask a Cluster for Argo CD’s Clusters…”, on the command line with --context or --snapshot',
    clusterQuestion: question,
  });
}

interface KnownCluster {
  readonly secret: SourceObject;
  readonly name: SecretText;
  readonly server: SecretText;
  readonly project: SecretText | undefined;
  readonly labels: ReadonlyMap<string, string>;
}

function clusterOf(secret: SourceObject, generator: Node, context: SetContext): KnownCluster {
  const field = (key: string): SecretText | undefined => secretText(secret.node, key);
  const [name, server] = [field('name'), field('server')];
  const isEncrypted = [name, server].some((value) => value?.text.startsWith('ENC['));
  if (name === undefined || server === undefined || isEncrypted)
    return giveUp(context, generator, {
      code: 'unresolvedSource',
      subject: `Secret/${secret.name}`,
      detail: isEncrypted ? 'what it tells of its cluster is encrypted' : 'it names no cluster',
    });
  const labels = at(secret.node, ['metadata', 'labels']);
  const pairs = labels?.kind === 'map' ? labels.entries.map(({ key, value }) => [key, text(value) ?? ''] as const) : [];
  return { secret, name, server, project: field('project'), labels: new Map(pairs) };
}

function localParameters(generator: Node, context: SetContext): ParameterSet {
  const { origin } = generator;
  const entries = [
    ['name', IN_CLUSTER.name],
    ['nameNormalized', IN_CLUSTER.name],
    ['server', IN_CLUSTER.server],
    ['project', ''],
  ].map(([key = '', value = '']) => ({ key, value: scalar(value, { ...origin, approximate: true }) }));
  return { values: { kind: 'map', entries, origin }, source: positionOf(undefined, context.set) };
}

function parametersOf({ secret, name, server, project }: KnownCluster, context: SetContext): MapNode {
  const { origin } = secret.node;
  const entries: Entry[] = [
    { key: 'name', value: scalar(name.text, name.origin) },
    { key: 'nameNormalized', value: scalar(normalized(name.text), { ...name.origin, approximate: true }) },
    { key: 'server', value: scalar(server.text, server.origin) },
    { key: 'project', value: scalar(project?.text ?? '', project?.origin ?? origin) },
  ];
  const kinds = ['annotations', 'labels'].flatMap((kind) => {
    const node = at(secret.node, ['metadata', kind]);
    return node?.kind === 'map' && node.entries.length > 0 ? [{ kind, node }] : [];
  });
  if (context.language === 'fast') {
    const flattened = kinds.flatMap(({ kind, node }) =>
      node.entries.map(({ key, value }) => ({ key: `metadata.${kind}.${key}`, value: scalar(text(value) ?? '', value.origin) })),
    );
    return { kind: 'map', entries: [...entries, ...flattened], origin };
  }
  const metadata: MapNode = {
    kind: 'map',
    entries: kinds.map(({ kind, node }) => ({ key: kind, value: { ...node, origin: { ...node.origin, step: TEXTS_ONLY } } })),
    origin,
  };
  return { kind: 'map', entries: [...entries, { key: 'metadata', value: metadata }], origin };
}

/** All clusters as the one parameter `clusters`, for templates that go through them. */
function flat(sets: readonly ParameterSet[], { origin }: Node): ParameterSet {
  const list: Node = { kind: 'list', items: sets.map(({ values }) => values), origin };
  return { values: { kind: 'map', entries: [{ key: 'clusters', value: list }], origin } };
}
