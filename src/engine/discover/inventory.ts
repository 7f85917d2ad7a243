// All that discovery knows of a tree: its files, kustomizations and controller objects, read once.
import type { ArtifactLayout, Failure, FollowedBranch, Node, Position } from '../model';
import type { Answer, FileAnswer, Files } from '../ports';
import { at, child, items, text } from '../yaml/access';
import { type Applied, type AppliedObjects, appliedObjects, isAppProject, notAmong, placeOf } from './applied';
import type { GoTemplates } from './application-set/evaluation';
import { type AllTrees, clonedTrees, factsAt } from './clone-trees';
import { type KnownArtifact, knownArtifact } from './artifact/facts';
import { type Clone, clonesIn } from './clones';
import { buildGraph, reach } from './graph';
import { readParameters } from './parameter-files';
import { instanceKustomization, instanceSource } from './flux-instance';
import { prefixOf, type Remote, remotesIn } from './git-url';
import type { OwnBranches } from './branch/followed';
import { isSameBranch } from './branch/followed';
import { headOf } from './head';
import { once } from './once';
import { madeSecret } from './secret-makers';
import { ruleFilesIn, sourceIgnore } from './source-ignore';
import { SECRET_TYPE_LABEL } from './secret-type-label';
import { createSourceCache, isKind, readSources, type SourceCache, type SourceFile, type SourceObject, type Sources } from './sources';
import { groupBy } from './group';
import { join } from './paths';
import { isPartObject } from './parts/objects';
import { rolloutTarget } from './rollout-target';
import { isPromotionObject } from './promotion-objects';
import { takenOut } from './taken-out';
import type { Tree } from './tree';

/** `cloned` are clones of other repositories that sources of the tree lead to. */
export interface Inventory extends AllTrees, Required<OwnBranches> {
  /** All that the user has named, whether anything leads to them or not, and branches of its own repository that sources follow. */
  readonly clones: readonly Clone[];
  /** Those that were looked for so far. */
  readonly followed: readonly FollowedBranch[];
  readonly kustomizations: readonly SourceObject[];
  /** Those of the Kustomizations that no file holds: what FluxInstances make. */
  readonly synced: ReadonlySet<SourceObject>;
  readonly applications: readonly SourceObject[];
  readonly applicationSets: readonly SourceObject[];
  /** Argo CD's projects; patches of them as well. */
  readonly appProjects: readonly SourceObject[];
  /** ImageRepositories, ImagePolicies and ImageUpdateAutomations. */
  readonly imageObjects: readonly SourceObject[];
  /** Rancher Fleet's. */
  readonly gitRepos: readonly SourceObject[];
  readonly fleetClusters: readonly SourceObject[];
  readonly clusterGroups: readonly SourceObject[];
  /** Kargo's Stages and GitOps Promoter's PromotionStrategies. */
  readonly promotionObjects: readonly SourceObject[];
  /** Terraform objects of Flux's Terraform controller, and clusters of Cluster API. */
  readonly partObjects: readonly SourceObject[];
  /** What rolls workloads out that stand beside it. */
  readonly rollouts: readonly SourceObject[];
  /** GitRepositories, OCIRepositories, Buckets and ArtifactGenerators, by kind; what a FluxInstance syncs after those that are declared. */
  readonly fluxSources: ReadonlyMap<string, readonly SourceObject[]>;
  /** Of the working tree's repository; none where it is not known. */
  readonly remotes: readonly Remote[];
  /** The folder of that repository which the tree is; `.` for all of it. */
  readonly prefix: string;
  /** ConfigMaps and Secrets, by `kind name`. */
  readonly settings: ReadonlyMap<string, readonly SourceObject[]>;
  /** What makes Secrets in the cluster, by the name of the Secret. */
  readonly secretMakers: ReadonlyMap<string, readonly SourceObject[]>;
  /** Applications and sets of them that each app whose folder holds them takes out. */
  readonly takenOut: readonly SourceObject[];
  /** Whether each app whose folder holds an object, and that was looked at, takes it out. */
  isTakenOut(object: SourceObject): boolean;
  /** The apps that apply nothing of controllers' objects but what is among these, by their keys. */
  readonly appliedWhole: ReadonlySet<string>;
  /** What apps render of controllers' objects, with the app of each. */
  readonly appliedBy: AppliedObjects;
  /** Evaluates the Go templates of ApplicationSets, where somebody has handed an engine in. */
  readonly templates: GoTemplates | undefined;
  /** The Secrets by which Argo CD knows clusters, by namespace and name. */
  clusterSecrets(): readonly SourceObject[];
  /** The Secrets by which it knows repositories. */
  repositorySecrets(): readonly SourceObject[];
  /** What a cluster answered to a question, by the path that stands for it; `absent` where none is asked. */
  answerOf(question: string): FileAnswer;
  /** The text of any file, the same object until it changes; undefined where it has none. */
  textOf(path: string): { readonly text: string } | undefined;
  /** The files of an artifact; from then on its paths are known. */
  artifact(layout: ArtifactLayout): KnownArtifact;
  /** What a file holds that an ApplicationSet takes parameters from. */
  parametersIn(path: string): Answer<Node | undefined>;
}

