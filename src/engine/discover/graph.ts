// The kustomizations of the tree and what each of them builds on.
import type { MapNode, Node } from '../model';
import { child, items, text } from '../yaml/access';
import { once } from './once';
import { baseName, isRemote, join, parentOf } from './paths';
import type { Sources } from './sources';
import { isKustomizationFile, isYaml, type Tree } from './tree';

export interface KustomizationFolder {
  readonly path: string;
  readonly file: string;
  readonly node: MapNode;
  readonly isComponent: boolean;
  /** Resource files of the tree. */
  readonly files: readonly string[];
  /** Folders of resources, bases and components. */
  readonly bases: readonly string[];
  /** What its namespace transformer sets. */
  readonly namespace?: string;
}

export type Graph = ReadonlyMap<string, KustomizationFolder>;

/** What a folder's build takes in: each file with the namespace that the outermost kustomization on the way sets. */
export interface Reach {
  readonly folders: ReadonlySet<string>;
  readonly files: ReadonlyMap<string, string | undefined>;
}

/** The same graph again as long as the tree is the same and none of its kustomizations has changed. */
export function buildGraph(tree: Tree, sources: Sources): Graph {
  const before: Graph = LATEST.get(tree) ?? new Map();
  const graph = new Map<string, KustomizationFolder>();
  for (const file of kustomizationFiles(tree)) {
    const folder = parentOf(file);
    const source = sources.files.get(file);
    if (graph.has(folder) || source === undefined || source.failures.some(({ code }) => code === 'unread')) continue;
    const known = before.get(folder);
    const [root] = source.documents;
    const node = root?.kind === 'map' ? root : withoutFields(file, known);
    graph.set(folder, known?.node === node ? known : readFolder(folder, file, node, tree));
  }
  const changed = graph.size !== before.size || [...graph.values()].some((folder) => before.get(folder.path) !== folder);
  if (changed) LATEST.set(tree, graph);
  return changed ? graph : before;
}

/** A file that holds nothing, or no map, still makes its folder one that is to be built: the build says what is wrong with it. */
function withoutFields(file: string, known: KustomizationFolder | undefined): MapNode {
  if (known?.file === file && known.node.entries.length === 0) return known.node;
  return { kind: 'map', entries: [], origin: { file, line: 1, column: 1, step: 'resource' } };
}

const LATEST = new WeakMap<Tree, Graph>();

const kustomizationFiles = once((tree: Tree) => tree.yamlFiles.filter((file) => isKustomizationFile(baseName(file))));

/** @param path a folder; one without a kustomization is taken whole, as Flux does. */
export function reach(path: string, graph: Graph, tree: Tree): Reach {
  const known = reached(graph).get(path);
  if (known !== undefined) return known;
  const found = { folders: new Set<string>(), files: new Map<string, string | undefined>() };
  collect(path, undefined, { graph, tree, ...found });
  reached(graph).set(path, found);
  return found;
}

/** What was asked for, of a graph: folders are asked for again. */
const reached = once((_: Graph) => new Map<string, Reach>());

/** The namespace that a folder's build ends up in: its own, or the one that everything below it agrees on. */
export function namespaceOf(path: string, graph: Graph): string | undefined {
  const known = namespaces(graph);
  if (known.has(path)) return known.get(path);
  // Two bases of each folder may share what is below them, level after level. A folder that builds on itself has none from there.
  known.set(path, undefined);
  const namespace = namespaceBelow(graph.get(path), graph);
  known.set(path, namespace);
  return namespace;
}

function namespaceBelow(folder: KustomizationFolder | undefined, graph: Graph): string | undefined {
  if (folder === undefined || folder.namespace !== undefined) return folder?.namespace;
  const below = folder.bases.filter((base) => graph.get(base)?.isComponent === false);
  const names = new Set(below.map((base) => namespaceOf(base, graph)));
  return names.size === 1 ? [...names][0] : undefined;
}

/** What was asked for, of a graph. */
const namespaces = once((_: Graph) => new Map<string, string | undefined>());

interface Collection {
  readonly graph: Graph;
  readonly tree: Tree;
  readonly folders: Set<string>;
  readonly files: Map<string, string | undefined>;
}

function collect(path: string, namespace: string | undefined, to: Collection): void {
  if (to.folders.has(path)) return;
  to.folders.add(path);
  const folder = to.graph.get(path);
  if (folder === undefined) {
    collectGenerated(path, namespace, to);
    return;
  }
  const outermost = namespace ?? folder.namespace;
  for (const file of folder.files) if (!to.files.has(file)) to.files.set(file, outermost);
  for (const base of folder.bases) collect(base, outermost, to);
}

/** As Flux generates a kustomization: every manifest below, and a folder that has a kustomization as one resource. */
function collectGenerated(path: string, namespace: string | undefined, to: Collection): void {
  for (const { name, kind } of to.tree.folders.get(path) ?? []) {
    const inner = join(path, name);
    if (kind === 'directory') collect(inner, namespace, to);
    else if (isYaml(name) && !to.files.has(inner)) to.files.set(inner, namespace);
  }
}

function readFolder(path: string, file: string, node: MapNode, tree: Tree): KustomizationFolder {
  const { isComponent, references, namespace } = fieldsOf(node);
  // Where the kustomization is built, which for one in an artifact is not where its file stands.
  const targets = references.map((reference) => join(path, reference));
  return {
    path,
    file,
    node,
    isComponent,
    files: targets.filter((target) => !tree.folders.has(target)),
    bases: targets.filter((target) => tree.folders.has(target)),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Whether the build of a folder takes in what is not in the tree: remote bases, and charts. */
export function takesFromElsewhere({ folders }: Reach, graph: Graph): boolean {
  return [...folders].some((folder) => fieldsAt(graph.get(folder))?.isFromElsewhere === true);
}

function fieldsAt(folder: KustomizationFolder | undefined): ReturnType<typeof fieldsOf> | undefined {
  return folder && fieldsOf(folder.node);
}

const CHARTS = ['helmCharts', 'helmChartInflationGenerator'];

const fieldsOf = once((kustomization: MapNode) => {
  const references = ['resources', 'bases', 'components'].flatMap((field) => strings(child(kustomization, field)));
  return {
    isComponent: text(child(kustomization, 'kind')) === 'Component',
    /** Files and folders of the tree, from the kustomization's own. */
    references: references.filter((reference) => !isRemote(reference)),
    isFromElsewhere: references.some(isRemote) || CHARTS.some((field) => items(child(kustomization, field)).length > 0),
    namespace: text(child(kustomization, 'namespace')),
  };
});

function strings(node: Node | undefined): string[] {
  return items(node).flatMap((item) => text(item) ?? []);
}
