// What a session offers to a front end: plain interfaces, so that its parts need not know the whole.
import type { PromotionRequest } from '../engine/act/promotion';
import type { ReconcileProgress, ReconcileResult } from '../engine/act/reconcile';
import type {
  App,
  AppComparison,
  AppEffect,
  BranchesRead,
  Comparison,
  Discovery,
  EmittedText,
  Failure,
  Finding,
  ObjectRef,
  Path,
  Position,
  PromotionPlan,
  PromotionResult,
  Reach,
  Rendered,
  SourcePlace,
} from '../engine/model';
import type { AnswersUsed, AskRequest } from './connections';
import type { Mask } from '../engine/normalise/mask';
import type { Answer, Clock, Cluster, Files, Git, LongRenders, Pins } from '../engine/ports';

export interface SessionPorts {
  readonly files: Files;
  readonly git: Git;
  readonly pins: Pins;
  readonly clock: Clock;
  /** Where renders go that take long; without it all are made in place. */
  readonly longRenders?: LongRenders;
  /** 32 random bytes: the key of the session's mask. */
  readonly randomKey: Uint8Array;
  /** What the user's settings say of environments, as JSON of the shape of `.plumbline.yaml`. */
  readonly environmentsSetting?: () => string | undefined;
}

/** Content of files on the other side of an edit: as saved, or as HEAD has them. Undefined for a file that is not there. */
export type OtherContent = ReadonlyMap<string, string | undefined>;

/** Narrows what is looked through; everything unless named. */
export interface ReachScope {
  readonly environment?: string;
  readonly app?: string;
}

export interface ReleaseValues extends EmittedText {
  /** The app of the release. */
  readonly app: string;
  /** One for each value that is no map or list, or an empty one; by path. */
  readonly keys: readonly ValueOrigin[];
  /** Its failures say what is missing; without values nothing is known. */
  readonly rendered: Rendered;
}

export interface ValueOrigin {
  /** As people write it: `image.tag`, `hosts[0]`. */
  readonly path: string;
  /** Masked. */
  readonly value: string;
  /** Where it was set, then what that overrode. */
  readonly steps: readonly WhyStep[];
}

/** A folder that is built only when somebody builds it. */
export interface LoneFolder {
  readonly path: string;
  readonly rendered: Rendered;
}

export interface Preview extends EmittedText {
  readonly rendered: Rendered;
  /** The objects of the text, in its order. */
  readonly refs: readonly ObjectRef[];
}

/** A chain of origins, the one that won first. Values are masked. */
export interface Why {
  readonly value: string;
  readonly steps: readonly WhyStep[];
  /** What else went into the value: the data behind a hash, the other parts of an image. */
  readonly from: readonly WhyStep[];
  /** What decided that it was set: the selector of a patch's target, the item that names a file. */
  readonly by: readonly WhyStep[];
  /** Of these, what a chart's conditions read, the innermost first. */
  readonly conditions: readonly WhyStep[];
}

export type WhyStep = Position & {
  readonly step: string;
  readonly approximate?: true;
  /** Of a template's line: the calls of templates that led to it, the innermost first. */
  readonly through?: readonly Position[];
  /** Of what went into a value: the places that it overrode itself. */
  readonly over?: readonly WhyStep[];
};

export interface ComparisonRequest {
  readonly environment: string;
  /** All apps of the environment unless named. */
  readonly app?: string;
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
  readonly onComparison?: (app: string, comparison: Comparison) => void;
  /** For a cluster that the user named in this very request, such as a snapshot: an environment without a pin is compared, one pinned elsewhere is not. */
  readonly withoutPin?: boolean;
}

/** How an environment stands to a cluster before any comparison. */
export type PinCheck =
  | { readonly kind: 'pinned' }
  | { readonly kind: 'unpinned'; readonly uid: string; readonly server: string }
  | { readonly kind: 'refused'; readonly reason: Failure };

export type SessionEvent =
  | {
      readonly kind: 'sources' /** Repository-relative paths whose content changed; none where a render has come from another thread. */;
      readonly paths: readonly string[];
    }
  | { readonly kind: 'comparisons'; readonly environment: string };