/** A failure at the position of a value, or of the object where the value is not set. */
export function failureAt(position: Position, failure: Omit<Failure, 'file' | 'line' | 'column'>): Failure {
  return { ...failure, file: position.file, line: position.line, column: position.column };
}

export const FLUX = 'kustomize.toolkit.fluxcd.io';
export const FLUX_HELM = 'helm.toolkit.fluxcd.io';
const ARGO = 'argoproj.io';
const RANCHER = 'fleet.cattle.io';

export function takeInventory(
  walked: Tree,
  files: Files,
  cache: SourceCache,
  templates?: GoTemplates,
  applied: readonly Applied[] = [],
): Inventory {
  const appliedBy = appliedObjects(applied);
  const sources = readSources(walked, files, cache);
  const tree = sources.isTooMuch === true ? { ...walked, folders: new Map(), yamlFiles: [] } : walked;
  const graph = buildGraph(tree, sources);
  const roles = rolesIn(sources);
  const made = [...appliedBy.keys()];
  const synced = syncedOf(roles);
  const clones = clonesIn(files);
  const remotes = remotesIn(files);
  const syncedFrom = roles.instances.flatMap((object) => instanceSource(object) ?? []);
  const sourced = [...roles.fluxSources, ...roles.gitRepos, ...roles.applications, ...roles.applicationSets, ...made, ...syncedFrom];
  const artifacts = new Map<string, KnownArtifact>();
  const followed: FollowedBranch[] = [];
  const cloned = clonedTrees(sourced, clones, files, cache);
  const trees: AllTrees = {
    tree,
    sources,
    graph,
    cloned,
    artifacts,
    isLeftOut: sourceIgnore(files, { ruleFiles: ruleFilesIn(tree) }),
    reachOf: (path) => reach(path, graph, tree),
  };
  const [isAsItStands, out] = [notAmong(made), takenOut(applied, trees)];
  const isOut = (object: SourceObject): boolean => out.has(placeOf(object));
  const withApplied = (role: (typeof ROLES)[number]): readonly SourceObject[] => [
    ...roles[role].filter((object) => isAsItStands(object) && !isOut(object)),
    ...made.filter(PLAYS[role]),
  ];
  const elsewhere = cloned.map((clone) => rolesIn(clone.sources));
  const referable = [roles, ...elsewhere];
  const fluxSources = referable.flatMap((each) => (each === roles ? each.fluxSources : each.fluxSources.filter(isOfClone)));
  const inventory: Inventory = {
    ...trees,
    artifacts,
    clones,
    kustomizations: [...roles.kustomizations, ...synced],
    synced,
    applications: withApplied('applications'),
    applicationSets: withApplied('applicationSets'),
    appProjects: [...withApplied('appProjects'), ...elsewhere.flatMap((each) => each.appProjects.filter(isAsItStands))],
    takenOut: out.size === 0 ? [] : [...roles.applications, ...roles.applicationSets].filter(isOut),
    appliedBy,
    isTakenOut: isOut,
    appliedWhole: new Set(applied.flatMap(({ by, isAll }) => (isAll ? [by] : []))),
    imageObjects: roles.imageObjects,
    gitRepos: withApplied('gitRepos'),
    fleetClusters: roles.fleetClusters,
    clusterGroups: roles.clusterGroups,
    promotionObjects: roles.promotionObjects,
    partObjects: roles.partObjects,
    rollouts: roles.rollouts,
    fluxSources: groupBy([...fluxSources, ...made.filter(PLAYS.fluxSources), ...syncedFrom], ({ kind }) => kind),
    remotes,
    head: headOf(files),
    followed,
    onFollowed: (branch) => {
      if (!followed.some((known) => isSameBranch(known, branch))) followed.push(branch);
    },
    prefix: prefixOf(files),
    settings: groupBy(
      referable.flatMap(({ settings }) => settings),
      ({ kind, name }) => `${kind} ${name}`,
    ),
    secretMakers: groupBy(
      referable.flatMap(({ secretMakers }) => secretMakers),
      (object) => madeSecret(object) ?? '',
    ),
    templates,
    clusterSecrets: () => roles.settings.filter(isSecretOf('cluster')).sort((a, b) => (listKey(a) < listKey(b) ? -1 : 1)),
    repositorySecrets: () => roles.settings.filter(isSecretOf('repository')),
    answerOf: (question) => files.read(question),
    textOf: (path) => {
      const answer = files.read(path);
      if (answer.kind !== 'file' || answer.bytes !== undefined) return undefined;
      const known = cache.texts.get(path);
      if (known?.version === answer.version) return known;
      cache.texts.set(path, answer);
      return answer;
    },
    artifact: (layout) => {
      const known = artifacts.get(layout.path);
      if (known !== undefined) return known;
      const own = cache.clones.get(layout.path) ?? createSourceCache();
      cache.clones.set(layout.path, own);
      const made = knownArtifact(sameLayout(layout, cache), files, (path) => factsAt(path, inventory).sources.files.get(path), own);
      artifacts.set(layout.path, made);
      return made;
    },
    parametersIn: (path) => readParameters(path, files, cache),
  };
  return inventory;
}

