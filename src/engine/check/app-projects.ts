// Projects of Argo CD of which the repository does not tell what they permit: each is said once.
import { groupBy } from '../discover/group';
import type { Environment, Finding, Position } from '../model';

export function findOpenProjects(environments: readonly Pick<Environment, 'apps'>[]): readonly Finding[] {
  const projects = environments.flatMap(({ apps }) => apps.flatMap(({ project }) => project ?? []));
  const open = projects.flatMap(({ name, named, rules, undecided }): Said[] => {
    if (undecided !== undefined) return [{ code: 'projectUndecided', subject: name, detail: undecided.detail, place: undecided }];
    return rules === undefined ? [{ code: 'projectNotDeclared', subject: name, place: named }] : [];
  });
  const groups = groupBy(open, ({ code, subject, detail }) => JSON.stringify([code, subject, detail]));
  return [...groups.values()].flatMap((group) => told(group));
}

interface Said extends Pick<Finding, 'code' | 'subject' | 'detail'> {
  readonly place: Position;
}

/** At the first line, with the others. */
function told(group: readonly Said[]): readonly Finding[] {
  const distinct = new Map(
    group.map((each) => [`${each.place.file}:${String(each.place.line).padStart(8, '0')}:${each.place.column}`, each]),
  );
  const [first, ...others] = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, said]) => said);
  if (first === undefined) return [];
  const { place, ...said } = first;
  const related = others.map((other) => positionOf(other.place));
  return [{ ...said, severity: 'information', ...positionOf(place), ...(related.length === 0 ? {} : { related }) }];
}

function positionOf({ file, line, column }: Position): Position {
  return { file, line, column };
}
