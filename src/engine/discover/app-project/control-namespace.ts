// The namespace of Argo CD itself: its projects are there, and Applications may stand in others.
import { DEFAULT_NAMESPACE } from '../argo-settings';
import { groupBy } from '../group';
import type { Inventory } from '../inventory';
import { once } from '../once';
import type { SourceObject } from '../sources';
import { projectName, projectsIn } from './find';

/** The Application's own where projects are, the usual one wherever that is used at all, and else where the project is that it names. */
export function controlNamespace(object: SourceObject, inventory: Inventory): string {
  const own = object.namespace ?? DEFAULT_NAMESPACE;
  const { isUsual, byProject, all } = namespacesIn(inventory);
  if (all.has(own)) return own;
  if (isUsual) return DEFAULT_NAMESPACE;
  const [namespace = own, ...others] = byProject.get(projectName(object)) ?? [];
  return others.length > 0 ? own : namespace;
}

/** Of projects that say theirs. */
const namespacesIn = once((inventory: Inventory) => {
  const projects = projectsIn(inventory).flatMap(({ name, namespace }) => (namespace === undefined ? [] : [{ name, namespace }]));
  const all = new Set(projects.map(({ namespace }) => namespace));
  const isUsual = [...inventory.applications, ...inventory.applicationSets].some(
    ({ namespace = DEFAULT_NAMESPACE }) => namespace === DEFAULT_NAMESPACE,
  );
  const named = groupBy(projects, ({ name }) => name);
  const byProject = new Map([...named].map(([name, each]) => [name, new Set(each.map(({ namespace }) => namespace))]));
  return { isUsual: isUsual || all.has(DEFAULT_NAMESPACE), byProject, all };
});
