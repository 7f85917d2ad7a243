// Files that may define more apps of an environment, in words.
import type { Failure } from '../engine/model';

/** Of a chart that may apply more. */
const CODES: ReadonlyMap<string, (detail: string) => string> = new Map([
  ['applicationsUnfetched', (chart: string) => `its chart ${chart} has not been fetched`],
  ['applicationsUnknown', () => 'its chart takes too long'],
  ['applicationsSecret', () => 'a name, path or version comes from a Secret'],
  ['applicationsEndless', () => 'each applies others in turn, without an end'],
]);

/** One for each file, however much in it could not be read. */
export function unreadRows(failures: readonly Failure[]): readonly string[] {
  const charts = failures.filter(({ code }) => CODES.has(code));
  const files = new Set(failures.filter((failure) => !charts.includes(failure)).map(({ file = '' }) => file));
  return [
    ...[...files].map((file) => `whether ${file} defines more apps: it could not be read`),
    ...charts.map(({ code, subject = '', detail = '' }) => `whether ${subject} applies more apps: ${CODES.get(code)?.(detail)}`),
  ];
}
