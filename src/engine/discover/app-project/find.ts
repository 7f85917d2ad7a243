// Which project an Application belongs to, as far as the repository tells.
import type { AppProject, KnownCluster, Node } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import { isOpen } from '../application-set/template';
import { withoutSlash } from '../argo-secrets';
import { nearestFirst } from '../argo-settings';
import { sourceFor } from '../declared-source';
import type { Inventory } from '../inventory';
import { selectsLabels } from '../label-selector';
import type { Seeker } from '../nearest';
import { once } from '../once';
import { positionOf, type SourceObject } from '../sources';
import { patchFiles } from '../versions';
import { type Known, rulesOf } from './rules';
import { windowsOf } from './windows';

/** The project that is always there: everything is permitted in it, but for Applications in other namespaces, unless somebody declares it. */
export const STANDARD_PROJECT = 'default';

/** An Application without a project is of the default one. */
export function projectName({ node }: Pick<SourceObject, 'node'>): string {
  return text(at(node, ['spec', 'project'])) || STANDARD_PROJECT;
}

/** Undefined where everything is permitted in Argo CD's namespace, or a template leaves the name open. @param control the namespace of Argo CD, where its projects are. */
export function projectOf(object: SourceObject, seeker: Seeker, control: string, known: Known): AppProject | undefined {
  const { inventory, clusters } = known;
  const name = projectName(object);
  if (isOpen(name)) return undefined;
  const declared = (wanted: string): SourceObject | undefined =>
    sourceFor(
      seeker,
      projectsIn(inventory).filter((one) => one.name === wanted && (one.namespace ?? control) === control),
      inventory,
    );
  const project = declared(name);
  if (project === undefined && name === STANDARD_PROJECT && (object.namespace ?? control) === control) return undefined;
  const globals = project === undefined ? [] : globalsOf(project, object, inventory).flatMap((global) => declared(global) ?? []);
  const windows = project === undefined ? [] : windowsOf(object, [project, ...globals]);
  return {
    name,
    named: positionOf(at(object.node, ['spec', 'project']), object),
    ...(project === undefined ? {} : { rules: rulesOf(project, globals, known) }),
    cluster: clusterOf(object, clusters),
    ...(windows.length === 0 ? {} : { windows }),
  };
}

/** Those that are declared: a patch of one has its kind and name as well. */
export const projectsIn = once((inventory: Inventory): readonly SourceObject[] => {
  if (inventory.appProjects.length === 0) return [];
  const patches = new Set([inventory, ...inventory.cloned].flatMap(({ graph }) => [...graph.values()].flatMap(patchFiles)));
  return inventory.appProjects.filter(({ file }) => !patches.has(file));
});

/** `globalProjects` of argocd-cm: the names of those that select the project by its labels. */
function globalsOf(project: SourceObject, application: SourceObject, inventory: Inventory): readonly string[] {
  const [setting] = nearestFirst(application, inventory).flatMap(({ node }) => at(node, ['data', 'globalProjects']) ?? []);
  const labels = at(project.node, ['metadata', 'labels']);
  return globalSettings(setting).flatMap((entry) => {
    const name = text(child(entry, 'projectName'));
    const isMeant = name !== undefined && name !== project.name && selectsLabels(child(entry, 'labelSelector'), labels);
    return isMeant ? [name] : [];
  });
}

function globalSettings(setting: Node | undefined): readonly Node[] {
  if (setting?.kind !== 'scalar') return [];
  const { documents } = readDocuments(setting.text, setting.origin.file);
  return items(documents[0]);
}

const IN_CLUSTER: Required<KnownCluster> = { name: 'in-cluster', server: 'https://kubernetes.default.svc' };

/** A cluster goes by its address and its name: the Application gives one of them, and a Secret of Argo CD has both. */
function clusterOf({ node }: SourceObject, clusters: Known['clusters']): KnownCluster {
  const destination = at(node, ['spec', 'destination']);
  const [server, name] = ['server', 'name'].map((field) => settled(text(child(destination, field))));
  if (server !== undefined) {
    const address = withoutSlash(server);
    const named = only(clusters.flatMap((cluster) => (cluster.server === address ? (cluster.name ?? []) : [])));
    return { server: address, ...optional('name', named ?? (address === IN_CLUSTER.server ? IN_CLUSTER.name : undefined)) };
  }
  if (name === undefined) return {};
  const address = only(clusters.flatMap((cluster) => (cluster.name === name ? (cluster.server ?? []) : [])));
  return { name, ...optional('server', address ?? (name === IN_CLUSTER.name ? IN_CLUSTER.server : undefined)) };
}

/** Of clusters of several Argo CDs, none is known to be meant. */
function only(values: readonly string[]): string | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}

function settled(value: string | undefined): string | undefined {
  return value === undefined || value === '' || isOpen(value) ? undefined : value;
}
