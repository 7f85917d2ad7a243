// Environments that are other branches of the repository: each discovered once, for a commit's tree never changes.
import { questionAt } from '../engine/model/cluster-question';
import { type BranchesRead, type BranchTree, type Failure, type FollowedBranch, NO_BRANCHES, type Unplaced } from '../engine/model';
import { discoverBranch } from '../engine/pipeline';
import { GIT_CLONES } from '../engine/discover/clones';
import type { Files } from '../engine/ports';
import type { Restraint } from '../engine/render/helm/release/budget';
import { linkedReference } from '../engine/render/kustomize/remote/link';
import { type Held, holdWith, recording, type Stamps, stillStands } from './held';

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
  /** What their sources follow of other branches. */
  readonly followed: readonly FollowedBranch[];
  /** What it asked of a cluster, and the charts that it looked for, with the answers: all that may change of it. */
  readonly asked: Stamps;
}

/** @returns a function that discovers what is new, was told otherwise by a cluster, or lacked a chart that has come. Branches in which nothing is applied are no environments. */
export function createBranchDiscovery(files: Files, restraint?: Restraint): (read: BranchesRead) => FoundBranches {
  const known = new Map<string, Held<ReturnType<typeof discoverBranch>>>();
  const keyOf = ({ folder, environment }: BranchTree): string => `${environment}\n${folder}`;
  return ({ trees, failures }) => {
    const keys = new Set(trees.map(keyOf));
    for (const key of known.keys()) if (!keys.has(key)) known.delete(key);
    const found = trees.map((tree) => {
      const before = known.get(keyOf(tree));
      const branch =
        before !== undefined && stillStands(before, files, before.stamps.size > 0) ? before : discovered(tree, files, restraint);
      known.set(keyOf(tree), branch);
      return branch;
    });
    return {
      environments: found.map(({ value }) => value.environment).filter(({ apps, unread }) => apps.length > 0 || unread !== undefined),
      failures: [...failures, ...found.flatMap(({ value }) => value.failures)],
      followed: found.flatMap(({ value }) => value.followed),
      asked: new Map(found.flatMap(({ stamps }) => [...stamps])),
    };
  };
}

/** Held by what it asks a cluster, the charts that it looks for and the other branches that it follows: a commit's files never change. */
function discovered(tree: BranchTree, files: Files, restraint: Restraint | undefined): Held<ReturnType<typeof discoverBranch>> {
  const stamps: Stamps = new Map();
  const branch = discoverBranch(tree, recording(files, stamps), restraint);
  const mayChange = (path: string): boolean => path === GIT_CLONES || questionAt(path) !== undefined || linkedReference(path) !== undefined;
  for (const path of stamps.keys()) if (!mayChange(path)) stamps.delete(path);
  return holdWith(branch, stamps);
}
