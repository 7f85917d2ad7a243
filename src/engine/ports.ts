// What the engine asks of the world. Every port is small, so that a test or a browser can supply its own.
import type { App, Failure, Json, JsonObject, Lookup, ObjectRef, Origin, Path, RemoteReference, Rendered } from './model';

/**
 * The working tree, read synchronously: rendering never waits.
 * Paths are relative to the repository's root, normalised, with `/`; `.` is the root; files outside it begin with `../`.
 */
export interface Files {
  read(path: string): FileAnswer;
  list(path: string): DirectoryAnswer;
}

export type FileAnswer =
  | {
      readonly kind: 'file';
      readonly text: string;
      /** Set when the content is not valid UTF-8; `text` then has replacement characters. */
      readonly bytes?: Uint8Array;
      /** Changes whenever the content does: what caches are keyed by. */
      readonly version: string;
      /** The path with every link on it resolved, where that is another one. */
      readonly real?: string;
      /** Of a file that was copied into an artifact or merged there: the file that it is a copy of, or the origins of its lines. */
      readonly from?: { readonly file: string } | { readonly lines: readonly (Origin | undefined)[] };
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'directory' /** As of a file. */; readonly real?: string }
  /** Not gathered yet: becomes a Need of the render. */
  | { readonly kind: 'unread' }
  | { readonly kind: 'failed'; readonly reason: Failure };

