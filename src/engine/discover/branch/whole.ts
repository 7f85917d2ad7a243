// A tree that is one environment as a whole: everything in it is of that environment, whatever its folders are called.
import { type Draft, type EnvironmentDraft, type EnvironmentDrafts, rendersItsFolder } from '../draft';
import { type Graph, namespaceOf } from '../graph';
import type { Inventory } from '../inventory';
import { baseName, isWithin, join, parentOf } from '../paths';

/** What the rules of folders and objects found, as apps of one environment; of the one with that name alone where they found one. */
export function wholeEnvironment(name: string, drafts: EnvironmentDrafts, inventory: Inventory): EnvironmentDraft {
  const named = drafts.get(name);
  if (named !== undefined) return named;
  const apps = [...drafts.values()].flatMap((draft) => draft.apps);
  const ruled = apps.some(({ kind }) => kind !== 'kustomization');
  const all = ruled ? apps : [...apps, ...rootsBeside(apps, name, inventory)];
  return { name, reasons: new Set([...drafts.values()].flatMap(({ reasons }) => [...reasons])), apps: all };
}

/** Folders that no other kustomization builds on; in a tree with none at all, the topmost folders that hold objects. */
function rootsBeside(apps: readonly Draft[], name: string, { graph, sources }: Inventory): readonly Draft[] {
  const built = new Set([...graph.values()].flatMap(({ bases }) => bases));
  const owned = new Set(apps.filter(rendersItsFolder).map(({ path }) => path));
  const roots = [...graph.values()].filter(({ path, isComponent }) => !isComponent && !built.has(path) && !owned.has(path));
  if (graph.size > 0)
    return roots.map(({ path, file, node }) =>
      folderDraft('kustomization', path, { ...positionIn(file), line: node.origin.line }, name, graph),
    );
  const files = [...sources.files].flatMap(([file, { objects }]) => (objects.length > 0 ? [file] : []));
  const folders = topmost(new Set(files.map(parentOf)));
  return folders.map((path) => {
    const first = files.find((file) => parentOf(file) === path) ?? join(path, '');
    return folderDraft('manifests', path, positionIn(first), name, graph);
  });
}

function topmost(folders: ReadonlySet<string>): readonly string[] {
  return [...folders].filter((folder) => ![...folders].some((other) => other !== folder && isWithin(folder, other)));
}

function positionIn(file: string) {
  return { file, line: 1, column: 1 };
}

function folderDraft(kind: Draft['kind'], path: string, source: Draft['source'], environment: string, graph: Graph): Draft {
  const namespace = namespaceOf(path, graph);
  return {
    kind,
    name: path === '.' ? environment : baseName(path),
    ...(namespace === undefined ? {} : { namespace }),
    path,
    source,
    dependsOn: [],
    unresolved: [],
  };
}
