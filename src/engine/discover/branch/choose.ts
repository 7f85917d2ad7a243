// Which branches of a repository are environments.
import type { BranchRules, ChosenBranch, KnownBranch } from '../../model';
import { isEnvironmentName } from '../order';

/**
 * Declared branches, branches below `env/` and `environment/`, and branches that have an environment's name. Of the last there must be two, for a lone
 * `dev` is where people develop; and one whose environment the working tree has in a folder is none, for it holds all environments.
 * A branch of the user's own goes before that of a remote, `origin` before other remotes.
 */
export function chooseBranches(
  branches: readonly KnownBranch[],
  { declared, taken }: Omit<BranchRules, 'followed'>,
): readonly ChosenBranch[] {
  const known = nearest(branches);
  const bare = [...known.keys()].filter((name) => isBare(name) && !declared.has(name));
  const chosen: ChosenBranch[] = [];
  const names = new Set<string>();
  for (const [name, branch] of known) {
    const environment =
      declared.get(name) ?? prefixed(name, taken) ?? (bare.length > 1 && bare.includes(name) && !taken.has(name) ? name : undefined);
    if (environment === undefined || names.has(environment) || isProposal(name, known)) continue;
    names.add(environment);
    chosen.push({ ...branch, environment });
  }
  return chosen;
}

/** `env/staging` is staging; where a folder of the tree is that already, `env-staging`. */
function prefixed(branch: string, taken: ReadonlySet<string>): string | undefined {
  const rest = /^(?:env|environment|environments)\/(.+)$/.exec(branch)?.[1]?.replaceAll('/', '-');
  return rest === undefined || !taken.has(rest) ? rest : branch.replaceAll('/', '-');
}

/** Names that people develop on, or that say nothing by themselves, are left out. */
function isBare(branch: string): boolean {
  return isEnvironmentName(branch) && !/^(?:local|sandbox|develop|int|integration|ci|tst|testing|pre|canary|live)$/i.test(branch);
}

/** GitOps Promoter proposes what comes next on a branch of its own. Source: its documentation, "Proposed commit". */
function isProposal(branch: string, known: ReadonlyMap<string, KnownBranch>): boolean {
  return branch.endsWith('-next') && known.has(branch.slice(0, -'-next'.length));
}

function nearest(branches: readonly KnownBranch[]): ReadonlyMap<string, KnownBranch> {
  const distance = ({ ref, branch }: KnownBranch): number => (ref === branch ? 0 : ref === `origin/${branch}` ? 1 : 2);
  const sorted = [...branches].sort((a, b) => (a.branch < b.branch ? -1 : a.branch > b.branch ? 1 : distance(a) - distance(b)));
  const known = new Map<string, KnownBranch>();
  for (const branch of sorted) if (!known.has(branch.branch)) known.set(branch.branch, branch);
  return known;
}