export type DirectoryAnswer =
  | { readonly kind: 'directory'; readonly entries: readonly DirectoryEntry[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unread' }
  | { readonly kind: 'failed'; readonly reason: Failure };

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
}

/** Renders that take longer than whoever draws may be held up: on a thread of their own. */
export interface LongRenders {
  /**
   * What `renderTarget` gives for the inputs. What it lacks of them is among its needs, and among its reads.
   * @throws CancelledError when the signal aborts, or the thread has ended for good.
   */
  render(request: LongRender, signal: AbortSignal): Promise<Answer<Rendered>>;
}

export interface LongRender {
  /** Stands for the tree that the paths belong to, always the same object for one tree: what was parsed of it is kept. */
  readonly tree: object;
  readonly target: RenderTarget;
  /** Files by their paths, folders by their paths with a trailing `/`; any other is unread. */
  readonly inputs: RenderInputs;
}

export type RenderTarget =
  | { readonly kind: 'app'; readonly app: App }
  /** A folder that is built by itself: with Helm unless told otherwise, in the ways of the kustomize command. */
  | { readonly kind: 'folder'; readonly path: string; readonly ways?: CommandWays };

/** What flags of the kustomize command change. */
export interface CommandWays {
  readonly reorder: 'none' | 'legacy' | 'default';
  readonly restrictToRoot: boolean;
  /** Whether charts are rendered; they are refused without it. */
  readonly helm: boolean;
}

export type RenderInputs = ReadonlyMap<string, FileAnswer | DirectoryAnswer>;

/** A cluster as the engine sees it: live through its API server, or a snapshot of dumped objects. */
export interface Cluster {
  /** The context's name, or `snapshot:<folder>`. */
  readonly context: string;
  /** A snapshot cannot answer dry runs and takes no writes. */
  readonly kind: 'live' | 'snapshot';
  /** `uid` is that of the `kube-system` namespace: what a pin remembers. Users who may not read it get a fingerprint, `server:<sha256>`. */
  identity(signal: AbortSignal): Promise<Answer<ClusterIdentity>>;
  /** Whether objects of this kind live in namespaces. */
  scope(apiVersion: string, kind: string, signal: AbortSignal): Promise<Answer<'namespaced' | 'cluster'>>;
  read(ref: ObjectRef, signal: AbortSignal): Promise<Answer<JsonObject> | { readonly kind: 'absent' }>;
  /** @param labels of those that are wanted; all unless given. */
  list(
    apiVersion: string,
    kind: string,
    namespace: string | undefined,
    signal: AbortSignal,
    labels?: Readonly<Record<string, string>>,
  ): Promise<Answer<readonly JsonObject[]>>;
  /** As Helm's `lookup` reads: an object, or the list of them as the API has it; an empty object where there is no such thing. */
  lookup(lookup: Lookup, signal: AbortSignal): Promise<Answer<JsonObject>>;
  /** What charts are told of the cluster. */
  capabilities(signal: AbortSignal): Promise<Answer<ClusterCapabilities>>;
  /** SelfSubjectAccessReview, asked once per verb, kind and namespace. */
  mayPatch(ref: ObjectRef, signal: AbortSignal): Promise<Answer<boolean>>;
  dryRunApply(manifest: JsonObject, options: ApplyOptions, signal: AbortSignal): Promise<Answer<JsonObject>>;
  /** A JSON merge patch of an existing object. Writes. */
  mergePatch(ref: ObjectRef, patch: JsonObject, signal: AbortSignal): Promise<Answer<JsonObject> | { readonly kind: 'absent' }>;
}

/** Plain JSON, as it is kept with the sources of a render. */
export interface ClusterCapabilities {
  /** As the server gives them; absent where nobody knows. */
  readonly version?: { readonly gitVersion: string; readonly major: string; readonly minor: string };
  /** `apps/v1`, and `apps/v1/Deployment`. */
  readonly apiVersions: readonly string[];
  /** Those of them whose objects can be listed and watched; absent where nobody knows. */
  readonly watched?: readonly string[];
  /** What is not known of the cluster, in words. */
  readonly unknown: readonly string[];
}

export interface ApplyOptions {
  readonly fieldManager: string;
  readonly force: boolean;
}

export interface ClusterIdentity {
  readonly uid: string;
  /** The server's address, or the snapshot's folder: for messages. */
  readonly server: string;
}

/** An answer, or the reason why there is none. Absence is an answer of its own, so that "forbidden" never looks like "absent". */
export type Answer<T> = { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'failed'; readonly reason: Failure };

/** The Git repository that holds the working tree. Every method answers with a value; none prompts. */
export interface Git {
  status(): Promise<Answer<GitStatus>>;
  branchExists(name: string): Promise<Answer<boolean>>;
  /** Content of a file at a revision. */
  show(revision: string, path: string): Promise<Answer<string | undefined>>;
  /**
   * Commits `changes` on a new branch made from HEAD, or from the commit `base`, without touching the working tree, the index or the branch that is checked out.
   * @returns the commit's full id.
   */
  commitOnNewBranch(
    branch: string,
    changes: readonly { readonly path: string; readonly content: string }[],
    message: string,
    base?: string,
  ): Promise<Answer<string>>;
  push(branch: string, remote: string): Promise<Answer<void>>;
}

export interface GitStatus {
  /** Absolute path of the repository's top folder. */
  readonly root: string;
  /** Folder of the opened tree relative to `root`, with `/`, empty at the root. */
  readonly prefix: string;
  /** Absent when HEAD is detached. */
  readonly branch?: string;
  /** Absent in a repository with no commit. */
  readonly head?: string;
  readonly remotes: readonly string[];
  /** Files with uncommitted changes, relative to the opened tree. */
  readonly dirty: readonly string[];
}

export interface NamedRevision {
  /** As git takes it, and as people say it: `main`, `origin/main`, `v1.2.0`. */
  readonly name: string;
  readonly kind: 'branch' | 'remoteBranch' | 'tag';
  /** The first line of its commit's message. */
  readonly subject: string;
}

/** What of a repository's history a person may want to compare with. */
export interface RevisionList {
  /** The last commit; absent in a repository without one. */
  readonly head?: { readonly commit: string; readonly subject: string };
  /** The branch that is checked out. */
  readonly branch?: string;
  /** Where HEAD left the default branch; absent where that is HEAD itself, or there is no such branch. */
  readonly mergeBase?: { readonly commit: string; readonly branch: string };
  /** The latest first. */
  readonly named: readonly NamedRevision[];
}

/** Charts from outside of the tree: chart repositories over HTTP, and OCI registries. */
export interface Charts {
  /** The archive of a chart that was fetched before; never waits and contacts nobody. */
  read(reference: ChartReference): ChartAnswer;
  /**
   * Fetches a chart into the cache; one whose version is a range is resolved anew.
   * @throws CancelledError when the signal aborts.
   */
  fetch(reference: ChartReference, options: FetchOptions): Promise<Answer<FetchedChart>>;
}

/**
 * Who chooses the version, or how: a range does not mean the same to everybody. `tag` and `semver` are the fields of an OCIRepository's `ref`:
 * the name of a tag and nothing else, and a range and nothing else. `artifact` is Argo CD's way with artifacts of a registry: any tag, or a range; `dependency`
 * that of `helm dependency build`.
 */
export type ChartChooser = NonNullable<(RemoteReference & { kind: 'chart' })['chosenBy']>;

export interface ChartReference {
  /** `https://charts.example.com` or `oci://registry.example.com/charts`. */
  readonly repository: string;
  readonly name: string;
  /** A version or a range of versions; empty for the latest release. */
  readonly version: string;
  /** Helm, unless given. */
  readonly chosenBy?: ChartChooser;
  /** With `semver`: what tags have to match, in Go's syntax. */
  readonly tagFilter?: string;
  /** Whether a registry is asked without encryption; those of this machine always are. */
  readonly isPlainHttp?: boolean;
}

export interface FetchedChart {
  /** The gzipped archive. */
  readonly archive: Uint8Array;
  /** The one that the reference came to. */
  readonly version: string;
  /** `sha256:…` of the archive: what caches are keyed by. */
  readonly digest: string;
  /** Of a registry: `sha256:…` of the manifest that names the archive. */
  readonly manifest?: string;
}

export type ChartAnswer =
  | { readonly kind: 'chart'; readonly chart: FetchedChart }
  /** Not fetched yet. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly reason: Failure };

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** Bytes so far, and of how many where the server says. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
}

/** As SOPS calls them. */
export type SopsFormat = 'yaml' | 'json' | 'dotenv' | 'ini' | 'binary';

/** A text that SOPS encrypted. */
export interface Encrypted {
  readonly content: string;
  readonly from: SopsFormat;
  /** What it is wanted as. */
  readonly to: SopsFormat;
}

/** Decrypts with the user's own keys. */
export interface Decryptor {
  /** @throws CancelledError when the signal aborts. */
  decrypt(what: Encrypted, signal: AbortSignal): Promise<Answer<Uint8Array>>;
}

/** Images in their registries. */
export interface ImageTags {
  /**
   * Every tag of an image, which is named without one.
   * @throws CancelledError when the signal aborts.
   */
  list(image: string, signal: AbortSignal): Promise<Answer<readonly string[]>>;
  /**
   * The digest that a tag of an image has now; of all its platforms together, where it has several.
   * @throws CancelledError when the signal aborts.
   */
  digest(image: string, tag: string, signal: AbortSignal): Promise<Answer<string>>;
}

/** Bases and files that kustomizations take from outside of the tree. What was fetched is read through {@link Files}, by the reference's link. */
export interface Remotes {
  /**
   * Fetches into the cache, whatever was fetched before: a branch may have moved. The link then answers with where the content is read, or
   * with the failure that this also returns.
   * @throws CancelledError when the signal aborts.
   */
  fetch(reference: RemoteReference, options: FetchOptions): Promise<Answer<void>>;
}

/** Which cluster each environment may be compared with. Local to the user: never committed. */
export interface Pins {
  read(environment: string): Promise<Answer<Pin | undefined>>;
  write(environment: string, pin: Pin): Promise<Answer<void>>;
  remove(environment: string): Promise<Answer<void>>;
}

export interface Pin {
  readonly context: string;
  readonly uid: string;
}

/** What a program of the user's own gave for a folder: to compare with, never to render. */
export interface ProgramBuild {
  /** Its name and version. */
  readonly program: string;
  readonly outcome: { readonly kind: 'yaml'; readonly yaml: string } | { readonly kind: 'refused'; readonly message: string };
}

export interface Clock {
  now(): Date;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export type { Json, JsonObject, Path };
