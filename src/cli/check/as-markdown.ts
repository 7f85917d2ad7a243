// Problems as Markdown: the comment of a pull request, or the summary of a job.
import { SEVERITIES } from '../../engine/model';
import { oneLine } from '../../engine/presenter/one-line';
import type { Format } from './format';
import { placeText, summary, unfetchedOf } from './as-text';
import { unfetchedRows } from '../unfetched';
import type { Problem } from './problems';

const SIGNS = { error: '🔴 error', warning: '🟡 warning', information: '🔵 note' } as const;

/** The worst first: a comment is read from its top. */
export const asMarkdown: Format = ({ problems }) => {
  const head = `### Plumbline: ${summary(problems).toLowerCase()}\n`;
  if (problems.length === 0) return head;
  const unfetched = unfetchedOf(problems);
  const together = new Set<Problem>(unfetched);
  const sorted = SEVERITIES.flatMap((severity) => problems.filter((problem) => problem.severity === severity && !together.has(problem)));
  return `${head}\n| | where | what | in |\n| --- | --- | --- | --- |\n${[...sorted.map(rowOf), ...togetherRow(unfetched)].join('')}`;
};

function togetherRow(problems: ReturnType<typeof unfetchedOf>): readonly string[] {
  const [first] = problems;
  if (first === undefined) return [];
  const apps = new Set(problems.flatMap((problem) => problem.apps));
  const rows = unfetchedRows(problems.map((problem) => ({ ...problem, subject: problem.unfetched })));
  return [`| ${SIGNS[first.severity]} | | **${first.code}** ${rows.map(escaped).join('<br>')} | ${apps.size} apps |\n`];
}

function rowOf({ severity, code, message, related, via, apps, ...place }: Problem): string {
  const why = related.map((one) => `<br>${escaped(one.message)}: ${inCode(placeText(one))}`);
  const led = via.length === 0 ? '' : `<br>through ${via.map(inCode).join(' → ')}`;
  const where = place.file === undefined ? '' : inCode(placeText(place));
  return `| ${SIGNS[severity]} | ${where} | **${code}** ${escaped(message)}${why.join('')}${led} | ${apps.map(escaped).join('<br>')} |\n`;
}

/** Text of files and servers must not become markup, a mention or the end of a cell. */
function escaped(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_{}[\]#|~!@]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function inCode(text: string): string {
  return `<code>${escaped(text.replace(/: $/, ''))}</code>`;
}
