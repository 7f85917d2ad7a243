// Whether what a Flux Kustomization applies of controllers' objects may differ from what their files say, in what discovery reads of them.
import type { MapNode, Node } from '../model';
import { at, child, items, text } from '../yaml/access';
import { type AppliedObjects, isAppProject, isApplication, isApplicationSet, placeOf } from './applied';
import { factsAt } from './clone-trees';
import { controllerObjects } from './flux-objects';
import { type Inventory, isFluxSource, isWholeKustomization } from './inventory';
import { once } from './once';
import { patchedFields, type ReadFields } from './patched-fields';
import { join } from './paths';
import { isKind, type SourceFile, type SourceObject } from './sources';
import type { TreeFacts } from './tree-facts';
import { patchFiles } from './versions';

/**
 * Most Kustomizations apply their objects as they stand, or patch what only renders read: those are not built to find out.
 * @param owner as its own parent applies it. @param path the folder that it leads to.
 */
export function changesOthers(owner: SourceObject, path: string, inventory: Inventory): boolean {
  const facts = factsAt(path, inventory);
  const held = [...facts.reachOf(path).files].flatMap(([file, namespace]) => {
    const source = facts.isLeftOut(file) ? undefined : facts.sources.files.get(file);
    return source === undefined ? [] : [{ source, namespace }];
  });
  if (held.some(({ source }) => othersIn(source))) return true;
  const sources = held.flatMap(({ source, namespace }) => sourcesIn(source).map((object) => ({ object, namespace })));
  if (sources.some(({ object, namespace }) => isMade(object, namespace, owner, inventory))) return true;
  const objects = held.flatMap(({ source }) => controllerObjects(source));
  const isSubstituted = at(owner.node, ['spec', 'postBuild']) !== undefined;
  if (isSubstituted && objects.some((object) => hasVariables(object, OF_OBJECTS))) return true;
  if (isSubstituted && sources.some(({ object }) => hasVariables(object, OF_SOURCES))) return true;
  const told = [...(objects.length === 0 ? [] : [OF_OBJECTS]), ...(sources.length === 0 ? [] : [OF_SOURCES])];
  if (told.some(({ bySpec }) => bySpec(owner.node))) return true;
  return told.length > 0 && foldersOf(owner, path, facts).some((folder) => told.some((each) => changesByFolder(folder, each, facts)));
}

/** Whether patches of an Application, or of its folder, may take Kustomizations of Flux out of it. @param options of its kustomization. */
export function mayTakeOut(options: readonly Node[], path: string, inventory: Inventory): boolean {
  const facts = factsAt(path, inventory);
  const { folders, files } = facts.reachOf(path);
  const isHeld = [...files.keys()].some((file) => facts.sources.files.get(file)?.objects.some(isWholeKustomization) === true);
  if (!isHeld) return false;
  return options.some((node) => TAKING.changedBy(node)) || [...folders].some((folder) => changesByFolder(folder, OF_ANY, facts));
}

/** A source that another app applies in a form of its own is looked up by who applies it, and so is one that gets another namespace. */
function isMade(object: SourceObject, namespace: string | undefined, owner: SourceObject, { appliedBy }: Inventory): boolean {
  const target = text(at(owner.node, ['spec', 'targetNamespace'])) ?? namespace;
  if (object.namespace !== undefined && target !== undefined && target !== object.namespace) return true;
  return appliedBy.size > 0 && placesIn(appliedBy).has(placeOf(object));
}

const placesIn = once((appliedBy: AppliedObjects) => new Set([...appliedBy.keys()].map(placeOf)));

/** Of Argo CD and Fleet, each of which has one environment for each parent. */
const othersIn = once(({ objects }: SourceFile) =>
  objects.some(
    (object) => isApplication(object) || isApplicationSet(object) || isAppProject(object) || isKind(object, 'fleet.cattle.io', 'GitRepo'),
  ),
);

const sourcesIn = once(({ objects }: SourceFile) => objects.filter(isFluxSource));

function foldersOf(owner: SourceObject, path: string, { reachOf }: TreeFacts): readonly string[] {
  const components = items(at(owner.node, ['spec', 'components'])).flatMap((item) => text(item) ?? []);
  return [path, ...components.map((component) => join(path, component))].flatMap((folder) => [...reachOf(folder).folders]);
}

/** What is read of some kinds of objects, and what tells whether patches change it. */
interface Told {
  readonly fields: readonly string[];
  readonly bySpec: (owner: MapNode) => boolean;
  readonly ofFolder: (kustomization: MapNode) => boolean;
  readonly inDocument: (patch: Node) => boolean;
}

function toldBy(read: ReadFields): Told {
  const { changedBy, namedIn } = patchedFields(read);
  return {
    fields: [...read.fields, ...(read.pointed ?? [])],
    bySpec: once((owner: MapNode) => changedBy(child(owner, 'spec'))),
    ofFolder: once((kustomization: MapNode) => changedBy(kustomization)),
    inDocument: once((patch: Node) => namedIn(patch)),
  };
}

function changesByFolder(path: string, { ofFolder, inDocument }: Told, { graph, sources }: TreeFacts): boolean {
  const folder = graph.get(path);
  if (folder === undefined) return false;
  return ofFolder(folder.node) || patchFiles(folder).some((file) => sources.files.get(file)?.documents.some(inDocument) === true);
}

/** What discovery reads of Kustomizations and HelmReleases: values of these for the versions that they pin. */
const OF_OBJECTS = toldBy({
  kinds: ['Kustomization', 'HelmRelease'],
  fields: [
    'values',
    'path',
    'sourceRef',
    'suspend',
    'targetNamespace',
    'dependsOn',
    'substituteFrom',
    'kubeConfig',
    'chart',
    'chartRef',
    'valuesFrom',
    '\\$patch',
  ],
  pointed: ['postBuild'],
});

const TAKEN = { kinds: ['Kustomization'], fields: ['\\$patch'] };
const [TAKING, OF_ANY] = [patchedFields(TAKEN), toldBy(TAKEN)];

/** What discovery, and the render of a release beside them, read of sources. */
const OF_SOURCES = toldBy({
  kinds: ['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket', 'ArtifactGenerator'],
  fields: [
    'url',
    'ref',
    'endpoint',
    'bucketName',
    'ignore',
    'type',
    'chart',
    'version',
    'sourceRef',
    'valuesFile',
    'valuesFiles',
    'ignoreMissingValuesFiles',
    'reconcileStrategy',
    '\\$patch',
  ],
});

/** Of what discovery reads: versions among the values of a release that a variable gives are none that an edit could set. */
function hasVariables({ node }: SourceObject, { fields }: Told): boolean {
  const spec = child(node, 'spec');
  return [child(node, 'metadata'), ...fields.filter((field) => field !== 'values').map((field) => child(spec, field))].some(
    (each) => each !== undefined && holdsVariable(each),
  );
}

const holdsVariable = once((node: Node): boolean => {
  if (node.kind === 'scalar') return node.text.includes('${');
  return node.kind === 'list' ? node.items.some(holdsVariable) : node.entries.some(({ value }) => holdsVariable(value));
});
