// Objects that stand for infrastructure: the Terraform controller's of Flux, and clusters of Cluster API.
import type { Node, Part } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { parentOf } from '../paths';
import { isKind, positionOf, type SourceObject } from '../sources';
import type { FoundPart } from './found';
import { folderHints } from './named';

/** Patches of such objects are none: they lack what every one has. */
export function isPartObject(object: SourceObject): boolean {
  const { node } = object;
  if (isKind(object, TERRAFORM, 'Terraform')) return at(node, ['spec', 'sourceRef', 'name']) !== undefined;
  if (!isKind(object, CLUSTER_API, 'Cluster')) return false;
  return at(node, ['spec', 'infrastructureRef', 'kind']) !== undefined || at(node, ['spec', 'topology']) !== undefined;
}

export function objectPart(object: SourceObject): FoundPart {
  const own = object.kind === 'Terraform' ? terraform(object) : cluster(object);
  const { name } = object;
  return {
    part: { name, ...own, ...positionOf(undefined, object) },
    hints: [...folderHints(parentOf(object.file)), { text: name, says: `name ${name}` }],
  };
}

const TERRAFORM = 'infra.contrib.fluxcd.io';
const CLUSTER_API = 'cluster.x-k8s.io';

/** Source: the API reference of Flux's Terraform controller, v1alpha2. */
function terraform({ node }: SourceObject): Pick<Part, 'kind' | 'folder' | 'workspace' | 'from' | 'dependsOn' | 'variables'> {
  const spec = child(node, 'spec');
  const workspace = text(child(spec, 'workspace'));
  const dependsOn = items(child(spec, 'dependsOn')).flatMap((item) => text(child(item, 'name')) ?? []);
  const variables = items(child(spec, 'vars')).flatMap((item) => text(child(item, 'name')) ?? []);
  const others = items(child(spec, 'varsFrom')).flatMap((item) => reference(item) ?? []);
  return {
    kind: 'terraform',
    folder: text(child(spec, 'path')) ?? '.',
    ...(workspace === undefined ? {} : { workspace }),
    ...from(child(spec, 'sourceRef')),
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    ...(variables.length + others.length === 0 ? {} : { variables: [...variables, ...others] }),
  };
}

/** Source: the API reference of Cluster API, Cluster. */
function cluster({ node }: SourceObject): Pick<Part, 'kind' | 'from'> {
  const spec = child(node, 'spec');
  const name = text(at(spec, ['topology', 'class'])) ?? text(at(spec, ['topology', 'classRef', 'name']));
  return { kind: 'clusterApi', ...(name === undefined ? from(child(spec, 'infrastructureRef')) : { from: `ClusterClass ${name}` }) };
}

function from(node: Node | undefined): Pick<Part, 'from'> {
  const found = reference(node);
  return found === undefined ? {} : { from: found };
}

function reference(node: Node | undefined): string | undefined {
  const [kind, name] = [text(child(node, 'kind')), text(child(node, 'name'))];
  return kind === undefined || name === undefined ? undefined : `${kind} ${name}`;
}
