// An app while it is being discovered: what the stages after the first still fill in.
import type {
  AppKind,
  AppProject,
  ArtifactLayout,
  ControllerRef,
  Failure,
  FailureCode,
  FleetBundle,
  MapNode,
  Position,
  ReferencedObject,
  SyncTurn,
  VariableSource,
} from '../model';
import type { SourceObject } from './sources';

export interface Draft {
  readonly kind: AppKind;
  readonly name: string;
  readonly namespace?: string;
  readonly path: string;
  readonly source: Position;
  readonly owner?: ControllerRef;
  /** The object in the repository, for controllers' apps. */
  readonly object?: SourceObject;
  readonly parent?: Draft;
  /** `namespace/name` of the owners of the same kind that must be ready first. */
  readonly dependsOn: readonly string[];
  readonly unresolved: readonly Failure[];
  readonly otherCluster?: Position;
  readonly substituteFrom?: readonly VariableSource[];
  readonly references?: readonly ReferencedObject[];
  readonly fleet?: FleetBundle;
  readonly definition?: MapNode;
  readonly controlNamespace?: string;
  readonly project?: AppProject;
  /** In the sync of its parent. */
  readonly syncTurn?: SyncTurn;
  /** Set where `path` is where its object stands, and not what is rendered: an Application of a chart. */
  readonly isElsewhere?: true;
  /** Of an Argo CD Application: the addresses of this repository that objects tell, besides its remotes. */
  readonly addresses?: readonly string[];
  /** As of an app. */
  readonly key?: string;
  readonly appliesOthers?: true;
  readonly takesFromElsewhere?: true;
  /** The question to a cluster whose answer tells that there is this app. */
  readonly clusterQuestion?: string;
  /** Why its source is taken for this repository. */
  readonly sourceReason?: string;
  readonly sourceIgnore?: string;
  readonly sourceRules?: readonly string[];
  /** The folder of another repository's clone that `path` lies in. */
  readonly clone?: string;
  readonly artifact?: ArtifactLayout;
}

/** Whether an app's folder is what it renders. An Application from elsewhere, and an ApplicationSet, only stand in their folder. */
export function rendersItsFolder({ kind, unresolved, isElsewhere }: Draft): boolean {
  if (kind === 'argoApplicationSet' || isElsewhere === true) return false;
  return kind !== 'argoApplication' || !unresolved.some(({ code }) => HAS_NO_FOLDER.has(code));
}

const HAS_NO_FOLDER: ReadonlySet<string> = new Set<FailureCode>(['unresolvedSource', 'otherBranch', 'notFound']);

/** The environment of entry points that no folder names. */
export const UNNAMED = 'default';

const SHOWN_REASONS = 3;

/** An environment while it is being discovered. */
export interface EnvironmentDraft {
  readonly name: string;
  /** Each way in which the repository names it. */
  readonly reasons: Set<string>;
  readonly apps: Draft[];
}

export type EnvironmentDrafts = Map<string, EnvironmentDraft>;

export function environmentDraft(drafts: EnvironmentDrafts, name: string): EnvironmentDraft {
  const known = drafts.get(name) ?? { name, reasons: new Set<string>(), apps: [] };
  drafts.set(name, known);
  return known;
}

/** The first reasons, and how many more there are: two hundred overlay folders are one reason to a reader. */
export function reasonText({ reasons }: EnvironmentDraft): string {
  const shown = [...reasons].slice(0, SHOWN_REASONS);
  const more = reasons.size - shown.length;
  return shown.join('; ') + (more === 0 ? '' : `; and ${more} more`);
}

export function ownerKey(owner: ControllerRef): string {
  return `${owner.kind} ${owner.namespace}/${owner.name}`;
}
