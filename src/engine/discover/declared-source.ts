// Which declared source an object means: as what applies it, or stands beside it in the same cluster, makes it, and else as a file has it.
import { type AppliedBy, type AppliedObjects, placeOf } from './applied';
import { groupBy } from './group';
import { nearest, type Seeker } from './nearest';
import { entryPointName } from './order';
import { parentOf, segments } from './paths';
import type { SourceObject } from './sources';

/** @param candidates all of the kind and name: those that files hold, and what apps make of them. */
export function sourceFor(
  owner: Pick<Seeker, 'file' | 'above' | 'keys'>,
  candidates: readonly SourceObject[],
  { appliedBy }: { readonly appliedBy: AppliedObjects },
): SourceObject | undefined {
  if (!candidates.some((object) => appliedBy.has(object))) return nearest(owner, candidates);
  const chosen = [...groupBy(candidates, placeOf).values()].flatMap((forms) => formFor(owner, forms, appliedBy) ?? []);
  // What applies the object itself is looked through before files, as with rendering.
  const key = owner.keys?.find((each) => chosen.some((object) => appliedBy.get(object)?.by === each));
  return nearest(owner, key === undefined ? chosen : chosen.filter((object) => appliedBy.get(object)?.by === key));
}

/** Of the forms that apps give one object, the one of the same cluster. */
function formFor(
  owner: Pick<Seeker, 'file' | 'above' | 'keys'>,
  forms: readonly SourceObject[],
  appliedBy: AppliedObjects,
): SourceObject | undefined {
  if (forms.length < 2) return forms[0];
  const ranked = forms.map((object) => ({ object, rank: relation(owner, appliedBy.get(object)) }));
  const most = Math.max(...ranked.map(({ rank }) => rank));
  const related = ranked.flatMap(({ object, rank }) =>
    rank === most ? [{ object, file: appliedBy.get(object)?.file ?? object.file }] : [],
  );
  return nearest(owner, related)?.object;
}

const [UNRELATED, OF_A_FILE, OF_THE_CLUSTER] = [-2, -1, 0];

/** How many of the apps above them they have in common, and else whether their entry points are of one cluster. */
function relation({ file, above = [], keys = [] }: Pick<Seeker, 'file' | 'above' | 'keys'>, by: AppliedBy | undefined): number {
  if (by === undefined) return OF_A_FILE;
  const shared = by.within.filter((key) => keys.includes(key)).length;
  if (shared > 0) return shared;
  return clusterOf(by.root) === clusterOf(above.at(-1) ?? file) ? OF_THE_CLUSTER : UNRELATED;
}

function clusterOf(file: string): string {
  const folder = parentOf(file);
  return entryPointName(segments(folder))?.name ?? folder;
}
