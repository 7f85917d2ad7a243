// A promotion as plain data: what will change, where, and what comes of it.
import type { Failure } from './failure';
import type { RenderedChange } from './rendered';

/** A replacement of one scalar's text; everything else in the file stays byte for byte. */
export interface LineEdit {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly before: string;
  readonly after: string;
}

export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export interface PromotionPlan {
  readonly app: string;
  readonly from: string;
  readonly to: string;
  /** The name of the app in `to`. */
  readonly target: string;
  /** `promote/<app>-<version>-to-<env>` unless the user named one. */
  readonly branch: string;
  readonly message: string;
  /** The branch that the new one is made from, where the target is an environment branch that is not checked out; HEAD otherwise. */
  readonly base?: {
    readonly branch: string;
    readonly commit: string /** The folder that its files are read in. */;
    readonly folder: string;
  };
  /** With the ImagePolicy that sets the line in the target, where image automation does. */
  readonly versions: readonly { readonly name: string; readonly before: string; readonly after: string; readonly policy?: string }[];
  readonly edits: readonly LineEdit[];
  readonly files: readonly FileChange[];
  readonly effects: readonly RenderedChange[];
  /** Failures of rendering the target after the change; shown before anything is written. */
  readonly failures: readonly Failure[];
}

export interface PromotionResult {
  readonly branch: string;
  readonly commit: string;
  readonly pushed: boolean;
  /** Why the push that was asked for did not happen; the branch and its commit are there all the same. */
  readonly pushFailure?: Failure;
  /** The commit that the branch was made from. The working tree and the branch that is checked out are not touched. */
  readonly base: string;
}
