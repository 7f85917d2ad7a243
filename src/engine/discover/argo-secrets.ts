// The Secrets by which Argo CD knows clusters, and repositories of projects: what names them, and nothing of their credentials.
import type { KnownCluster, MapNode, Node, Origin } from '../model';
import { at } from '../yaml/access';
import { decodeBase64 } from '../yaml/base64';
import { groupBy } from './group';
import type { Inventory } from './inventory';
import { once } from './once';
import type { SourceObject } from './sources';

export interface SecretText {
  readonly text: string;
  readonly origin: Origin;
}

/** The API server lays `stringData` over `data`. */
export function secretText(secret: MapNode, key: string): SecretText | undefined {
  const node = secretField(secret, key);
  if (node?.kind !== 'scalar') return undefined;
  const isPlain = at(secret, ['stringData', key]) === node;
  return { text: isPlain ? node.text : (decodeBase64(node.text) ?? node.text), origin: node.origin };
}

export function secretField(secret: MapNode, key: string): Node | undefined {
  const plain = at(secret, ['stringData', key]);
  return plain?.kind === 'scalar' ? plain : at(secret, ['data', key]);
}

export interface ClusterSecret extends KnownCluster {
  readonly project: string;
  readonly namespaces: readonly string[];
}

/** Clusters whose Secrets stand in the repository in clear. */
export const clustersIn = once((inventory: Inventory): readonly ClusterSecret[] =>
  inventory.clusterSecrets().flatMap(({ node }) => clusterSecret(node)),
);

/** None where any of it is encrypted. */
export function clusterSecret(secret: MapNode): readonly ClusterSecret[] {
  const told = toldBy(secret, ['server', 'name', 'project', 'namespaces']);
  if (told === undefined) return [];
  const { server, name, project = '', namespaces = '' } = told;
  return [
    {
      ...(server === undefined ? {} : { server: withoutSlash(server) }),
      ...(name === undefined ? {} : { name }),
      project,
      namespaces: namespaces.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()])),
    },
  ];
}

/** The addresses of repositories that belong to a project. */
export function repositoriesOf(project: string, inventory: Inventory): readonly SecretText[] {
  return (scopedRepositories(inventory).get(project) ?? []).map(({ url }) => url);
}

const scopedRepositories = once((inventory: Inventory) => {
  const found = inventory.repositorySecrets().flatMap(({ node }: SourceObject) => {
    const [url, told] = [secretText(node, 'url'), toldBy(node, ['url', 'project'])];
    return url === undefined || told?.project === undefined ? [] : [{ url, project: told.project }];
  });
  return groupBy(found, ({ project }) => project);
});

/** Undefined where any of it is encrypted. */
function toldBy(secret: MapNode, keys: readonly string[]): Readonly<Record<string, string | undefined>> | undefined {
  const told = keys.map((key) => [key, secretText(secret, key)?.text] as const);
  return told.some(([, value]) => value?.startsWith('ENC[')) ? undefined : Object.fromEntries(told);
}

/** As Argo CD keeps the address of a cluster. */
export function withoutSlash(server: string): string {
  return server.replace(/\/+$/, '');
}
