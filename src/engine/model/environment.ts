// Environments and the apps in them, as discovery finds them.
import type { AppProject } from './app-project';
import type { ArtifactLayout } from './artifact';
import type { FollowedBranch } from './branch';
import type { Failure } from './failure';
import type { MapNode } from './node';
import type { ImageAutomation } from './image-automation';
import type { Position } from './origin';
import type { Part } from './part';

/** One place a fleet is promoted through: dev, staging, production. */
export interface Environment {
  readonly name: string;
  /** From 0, in promotion order. Environments that no rule orders come last, by name. */
  readonly order: number;
  /** Why this was taken for an environment, in words a person can check. */
  readonly reason: string;
  /** Why it stands at this place of the order. */
  readonly orderReason: string;
  /** The kube-context that the repository or the settings name for it: offered first, and used only once it is pinned. */
  readonly expectedContext?: string;
  /** Set where its tree is that of a branch which is not checked out. */
  readonly branch?: { readonly name: string; readonly commit: string };
  readonly apps: readonly App[];
  /** What belongs to it besides its apps; absent where there is nothing. */
  readonly parts?: readonly Part[];
  /** Files beside its entry points that could not be read: they may hold more apps, so the ones that are known do not speak for all of it. */
  readonly unread?: readonly Failure[];
}

/**
 * `manifests` is a folder of plain objects with no kustomization; `argoApplicationSet` stands for the Applications that its generators give and the repository alone does not tell.
 */
export type AppKind =
  | 'kustomization'
  | 'manifests'
  | 'fleetBundle'
  | 'fluxKustomization'
  | 'helmRelease'
  | 'argoApplication'
  | 'argoApplicationSet';

/** One deployable part of an environment: a Flux Kustomization, or an overlay folder that nothing owns. */
export interface App {
  readonly app: string;
  readonly namespace?: string;
  /** Repository-relative folder that is rendered, without a trailing `/`; `.` for the root. */
  readonly path: string;
  readonly kind: AppKind;
  /** Of a bundle of Rancher Fleet: where it is described. */
  readonly fleet?: FleetBundle;
  /** The folder of the branch's tree that it is of; absent for the working tree. */
  readonly tree?: string;
  /** The branch that this is the tree of. */
  readonly branch?: string;
  /** The controller object that applies it, where there is one. */
  readonly owner?: ControllerRef;
  /** Where the owner object, or else the kustomization file, stands. */
  readonly source: Position;
  /** Name of the app that renders this one's owner. */
  readonly parent?: string;
  /** The app that `parent` names: what it makes of this one's owner (patches, substitution) is part of this one's render. */
  readonly appliedBy?: App;
  /** Names of apps that must be ready first. */
  readonly dependsOn: readonly string[];
  /** When its parent, an Argo CD Application, applies its object, where that is not the usual turn. */
  readonly syncTurn?: SyncTurn;
  /** What promotion can carry to the next environment. */
  readonly versions: readonly Version[];
  /** What rolls its workloads out step by step; absent where nothing does. */
  readonly rollouts?: readonly Rollout[];
  /** What could not be resolved; never dropped. */
  readonly unresolved: readonly Failure[];
  /** `spec.suspend` of its owner: Flux leaves it as it is until it is resumed. */
  readonly suspended?: true;
  /** `spec.kubeConfig` of its owner: the cluster that it applies to is not the one that the owner lives in. */
  readonly otherCluster?: Position;
  /** Where the variables of a Flux Kustomization come from, in the order of `postBuild.substituteFrom`. */
  readonly substituteFrom?: readonly VariableSource[];
  /** What a HelmRelease takes its chart and its values from, a Flux Kustomization its folder, and the settings of Argo CD, where the repository's files have it. */
  readonly references?: readonly ReferencedObject[];
  /** The owner's object, where no file holds it as it is: what an ApplicationSet or another app makes. */
  readonly definition?: MapNode;
  /** The namespace of Argo CD itself, where that is not the owner's. */
  readonly controlNamespace?: string;
  /** Of an Argo CD Application: its project, where that may refuse anything. */
  readonly project?: AppProject;
  /** Of an Argo CD Application: addresses of this repository besides its remotes, which sources may name. */
  readonly addresses?: readonly string[];
  /** Tells the app of a controller apart from all others, also in later discoveries. */
  readonly key?: string;
  /** Objects of controllers stand in its folder that its render may change: they are what it renders of them. */
  readonly appliesOthers?: true;
  /** Its kustomizations name remote bases or charts, which may hold objects of controllers. */
  readonly takesFromElsewhere?: true;
  /** The question to a cluster whose answer tells that there is this app: its path, as in `cluster-question.ts`. */
  readonly clusterQuestion?: string;
  /** Why its source is taken for this repository, in words a person can check. */
  readonly sourceReason?: string;
  /** `spec.ignore` of its source. */
  readonly sourceIgnore?: string;
  /** The `.sourceignore` files of its source. */
  readonly sourceRules?: readonly string[];
  /** The folder of another repository's clone that it is rendered from: `path` lies in it. */
  readonly clone?: string;
  /** What an ArtifactGenerator makes: `path`, or the chart's, lies in it. Absent where the repository has the folder as it is. */
  readonly artifact?: ArtifactLayout;
}