/** What was worked out for an artifact is kept by the object that describes it. */
function sameLayout(layout: ArtifactLayout, { layouts }: SourceCache): ArtifactLayout {
  const text = JSON.stringify(layout);
  const before = layouts.get(layout.path);
  if (before?.text === text) return before.layout;
  layouts.set(layout.path, { text, layout });
  return layout;
}

/** The source that Flux was installed from is the one of this tree. */
function isOfClone({ name }: SourceObject): boolean {
  return name !== 'flux-system';
}

/** A Kustomization that a file holds counts before one that is made. */
function syncedOf({ kustomizations, instances }: Roles): ReadonlySet<SourceObject> {
  const made = instances.flatMap((object) => instanceKustomization(object) ?? []);
  return new Set(made.filter((own) => !kustomizations.some((object) => object.name === own.name && pathOf(object) === pathOf(own))));
}

function pathOf({ node }: SourceObject): string {
  return join('.', text(at(node, ['spec', 'path'])) ?? '.');
}

function listKey({ namespace = '', name }: SourceObject): string {
  return `${namespace}\0${name}`;
}

function isSecretOf(type: 'cluster' | 'repository'): (object: SourceObject) => boolean {
  return ({ kind, node }) => kind === 'Secret' && text(at(node, ['metadata', 'labels', SECRET_TYPE_LABEL])) === type;
}

