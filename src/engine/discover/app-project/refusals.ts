// What the project of an Application refuses of it: Argo CD applies nothing of such an Application. Source: argo-cd v3.2.6, `refreshAppConditions`, `ValidatePermissions`.
import type { AppProject, Failure, KnownCluster, Node, ProjectRules, Undecided } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { isOpen } from '../application-set/template';
import { withoutCredentials } from '../git-url';
import { failureAt } from '../inventory';
import { positionOf, type SourceObject } from '../sources';
import { STANDARD_PROJECT } from './find';
import { destinationPermitted, namespacePermitted, type Permission, sourcePermitted } from './permissions';

export interface Verdict {
  readonly refusals: readonly Failure[];
  /** Set where the repository does not tell all that the project decides by. */
  readonly undecided?: Undecided;
}

/** @param control the namespace of Argo CD: Applications in it may use every project. */
export function judged(object: SourceObject, { name, rules, cluster }: AppProject, control: string): Verdict {
  const { namespace = control } = object;
  const isOthers = namespace !== control && !isOpen(namespace);
  const own = at(object.node, ['metadata', 'namespace']);
  if (rules === undefined) {
    const isStandard = name === STANDARD_PROJECT && isOthers;
    const detail = `the Application stands in ${namespace}, and the project permits that only where somebody has changed it in the cluster`;
    return { refusals: [], ...(isStandard ? { undecided: { ...positionOf(own, object), detail } } : {}) };
  }
  const refusal = (permission: Permission, node: Node | undefined, what: string): readonly Failure[] => {
    if (permission.kind !== 'refused') return [];
    const detail = `its project ${name} does not permit ${what}: ${permission.why}`;
    const subject = `the Application ${object.name}`;
    return [failureAt(positionOf(node, object), { code: 'projectRefuses', subject, detail, related: [permission.rule] })];
  };
  const standing = isOthers ? namespacePermitted(namespace, rules) : undefined;
  // Argo CD looks no further.
  if (standing?.kind === 'refused') return { refusals: refusal(standing, own, `Applications in the namespace ${namespace}`) };
  const open = standing?.kind === 'unknown' ? { undecided: { ...positionOf(own, object), detail: ENDLESS } } : {};
  const sources = addressesOf(object.node).flatMap((node) => {
    const address = text(node) ?? '';
    if (address === '' || isOpen(address)) return [];
    return refusal(sourcePermitted(address, rules), node, `the source ${withoutCredentials(address)}`);
  });
  const place = destinationOf(object, cluster, rules);
  if (place === undefined) return { refusals: sources, ...open };
  const { permission, node, shown } = place;
  if (permission.kind !== 'unknown') return { refusals: [...sources, ...refusal(permission, node, shown)], ...open };
  return { refusals: sources, undecided: { ...positionOf(node, object), detail: whyOpen(cluster, rules) } };
}

const ENDLESS = 'an expression of its sourceNamespaces repeats what repeats, and could be tried for ever. Write it without that';

const ASK =
  'The cluster that Argo CD runs in can be asked: in the editor by “Ask a Cluster for Argo CD’s Clusters…”, on the command line with --context or --snapshot';

function whyOpen({ server, name = '' }: KnownCluster, { scoped }: ProjectRules): string {
  if (scoped !== undefined)
    return `no Secret of the repository tells whether the cluster ${name === '' ? server : name} is one of the project’s. ${ASK}`;
  const [lacking, shown] = server === undefined ? ['the address', name] : ['the name', server];
  return `no Secret of the repository tells ${lacking} of the cluster ${shown}, of which the destinations of the project ask. ${ASK}`;
}

/** Of a hydrated Application, where its manifests are made from. */
function addressesOf(application: Node): readonly (Node | undefined)[] {
  const spec = child(application, 'spec');
  const hydrated = child(spec, 'sourceHydrator');
  const several = items(child(spec, 'sources'));
  const sources = hydrated?.kind === 'map' ? [child(hydrated, 'drySource')] : several.length > 0 ? several : [child(spec, 'source')];
  return sources.map((source) => child(source, 'repoURL'));
}

/** Undefined where it is no one cluster, which has been said. */
function destinationOf(
  object: SourceObject,
  cluster: AppProject['cluster'],
  rules: ProjectRules,
): { readonly permission: Permission; readonly node: Node | undefined; readonly shown: string } | undefined {
  const destination = at(object.node, ['spec', 'destination']);
  const named = ['server', 'name'].filter((field) => (text(child(destination, field)) ?? '') !== '');
  const namespace = text(child(destination, 'namespace')) ?? '';
  const [field] = named;
  if (named.length !== 1 || field === undefined || (cluster.server ?? cluster.name) === undefined || isOpen(namespace)) return undefined;
  const shown = `the namespace ${namespace === '' ? 'of no name' : namespace} of the cluster ${text(child(destination, field))}`;
  return { permission: destinationPermitted(cluster, namespace, rules), node: destination, shown };
}
