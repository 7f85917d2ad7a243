// Other branches of the repository that sources follow: how their trees become files, and which of them are still to be read.
import { isSameBranch } from '../engine/discover/branch/followed';
import { type Clone, clonesIn, GIT_CLONES } from '../engine/discover/clones';
import { GIT_DEFAULT, headOf, onBranch } from '../engine/discover/head';
import { type BranchesRead, type BranchRules, type Failure, type FollowedBranch, type FollowedTree, NO_BRANCHES } from '../engine/model';
import type { Answer, FileAnswer, Files } from '../engine/ports';
import type { Session } from './api';

/**
 * The files of a tree, with the branches of its own repository that sources follow among the clones. Where an environment branch is checked out,
 * its work goes nowhere else, as in the trees of those that are not.
 */
export function withBranches(files: Files, branches: () => BranchesRead): Files {
  const listed = (): FileAnswer => {
    const { followed } = branches();
    if (followed.length === 0) return files.read(GIT_CLONES);
    const text = JSON.stringify([...clonesIn(files), ...followed.map(asClone)]);
    return { kind: 'file', text, version: text };
  };
  const worksFor = (): FileAnswer => {
    const { checkedOut } = branches().current === undefined ? {} : headOf(files);
    return (checkedOut === undefined ? files : onBranch(files, checkedOut)).read(GIT_DEFAULT);
  };
  const told = new Map([
    [GIT_CLONES, listed],
    [GIT_DEFAULT, worksFor],
  ]);
  return { read: (path) => told.get(path)?.() ?? files.read(path), list: (path) => files.list(path) };
}

/** What is to be looked at again when a session is told of branches. */
export function branchesChanged(before: BranchesRead, now: BranchesRead): readonly string[] {
  const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
  return [
    ...(differs(before.followed, now.followed) ? [GIT_CLONES] : []),
    ...((before.current === undefined) === (now.current === undefined) ? [] : [GIT_DEFAULT]),
  ];
}

function asClone(own: FollowedTree): Clone {
  const { tree, problem } = own;
  if (tree === undefined) return { url: '', folder: '', own, problem: problem ?? 'there is no such branch' };
  const { commit, folder, isTag } = tree;
  return { url: '', folder, own, commit, changed: [], isChosen: true, ...(isTag === true ? { tags: [own.name] } : { branch: own.name }) };
}

/** Whether a discovery has found sources to follow more than the one before. */
export function followsMore({ followed }: BranchRules, before: Pick<BranchRules, 'followed'>): boolean {
  return followed.some((branch) => !before.followed.some((other) => isSameBranch(other, branch)));
}

/** What is known of branches where git gave no answer. @param reason absent where git is not asked here at all. */
export function unreadBranches(followed: readonly FollowedBranch[], reason?: Failure): BranchesRead {
  const problem = reason === undefined ? NO_GIT : (reason.detail ?? 'Git gave no answer');
  return { trees: [], followed: followed.map((branch) => ({ ...branch, problem })), failures: reason === undefined ? [] : [reason] };
}

const NO_GIT = 'Git is not asked here; trust the folder, or open it where Git is installed';

/** Deeper than any fleet goes: what is followed in the tree of a branch is known once that is read. */
const MOST_ROUNDS = 8;

/** Tells a session what git knows of branches, until its sources follow nothing that was not read. */
export async function tellBranches(session: Session, read: (rules: BranchRules) => Promise<BranchesRead>): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const rules = session.discovery().branches;
    const found = await read(rules);
    if (JSON.stringify(found) !== JSON.stringify(session.branches())) session.branchesRead(found);
    if (!followsMore(session.discovery().branches, rules)) return;
  }
}

/**
 * What an earlier commit follows: as it is known now, so that a comparison has the same trees on both sides.
 * @param current set where it is an earlier commit of an environment branch.
 * @param read asks git for what only the earlier commit follows.
 */
export function pastBranches(
  now: BranchesRead,
  current: BranchesRead['current'],
  read: (followed: readonly FollowedBranch[]) => Promise<Answer<BranchesRead>>,
): (rules: BranchRules) => Promise<BranchesRead> {
  return async ({ followed }) => {
    const known = now.followed.filter((tree) => followed.some((branch) => isSameBranch(branch, tree)));
    const more = followed.filter((branch) => !known.some((tree) => isSameBranch(tree, branch)));
    const answer = more.length === 0 ? undefined : await read(more);
    const found = answer === undefined ? [] : (answer.kind === 'answer' ? answer.value : unreadBranches(more, answer.reason)).followed;
    return { ...NO_BRANCHES, followed: [...known, ...found], ...(current === undefined ? {} : { current }) };
  };
}
