// What was not fetched, told once with all that it is missed in: dozens of releases may take one chart.
import type { Failure, Position } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import type { Terminal } from './terminal';

/** One of the places that miss something. */
export interface Missed extends Partial<Position> {
  /** What was not fetched, masked. */
  readonly subject: string;
}

/** More are told together. */
const FEW = 3;

/** Whether there are so many that they are told together. */
export function areMany(missed: readonly unknown[]): boolean {
  return missed.length > FEW;
}

export function isUnfetched({ code, subject }: Pick<Failure, 'code' | 'subject'>): boolean {
  return code === 'notFetched' && subject !== undefined;
}

/** A line each, on standard error; what was not fetched together, where it is much. */
export function sayFailures(failures: readonly Failure[], terminal: Terminal, mask: Mask): void {
  const unfetched = failures.filter(isUnfetched);
  const together = areMany(unfetched);
  for (const failure of failures) if (!together || !isUnfetched(failure)) terminal.failure(failure, mask);
  if (!together) return;
  const missed = unfetched.map((failure) => ({ ...failure, subject: mask.scrub(failure.subject ?? '') }));
  terminal.rows(`notFetched: ${unfetchedRows(missed).join('\n')}`);
}

/** A sentence, then a row for each thing that was not fetched: what the most places miss comes first. */
export function unfetchedRows(missed: readonly Missed[]): readonly [string, ...string[]] {
  const places = new Map<string, Missed[]>();
  for (const each of missed) places.set(each.subject, [...(places.get(each.subject) ?? []), each]);
  const rows = [...places].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
  const what = rows.length === 1 ? '1 chart or base has' : `${rows.length} charts and bases have`;
  return [
    `${what} not been fetched, and what they hold is unknown in ${missed.length} places. ${HOW}`,
    ...rows.map(([subject, all]) => `  ${subject}  (${whereOf(all)})`),
  ];
}

const HOW = 'Fetch them with “Plumbline: Fetch Remote Bases”, or on the command line without --offline.';

function whereOf([first, ...others]: readonly Missed[]): string {
  const { file, line } = first ?? {};
  const place = file === undefined ? 'no place is known' : `${file}${line === undefined ? '' : `:${line}`}`;
  return others.length === 0 ? place : `${place} and ${others.length} more`;
}