const ROLES = [
  'kustomizations',
  'applications',
  'applicationSets',
  'appProjects',
  'fluxSources',
  'settings',
  'promotionObjects',
  'partObjects',
  'rollouts',
  'secretMakers',
  'instances',
  'imageObjects',
  'gitRepos',
  'fleetClusters',
  'clusterGroups',
] as const;
type Roles = Readonly<Record<(typeof ROLES)[number], SourceObject[]>>;

function rolesIn({ files }: Sources): Roles {
  const roles = noRoles();
  for (const file of files.values()) {
    const own = rolesOf(file);
    if (own !== undefined) for (const role of ROLES) roles[role].push(...own[role]);
  }
  return roles;
}

/** What discovery asks of a file's objects; undefined for most files, in which nothing has a role. */
const rolesOf = once(({ objects }: SourceFile): Roles | undefined => {
  const roles = noRoles();
  for (const object of objects) for (const role of ROLES) if (PLAYS[role](object)) roles[role].push(object);
  return ROLES.some((role) => roles[role].length > 0) ? roles : undefined;
});

const PLAYS: Readonly<Record<(typeof ROLES)[number], (object: SourceObject) => boolean>> = {
  kustomizations: isWholeKustomization,
  applications: isWholeApplication,
  applicationSets: isWholeApplicationSet,
  appProjects: isAppProject,
  fluxSources: isFluxSource,
  settings: ({ apiVersion, kind }) => apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret'),
  promotionObjects: isPromotionObject,
  partObjects: isPartObject,
  rollouts: (object) => rolloutTarget(object) !== undefined,
  gitRepos: (object) => isKind(object, RANCHER, 'GitRepo') && at(object.node, ['spec', 'repo']) !== undefined,
  fleetClusters: (object) => isKind(object, RANCHER, 'Cluster'),
  clusterGroups: (object) => isKind(object, RANCHER, 'ClusterGroup'),
  imageObjects: ({ apiVersion, node }) => apiVersion.startsWith('image.toolkit.fluxcd.io/') && child(node, 'spec') !== undefined,
  secretMakers: (object) => madeSecret(object) !== undefined,
  instances: (object) => instanceSource(object) !== undefined,
};

function noRoles(): Roles {
  return {
    kustomizations: [],
    applications: [],
    applicationSets: [],
    appProjects: [],
    fluxSources: [],
    settings: [],
    promotionObjects: [],
    partObjects: [],
    rollouts: [],
    gitRepos: [],
    fleetClusters: [],
    clusterGroups: [],
    imageObjects: [],
    secretMakers: [],
    instances: [],
  };
}

/** ArtifactGenerators count as well. */
export function isFluxSource({ apiVersion }: SourceObject): boolean {
  return apiVersion.startsWith('source.');
}

/** A Flux Kustomization. A patch of one names the kind and a few fields; a source reference is what every whole one has. */
export function isWholeKustomization(object: SourceObject): boolean {
  return isKind(object, FLUX, 'Kustomization') && text(at(object.node, ['spec', 'sourceRef', 'name'])) !== undefined;
}

/** A patch of an Application names a part of it. A base may leave its destination to overlays, though no cluster takes it as it stands. */
export function isWholeApplication(object: SourceObject): boolean {
  if (!isKind(object, ARGO, 'Application')) return false;
  const spec = child(object.node, 'spec');
  const sources = [child(spec, 'source'), at(spec, ['sourceHydrator', 'drySource']), ...items(child(spec, 'sources'))];
  const fields = [child(spec, 'destination'), child(spec, 'project'), sources.find((source) => child(source, 'repoURL') !== undefined)];
  return fields.filter((field) => field !== undefined).length > 1;
}

/** A patch of an ApplicationSet names one of the two at most; the API server takes none without both. */
export function isWholeApplicationSet(object: SourceObject): boolean {
  const spec = child(object.node, 'spec');
  return isKind(object, ARGO, 'ApplicationSet') && child(spec, 'generators') !== undefined && child(spec, 'template') !== undefined;
}
