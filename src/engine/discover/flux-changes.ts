// Whether what a Flux Kustomization applies of controllers' objects may differ from what their files say, in what discovery reads of them.
import type { MapNode, Node } from '../model';
import { at, child, items, text } from '../yaml/access';
import { isApplication, isApplicationSet } from './applied';
import { factsAt } from './clone-trees';
import { objectsIn } from './flux-objects';
import type { Inventory } from './inventory';
import { once } from './once';
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
  if ([...facts.reachOf(path).files.keys()].some((file) => holdsOthers(facts.sources.files.get(file)))) return true;
  const inner = objectsIn(path, inventory);
  if (inner.length === 0) return false;
  const isSubstituted = at(owner.node, ['spec', 'postBuild']) !== undefined;
  if (isSubstituted && inner.some(({ object }) => hasVariables(object.node))) return true;
  return changesBySpec(owner.node) || foldersOf(owner, path, facts).some((folder) => changesByFolder(folder, facts));
}

/** Of Argo CD and Fleet, each of which has one environment for each parent. */
function holdsOthers(source: SourceFile | undefined): boolean {
  return source !== undefined && othersIn(source);
}

const othersIn = once(({ objects }: SourceFile) =>
  objects.some((object) => isApplication(object) || isApplicationSet(object) || isKind(object, 'fleet.cattle.io', 'GitRepo')),
);

function foldersOf(owner: SourceObject, path: string, { reachOf }: TreeFacts): readonly string[] {
  const components = items(at(owner.node, ['spec', 'components'])).flatMap((item) => text(item) ?? []);
  return [path, ...components.map((component) => join(path, component))].flatMap((folder) => [...reachOf(folder).folders]);
}

/** Names, and what only a build can tell. */
const ANYTHING = ['namePrefix', 'nameSuffix', 'transformers', 'vars'];

const changesBySpec = once((owner: MapNode) => changesIn(child(owner, 'spec')));

function changesByFolder(path: string, { graph, sources }: TreeFacts): boolean {
  const folder = graph.get(path);
  if (folder === undefined) return false;
  return changesOfFolder(folder.node) || patchFiles(folder).some((file) => isTelling(sources.files.get(file)));
}

const changesOfFolder = once((kustomization: MapNode) => changesIn(kustomization));

const PATCHES = ['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements'] as const;

function changesIn(node: Node | undefined): boolean {
  const [patches, merged, operations, replacements] = PATCHES.map((field) => items(child(node, field)));
  if (ANYTHING.some((field) => child(node, field) !== undefined)) return true;
  // The files of patches are looked at by themselves, and that of a replacement not at all.
  if ([...(patches ?? []), ...(operations ?? [])].some((patch) => tells(child(patch, 'patch')))) return true;
  if (merged?.some(tells) === true || operations?.some((one) => child(one, 'path') !== undefined) === true) return true;
  return replacements?.some((one) => child(one, 'path') !== undefined || tells(child(one, 'targets'))) === true;
}

function isTelling(source: SourceFile | undefined): boolean {
  return source?.documents.some((document) => ofDocument(document)) === true;
}

const ofDocument = once((document: Node) => tells(document));

/** What discovery reads of Kustomizations and HelmReleases: values of these for the versions that they pin. */
const FIELDS = [
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
];
const NAMES = FIELDS.join('|');
const KEY = new RegExp(`^(?:${NAMES})$`);
/** Of JSON patches, and the field paths of replacements. */
const POINTER = new RegExp(`^/spec(?:/(?:postBuild|${NAMES})(?:/|$)|$)|^/metadata/name(?:space)?$`);
const FIELD_PATH = new RegExp(`^spec\\.(?:postBuild|${NAMES})\\b|^metadata\\.name(?:space)?$`);
/** As a key, or in a pointer. */
const IN_TEXT = new RegExp(
  `(?:^|[\\s{,"'])(?:${NAMES})["']?:|["'\\s](?:/spec/(?:postBuild|${NAMES})\\b|/(?:spec|metadata/name(?:space)?)["'\\s,}])`,
  'm',
);
/** The path of an operation is a pointer, and no field of a Kustomization. */
const OPERATION_PATH = /(?:^|[\s{,"'])path["']?:(?=\s*["']?\/)/gm;

/** Whether a patch, or a part of one, names such a field. */
function tells(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === 'list') return node.items.some(tells);
  if (node.kind === 'scalar') return node.text.includes('\n') || node.text.includes('{') ? textTells(node.text) : isPointer(node.text);
  const isOperation = child(node, 'op') !== undefined;
  return node.entries.some(({ key, value }) => (KEY.test(key) && !(isOperation && key === 'path')) || tells(value));
}

function isPointer(value: string): boolean {
  return POINTER.test(value) || FIELD_PATH.test(value);
}

function textTells(value: string): boolean {
  const isOperations = /(?:^|[\s{,"'-])op["']?:/.test(value);
  return IN_TEXT.test(`${isOperations ? value.replace(OPERATION_PATH, ' ') : value} `);
}

/** Of what discovery reads: versions among the values of a release that a variable gives are none that an edit could set. */
const hasVariables = once((object: MapNode) => {
  const spec = child(object, 'spec');
  const read = [
    child(object, 'metadata'),
    ...FIELDS.filter((field) => field !== 'values').map((field) => child(spec, field)),
    child(spec, 'postBuild'),
  ];
  return read.some((node) => node !== undefined && holdsVariable(node));
});

function holdsVariable(node: Node): boolean {
  if (node.kind === 'scalar') return node.text.includes('${');
  return node.kind === 'list' ? node.items.some(holdsVariable) : node.entries.some(({ value }) => holdsVariable(value));
}
