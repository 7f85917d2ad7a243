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

/** What was read of environment branches so far. */
export interface BranchesRead {
  /** The environment that the working tree is, where an environment branch is checked out. */
  readonly current?: { readonly environment: string; readonly branch: string };
  readonly trees: readonly BranchTree[];
  readonly failures: readonly Failure[];
}

export const NO_BRANCHES: BranchesRead = { trees: [], failures: [] };
