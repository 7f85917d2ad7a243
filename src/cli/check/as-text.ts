// Problems as people and editors read them: a line each, and a summary.
import type { Severity } from '../../engine/model';
import { oneLine } from '../../engine/presenter/one-line';
import type { Colour, Terminal } from '../terminal';
import { areMany, unfetchedRows } from '../unfetched';
import type { Format } from './format';
import { countsOf, type Problem } from './problems';

const COLOURS: Readonly<Record<Severity, Colour>> = { error: 'red', warning: 'yellow', information: 'cyan' };

/** Compilers and build servers know notes. */
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', information: 'note' };

/** `file:line:column: severity: code: sentence`; what else there is to see stands below, indented. */
export const asText: Format = ({ environments, folders, problems }, { paint }) => {
  const unfetched = unfetchedOf(problems);
  const together = new Set<Problem>(unfetched);
  const rows = problems
    .filter((problem) => !together.has(problem))
    .flatMap(({ severity, code, message, via, related, ...place }) => [
      `${placeText(place)}${paint(COLOURS[severity], SEVERITY_WORDS[severity])}: ${code}: ${oneLine(message)}`,
      ...related.map((one) => `  ${placeText(one)}${one.message}`),
      ...(via.length === 0 ? [] : [`  through ${via.join(' → ')}`]),
    ]);
  const apps = environments.reduce((count, environment) => count + environment.apps.length, 0);
  const others = folders.length === 0 ? '' : ` and ${plural(folders.length, 'folder')} of none`;
  const checked = `${plural(apps, 'app')} in ${plural(environments.length, 'environment')}${others}`;
  return `${[...rows, ...togetherRows(unfetched, paint), `${summary(problems)} in ${checked}`].join('\n')}\n`;
};

/** Those that are told together, as they are many. */
export function unfetchedOf(problems: readonly Problem[]): readonly (Problem & { readonly unfetched: string })[] {
  const all = problems.filter((problem) => problem.unfetched !== undefined) as (Problem & { readonly unfetched: string })[];
  return areMany(all) ? all : [];
}

function togetherRows(problems: ReturnType<typeof unfetchedOf>, paint: Terminal['paint']): readonly string[] {
  const [first] = problems;
  if (first === undefined) return [];
  const [head, ...rows] = unfetchedRows(problems.map((problem) => ({ ...problem, subject: problem.unfetched })));
  return [`${paint(COLOURS[first.severity], SEVERITY_WORDS[first.severity])}: ${first.code}: ${head}`, ...rows];
}

/** `1 error, 2 warnings and 3 notes`, or `No problems`. */
export function summary(problems: readonly Problem[]): string {
  const { error, warning, information } = countsOf(problems);
  const parts = [
    [error, 'error'],
    [warning, 'warning'],
    [information, 'note'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => plural(count, word));
  return words.length === 0 ? 'No problems' : words.join(', ').replace(/, (?=[^,]*$)/, ' and ');
}

/** `file:line:column: `, as far as it is known. */
export function placeText({ file, line, column }: { readonly file?: string; readonly line?: number; readonly column?: number }): string {
  if (file === undefined) return '';
  return `${[file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')}: `;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
