// Environment branches: branches of the repository whose tree is an environment.
import type { Failure } from './failure';

/** A branch as git knows it, here or at a remote. */
export interface KnownBranch {
  /** Its name without the remote's: `env/staging`. */
  readonly branch: string;
  /** As git takes it: `env/staging`, `origin/env/staging`. */
  readonly ref: string;
  readonly commit: string;
}

/** A branch that stands for an environment. */
export interface ChosenBranch extends KnownBranch {
  readonly environment: string;
}

/** Its tree as files. */
export interface BranchTree extends ChosenBranch {
  /** The folder of the `Files` port that stands for the opened tree at that commit. */
  readonly folder: string;
}

/** What a source takes of the tree's own repository, where that is another branch than what is open. */
export interface FollowedBranch {
  /** Without the remote's: `env/staging`. */
  readonly name: string;
  /** Whether it may be a tag as well: Argo CD's `targetRevision` does not say. */
  readonly mayBeTag: boolean;
  /** The remote that the source has the address of; absent where it tells none. */
  readonly remote?: string;
}

/** What git knows of it without asking a remote. Without tree and problem, no ref has the name. */
export interface FollowedTree extends FollowedBranch {
  /** The environment that the branch is. */
  readonly environment?: string;
  readonly tree?: {
    /** As git takes it: `origin/env/staging`. */
    readonly ref: string;
    readonly isTag?: true;
    readonly commit: string;
    /** The folder of the `Files` port that is the top of the repository at that commit. */
    readonly folder: string;
  };
  /** Why it cannot be read, in words that end a sentence. */
  readonly problem?: string;
}

/** What was read of environment branches so far, and of branches that sources follow. */
export interface BranchesRead {
  /** The environment that the working tree is, where an environment branch is checked out. */
  readonly current?: { readonly environment: string; readonly branch: string };
  readonly trees: readonly BranchTree[];
  readonly followed: readonly FollowedTree[];
  readonly failures: readonly Failure[];
}

export const NO_BRANCHES: BranchesRead = { trees: [], followed: [], failures: [] };
