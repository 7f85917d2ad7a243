// Lines of a target that are on another branch than the one that its promotion is made from: they are promoted where that branch is shown.
import { cloneAround, clonesIn } from '../../discover/clones';
import { fetchedTopOf } from '../../discover/paths';
import type { Discovery, Failure } from '../../model';
import type { Files } from '../../ports';
import type { VersionPair, VersionPairs } from './pairs';

/** @param folder of the tree that the promotion's commit is made from; absent for the tree that is open. */
export function withoutOtherBranches(
  { changes, failures }: VersionPairs,
  folder: string | undefined,
  { files, discovery }: { readonly files: Files; readonly discovery: Discovery },
): VersionPairs {
  const own = folder === undefined ? undefined : fetchedTopOf(folder);
  const isElsewhere = ({ to }: VersionPair): boolean => fetchedTopOf(to.file) !== own;
  const refused = changes.filter(isElsewhere).map((change) => onOtherBranch(change, files, discovery));
  return refused.length === 0
    ? { changes, failures }
    : { changes: changes.filter((change) => !isElsewhere(change)), failures: [...failures, ...refused] };
}

function onOtherBranch({ name, to: { file, line, column } }: VersionPair, files: Files, { environments }: Discovery): Failure {
  const branch = cloneAround(file, clonesIn(files))?.own;
  const environment = environments.find((each) => each.name === branch?.environment);
  const where = `its line is on the branch ${branch?.name ?? file}, which the app follows`;
  const next =
    environment === undefined
      ? 'check that branch out, and promote there'
      : `promote to ${environment.name}, the environment that is that branch`;
  return { code: 'notPromotable', subject: name, file, line, column, detail: `${where}; ${next}` };
}
