// The project of an Argo CD Application: what it permits, with the line of each rule.
import type { Position } from './origin';

/** Absent of an Application where its project is `default` and no file declares that: Argo CD makes it, and it permits everything. */
export interface AppProject {
  readonly name: string;
  /** Where the Application names it. */
  readonly named: Position;
  /** Absent where no file of the repository declares it: what it permits is not known. */
  readonly rules?: ProjectRules;
  /** Of the Application's destination, what the repository tells of the cluster. */
  readonly cluster: KnownCluster;
  /** What of the Application it may refuse, where the repository does not tell, and why it does not. */
  readonly undecided?: Undecided;
  /** Its sync windows that count for the Application; absent where there are none. */
  readonly windows?: readonly SyncWindow[];
}

/** From each time of the schedule on, for the duration. */
export interface SyncWindow extends Position {
  readonly kind: 'allow' | 'deny';
  /** As cron has it. */
  readonly schedule: string;
  readonly duration: string;
  readonly timeZone?: string;
  /** Syncs by hand may go on where others may not. */
  readonly manualSync?: true;
}

export interface Undecided extends Position {
  readonly detail: string;
}

/** Either is absent where no file tells it. */
export interface KnownCluster {
  readonly server?: string;
  readonly name?: string;
}

export interface ProjectRules extends Position {
  readonly name: string;
  readonly sourceRepos: RuleList<PatternRule>;
  readonly sourceNamespaces: RuleList<PatternRule>;
  readonly destinations: RuleList<DestinationRule>;
  readonly clusterKinds: KindRules;
  readonly namespacedKinds: KindRules;
  /** `permitOnlyProjectScopedClusters`: the clusters of the project that the repository has, and of which others it has Secrets. */
  readonly scoped?: ScopedClusters;
}

/** `place` is of the list, or of the project where it has none. */
export interface RuleList<T> {
  readonly place: Position;
  readonly rules: readonly T[];
}

export interface PatternRule extends Position {
  readonly pattern: string;
}

export interface DestinationRule extends Position {
  readonly server: string;
  readonly name: string;
  readonly namespace: string;
}

export interface KindRule extends Position {
  readonly group: string;
  readonly kind: string;
}

export interface KindRules {
  /** Absent where the project has no such list. */
  readonly permitted?: RuleList<KindRule>;
  readonly denied: RuleList<KindRule>;
}

export interface ScopedClusters {
  readonly place: Position;
  readonly own: readonly KnownCluster[];
  readonly others: readonly KnownCluster[];
}
