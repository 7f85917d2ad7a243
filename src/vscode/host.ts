// What the views need of the machine they run on. Each composition root supplies its own: Node with git and clusters, or a browser.
import type { Disposable, Event, LogOutputChannel, Uri, WorkspaceFolder } from 'vscode';
import type { BranchesRead, ChosenBranch, FollowedBranch, KnownBranch } from '../engine/model';
import type {
  Answer,
  Clock,
  Cluster,
  Decryptor,
  Files,
  Git,
  ImageTags,
  LongRenders,
  Pins,
  ProgramBuild,
  Remotes,
  RevisionList,
} from '../engine/ports';

/** A folder's files, with unsaved text laid over them. */
export interface Sources extends Files {
  overlay(path: string, text: string | undefined): void;
  /** Forgets what was read of these paths; of everything when none is named. */
  forget(paths?: readonly string[]): void;
  /** Settles when the first reading is done; absent where files are read as they are asked for. */
  readonly ready?: Promise<void>;
  /** Paths whose content arrived after it was asked for. */
  readonly onDidArrive?: Event<readonly string[]>;
}

/** A folder as one of its commits has it. */
export interface PastTree {
  readonly files: Files;
  /** The commit's full id. */
  readonly commit: string;
  remove(): Promise<void>;
}

/** The commits of a folder's repository. */
export interface Revisions {
  list(signal: AbortSignal): Promise<Answer<RevisionList>>;
  /** @param revision anything that Git takes for a commit. The caller removes the tree. */
  open(revision: string, signal: AbortSignal): Promise<Answer<PastTree>>;
}

/** What fetches remote bases; what it fetched is read through the folder's sources. */
export interface RemoteSource extends Remotes {
  /** Lets what could not be fetched be asked for again. @returns the links that answer differently now. */
  forgetFailures(): readonly string[];
}

/** The kustomize that the user has installed, and the files that it sees: those on disk, without what is not saved. */
export interface InstalledKustomize {
  readonly files: Files;
  /** @param path the folder, from the tree's root. @throws CancelledError when the signal aborts. */
  build(path: string, flags: readonly string[], signal: AbortSignal): Promise<Answer<ProgramBuild>>;
}

/** Clones of other repositories that the user has named; what is in them is read through the folder's sources. */
export interface CloneSource {
  /** Absolute paths of those outside of the folder. */
  readonly folders: readonly string[];
  /** Asks git what is checked out. @returns whether that differs from before. */
  look(signal: AbortSignal): Promise<boolean>;
}

/** What is checked out of a folder's own repository; read through the folder's sources. */
export interface CommitSource {
  /** Whether anything that is rendered depends on it. */
  readonly isWanted: boolean;
  /** Called when something asks for it for the first time. */
  onAsked(listener: () => void): void;
  /** Asks git. @returns whether the answer differs from before. */
  look(signal: AbortSignal): Promise<boolean>;
}

export interface FolderPorts extends Disposable {
  /** Absent where git may not be run. */
  readonly ownCommit?: CommitSource;
  /** Absent where no program may be run. */
  readonly decryptor?: Decryptor;
  /** Absent where none may be read. */
  readonly clones?: CloneSource;
  /** Absent where no program may be run. */
  readonly kustomize?: InstalledKustomize;
  /** Absent where nothing can be fetched. */
  readonly remotes?: RemoteSource;
  readonly sources: Sources;
  /** Absent where there are no threads: then all is rendered in place. */
  readonly longRenders?: LongRenders;
  readonly git: Git;
  readonly revisions: Revisions;
  readonly pins: Pins;
  /** Reads the trees of environment branches, and of branches that sources follow; absent where git may not be run. */
  readonly branches?: (wanted: WantedBranches, signal: AbortSignal) => Promise<Answer<BranchesRead>>;
}

export interface WantedBranches {
  readonly choose: (branches: readonly KnownBranch[]) => readonly ChosenBranch[];
  readonly followed: readonly FollowedBranch[];
}

export interface KubeContextChoice {
  readonly name: string;
  readonly cluster: string;
  readonly current: boolean;
}

export interface Host {
  /** Whether git and clusters can be used here at all: never in a browser. */
  readonly hasTools: boolean;
  readonly clock: Clock;
  readonly log: LogOutputChannel;
  /** Where webview/*.js and *.css lie. */
  readonly webviewRoot: Uri;
  /** @param trusted without trust, neither git nor a cluster is touched. */
  openFolder(folder: WorkspaceFolder, trusted: boolean): FolderPorts;
  contexts(): Promise<Answer<readonly KubeContextChoice[]>>;
  openContext(name: string, timeoutMilliseconds: number): Promise<Answer<Cluster>>;
  openSnapshot(path: string, files: Files): Answer<Cluster>;
  /** Asks registries for the tags of images; absent where nothing can be asked. */
  readonly imageTags?: ImageTags;
  randomKey(): Uint8Array;
  /** Whether the repository of a folder on disk has a remote with an address; absent where no disk can be read. */
  hasRemote?(folder: Uri, url: string): boolean;
}