export interface Session {
  readonly mask: Mask;
  /** Synchronous, cached until a source changes. */
  discovery(): Discovery;
  /** What it was told of branches last. */
  branches(): BranchesRead;
  /** Told by the front end what it has read of environment branches, and of branches that sources follow. */
  branchesRead(read: BranchesRead): void;
  /** What checks find in the tree, by position; renders everything. */
  findings(): readonly Finding[];
  /** The same in small steps, between which the caller may do other things. */
  findingSteps(): Generator<void, readonly Finding[]>;
  /** Folders with a kustomization that no app and no other kustomization builds, with what `kustomize build` makes of them. */
  loneFolders(): readonly LoneFolder[];
  /** What the app's controller would apply, from sources as they are now (unsaved buffers included). Cached by content. */
  render(environment: string, app: string): Rendered;
  /** Settles when no render is on its way from another thread. @throws CancelledError when the signal aborts. */
  settled(signal: AbortSignal): Promise<void>;
  /** Masked YAML of one app, or of every app of the environment, with the origin of each line; for all of them, failures name the files that may define more. */
  preview(environment: string, app?: string): Preview;
  /** The same in small steps, one for each object that is written; what was written before is there at once. */
  previewSteps(environment: string, app?: string): Generator<void, Preview>;
  /** Whether what one app renders, or any of the environment, asks a cluster, or would if there were one to ask. */
  asks(environment: string, app?: string): boolean;
  /** The app of the release that a name stands for: its own, or that of the app which applies no other. */
  release(environment: string, name: string): Answer<App>;
  /** The merged values of a HelmRelease, masked, with the origin of each; what could not be had is among the failures of its render. */
  values(environment: string, app: string): ReleaseValues;
  why(
    environment: string,
    object: { readonly kind: string; readonly name: string; readonly namespace?: string; readonly app?: string },
    path: Path,
  ): Answer<Why>;
  /**
   * Everything that a line of the sources bears on, in every environment (or in those of `scope`), from the tree as it is now. Renders what is
   * not current and nothing else. `previewLine` (./reach) says where a field stands in its app's preview.
   */
  reach(place: SourcePlace, scope?: ReachScope): Reach;
  /** The same in small steps, as with findings. */
  reachSteps(place: SourcePlace, scope?: ReachScope): Generator<void, Reach>;
  /**
   * What an edit does in every environment: the tree as it is now (unsaved buffers included) against the same tree with `before` in place of its
   * edited files: their saved content, or that of HEAD; undefined where the file was not there. Made for every keystroke: both sides are kept.
   *
   * @returns the apps that read one of the files, in promotion order. One that stays the same has no objects.
   */
  effect(before: OtherContent): readonly AppEffect[];
  /** The same in small steps: to be dropped once a source changes, or another edit is asked for. */
  effectSteps(before: OtherContent): Generator<void, readonly AppEffect[]>;
  /**
   * Asks the cluster that the environment is pinned to what its charts ask, and renders with the answers from then on, until the pin changes
   * or `goOffline`. Kept in memory alone. @throws CancelledError when the signal aborts; then everything is as it was.
   */
  askCluster(request: AskRequest): Promise<Answer<AnswersUsed>>;
  /** Renders the environment as without a cluster again. */
  goOffline(environment: string): void;
  /** The context of the cluster whose answers an app, or any app of an environment, is rendered with. */
  answeredBy(environment: string, app?: string): string | undefined;
  /** What its charts were told by a cluster; undefined where none was asked. */
  answersUsed(environment: string, app?: string): AnswersUsed | undefined;
  /** Whether `cluster` is the one the environment is pinned to. Contacts the cluster. */
  checkPin(environment: string, cluster: Cluster, signal: AbortSignal): Promise<PinCheck>;
  pin(environment: string, cluster: Cluster, signal: AbortSignal): Promise<Answer<void>>;
  unpin(environment: string): Promise<Answer<void>>;
  /** Told by the front end that somebody else changed the pin: what was compared, or is being compared, was with another cluster. */
  pinChanged(environment: string): void;
  /** Refuses (every app `unknown`, with the reason) unless the environment is pinned to this cluster. Held until a source changes. */
  compare(request: ComparisonRequest): Promise<readonly AppComparison[]>;
  /** The latest comparison of an app, or undefined when there is none: then nothing is known. */
  comparison(environment: string, app: string): AppComparison | undefined;
  /** An edit of what it is made of begins it anew. @throws CancelledError when the signal aborts. */
  planPromotion(request: PromotionRequest, signal?: AbortSignal): Promise<Answer<PromotionPlan>>;
  promote(plan: PromotionPlan, options: { readonly push: boolean; readonly remote?: string }): Promise<Answer<PromotionResult>>;
  reconcile(
    environment: string,
    app: string,
    cluster: Cluster,
    options: {
      readonly signal: AbortSignal;
      readonly timeoutMilliseconds: number;
      readonly onProgress?: (progress: ReconcileProgress) => void;
    },
  ): Promise<Answer<ReconcileResult>>;
  /** Told by the front end that sources changed; drops what depended on them, marks comparisons stale. */
  sourcesChanged(paths: readonly string[]): void;
  onDidChange(listener: (event: SessionEvent) => void): { dispose(): void };
}
