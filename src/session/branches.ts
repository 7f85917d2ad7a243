// Environments that are other branches of the repository: each discovered once, for a commit's tree never changes.
import { type BranchesRead, type BranchTree, type Failure, NO_BRANCHES, type Unplaced } from '../engine/model';
import { discoverBranch } from '../engine/pipeline';
import type { Files } from '../engine/ports';

/** What a session is told of what does not stand in its tree. */
export interface Outside {
  /** The user's setting `plumbline.environments` as JSON. */
  setting(): string | undefined;
  /** The same value until something changes. */
  branches(): BranchesRead;
}

export const NOTHING_OUTSIDE: Outside = { setting: () => undefined, branches: () => NO_BRANCHES };

export interface FoundBranches {
  readonly environments: readonly Unplaced[];
  readonly failures: readonly Failure[];
}

/** @returns a function that discovers what is new. Branches in which nothing is applied are no environments. */
export function createBranchDiscovery(files: Files): (read: BranchesRead) => FoundBranches {
  const known = new Map<string, ReturnType<typeof discoverBranch>>();
  const keyOf = ({ folder, environment }: BranchTree): string => `${environment}\n${folder}`;
  return ({ trees, failures }) => {
    const keys = new Set(trees.map(keyOf));
    for (const key of known.keys()) if (!keys.has(key)) known.delete(key);
    const found = trees.map((tree) => {
      const branch = known.get(keyOf(tree)) ?? discoverBranch(tree, files);
      known.set(keyOf(tree), branch);
      return branch;
    });
    return {
      environments: found.map(({ environment }) => environment).filter(({ apps, unread }) => apps.length > 0 || unread !== undefined),
      failures: [...failures, ...found.flatMap((branch) => branch.failures)],
    };
  };
}