/** In their order; of the last, only where a sync fails. */
export const SYNC_PHASES = ['PreSync', 'Sync', 'PostSync', 'SyncFail'] as const;

export type SyncPhase = (typeof SYNC_PHASES)[number];

/** A place in a sync of Argo CD: within a phase, waves follow each other by number. */
export interface SyncTurn {
  readonly phase: SyncPhase;
  readonly wave: number;
}

/** A Canary, or a Rollout that refers to a workload. */
export interface Rollout extends Position {
  readonly kind: string;
  readonly name: string;
  /** Kind and name of the workload. */
  readonly target: string;
}

/** A bundle of Rancher Fleet, for one of its targets. */
export interface FleetBundle {
  readonly folder: string;
  /** Its fleet.yaml, where it has one. */
  readonly file?: string;
  /** Index of the target customization that applies; absent for the bundle as it is. */
  readonly customization?: number;
  /** Where the GitRepo stands that names its folder. */
  readonly gitRepo?: Position;
  /** What Fleet is told to leave out when it looks for drift; absent where it is told nothing. */
  readonly ignored?: readonly IgnoredDrift[];
}

/** What a controller is told to leave out when it looks for drift, and where. */
export interface IgnoredDrift extends Position {
  /** Kind, namespace and name. */
  readonly object: string;
  /** Paths in it. */
  readonly fields: readonly string[];
}

/** An object that another one refers to, where it stands in the repository. */
export interface ReferencedObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Absent for a source that stands for this repository and is declared nowhere, and for a Secret that has a maker. */
  readonly position?: Position;
  /** A source that is this repository itself. */
  readonly isTree?: true;
  /** Of such a source: the folder of it that the tree is, where it is not all of it. */
  readonly prefix?: string;
  /** Of a source that is another repository, of which there is a clone on this machine, or another branch of this one: its folder. */
  readonly clone?: string;
  /** Of a source that is another branch of this repository, of which nothing is known: why, in words that follow "follows". */
  readonly otherBranch?: string;
  /** Of an ExternalArtifact that is a chart: its folder, or why there is none. */
  readonly artifact?: { readonly path?: string; readonly reason: string };
  /** Of a Secret that no file has: what makes it in the cluster. */
  readonly maker?: SecretMaker;
  /** The object, where no file holds it as it is: what a chart makes. */
  readonly definition?: MapNode;
}

/** An object that a controller makes a Secret of, such as an ExternalSecret: Git does not hold the values. */
export interface SecretMaker extends Position {
  readonly kind: string;
  readonly name: string;
}

/** A ConfigMap or Secret whose keys are variables. */
export interface VariableSource {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly optional: boolean;
  /** The item that names it. */
  readonly reference: Position;
  /** Where the object stands; absent when no file of the repository has it. */
  readonly position?: Position;
  /** Of a Secret that no file has: what makes it in the cluster. */
  readonly maker?: SecretMaker;
}

export interface ControllerRef {
  readonly kind: 'Kustomization' | 'HelmRelease' | 'Application' | 'ApplicationSet' | 'Bundle';
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
}

/** A version that a file of this environment pins. Position is of the scalar that holds it. */
export interface Version {
  readonly image?: string;
  readonly chart?: string;
  /** What is pinned, where it is neither: a module of Terraform, say. */
  readonly other?: string;
  /** The tag; the digest where `digest` is set. */
  readonly tag: string;
  /** Whether it is a digest that is pinned: that goes before a tag beside it. */
  readonly digest?: true;
  /** The scalar's whole text, where it holds more than the tag: `image: registry/app:1.2` in a patch. */
  readonly scalar?: string;
  /** The ImagePolicy, as `namespace:name`, whose setter marker stands behind the scalar. */
  readonly policy?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An environment before it has its place in the order. */
export type Unplaced = Omit<Environment, 'order' | 'orderReason' | 'expectedContext'>;

/** What the choice of branches that are read depends on. */
export interface BranchRules {
  /** Branches that a declaration names, with the environment that each is. */
  readonly declared: ReadonlyMap<string, string>;
  /** Environments that the working tree has by its folders and objects. */
  readonly taken: ReadonlySet<string>;
  /** What sources follow, of this tree and of environment branches. */
  readonly followed: readonly FollowedBranch[];
}

export interface Discovery {
  readonly environments: readonly Environment[];
  readonly branches: BranchRules;
  readonly imageAutomation: ImageAutomation;
  /** What is of no environment that is known, with the reason. */
  readonly otherParts: readonly Part[];
  /** Environments that a declaration hides, each with where it stands. */
  readonly hidden: readonly { readonly name: string; readonly place: string }[];
  /** Folders with a kustomization file, each with the folders that it builds on. */
  readonly kustomizations: readonly {
    readonly path: string;
    readonly file: string;
    /** Folders of resources, bases and components. */
    readonly bases: readonly string[];
    readonly isComponent: boolean;
    /** Set where apps are built from copies of it, in artifacts with other files beside them. */
    readonly isCopied?: true;
  }[];
  readonly failures: readonly Failure[];
}
