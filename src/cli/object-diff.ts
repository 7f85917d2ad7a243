// A comparison as people read it: a unified diff, who wrote what, and what was ignored and why.
import { createTwoFilesPatch } from 'diff';
import type { Comparison, IgnoredDifference, JsonObject, Origin } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { failureLine } from '../engine/presenter';
import { emitDocuments } from '../engine/yaml/emit';
import { fromJson } from '../engine/yaml/json';
import { formatPath } from '../session/why';
import { refText } from './json';
import type { Colour, Terminal } from './terminal';

const VERDICT_COLOURS: Readonly<Record<Comparison['verdict'], Colour>> = {
  inSync: 'green',
  extra: 'yellow',
  drifted: 'yellow',
  missing: 'red',
  unknown: 'red',
};

export const VERDICT_WORDS: Readonly<Record<Comparison['verdict'], string>> = {
  inSync: 'in sync',
  extra: 'extra',
  drifted: 'drifted',
  missing: 'missing',
  unknown: 'unknown',
};

const HEALTH_WORDS: Readonly<Record<Comparison['health']['health'], string>> = {
  healthy: 'healthy',
  suspended: 'suspended',
  progressing: 'progressing',
  unknown: 'health unknown',
  missing: 'not running',
  degraded: 'degraded',
};

const METHODS: Readonly<Record<Comparison['method'], string>> = {
  serverSideApply: ', by server-side apply dry run',
  managedFields: ', by managed fields',
  none: '',
};

const CORRECTIONS: Readonly<Record<NonNullable<Comparison['corrected']>, string>> = {
  yes: '; the next reconcile corrects it',
  no: '; nothing corrects it by itself',
};

const RULES: Readonly<Record<IgnoredDifference['rule'], string>> = {
  serverDefault: 'set by the server',
  unmanagedAddition: 'owned by somebody else',
  ignoreRule: 'an ignore rule',
  equivalent: 'means the same',
};

export function verdictText(verdict: Comparison['verdict'], terminal: Terminal): string {
  return terminal.paint(VERDICT_COLOURS[verdict], VERDICT_WORDS[verdict]);
}

/** @param all lists what the server set, too, which is most of what is ignored, instead of counting it. */
export function comparisonText(comparison: Comparison, all: boolean, terminal: Terminal, mask: Mask): string {
  const { verdict, method, health, corrected } = comparison;
  const words = verdictText(verdict, terminal);
  const message = health.message === undefined ? '' : ` (${mask.scrub(health.message)})`;
  const state = verdict === 'missing' ? '' : `; ${HEALTH_WORDS[health.health]}${message}`;
  const what = terminal.paint('bold', refText(mask.ref(comparison.ref)));
  const head = `${what}: ${words}${METHODS[method]}${state}${corrected === undefined ? '' : CORRECTIONS[corrected]}\n`;
  const reason = comparison.reason === undefined ? '' : `  ${failureLine(comparison.reason, mask)}\n`;
  const patch = verdict === 'inSync' || verdict === 'unknown' ? '' : unifiedDiff(comparison, terminal);
  return head + reason + patch + owners(comparison) + ignored(comparison, all);
}

/** "1 object", "2 objects". */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Two texts as a unified diff, coloured on a terminal. */
export function patchText(before: string, after: string, names: readonly [string, string], terminal: Terminal): string {
  const patch = createTwoFilesPatch(names[0], names[1], before, after, '', '', { context: 3 }).split('\n');
  return patch
    .filter((row) => !/^(\\|=+$|Index: )/.test(row))
    .map((row) => (row.startsWith('+') ? terminal.paint('green', row) : row.startsWith('-') ? terminal.paint('red', row) : row))
    .join('\n');
}

/** Whether an object that is in sync has something to say in the short report. */
export function isWorthShowing({ verdict, ignored, health }: Comparison): boolean {
  return verdict !== 'inSync' || health.health !== 'healthy' || ignored.some(({ rule }) => rule !== 'serverDefault');
}

function unifiedDiff({ live, desired }: Comparison, terminal: Terminal): string {
  return patchText(yamlOf(live), yamlOf(desired), ['cluster', 'git'], terminal);
}

/** The comparison carries masked JSON; its lines have no origin of their own. */
const NOWHERE: Origin = { file: '', line: 1, column: 1, step: 'live' };

function yamlOf(object: JsonObject | undefined): string {
  return object === undefined ? '' : emitDocuments([fromJson(object, NOWHERE)]).text;
}

function owners({ changes }: Comparison): string {
  const rows = changes.map(({ path, origin, manager }) => {
    const owner = origin === undefined ? 'not in Git' : `${origin.file}:${origin.line}`;
    return `  ${formatPath(path)}  ${owner}${manager === undefined ? '' : `; live value by ${manager}`}\n`;
  });
  return rows.join('');
}

/** One line for each rule and detail: most objects have a dozen defaults. */
function ignored({ ignored, verdict }: Comparison, all: boolean): string {
  const groups = new Map<string, string[]>();
  const counted = all ? [] : ignored.filter(({ rule }) => rule === 'serverDefault');
  for (const { path, rule, detail } of ignored.filter((difference) => !counted.includes(difference))) {
    const why = `${RULES[rule]}${detail === undefined ? '' : `: ${detail}`}`;
    groups.set(why, [...(groups.get(why) ?? []), path.length === 0 ? 'the whole object' : formatPath(path)]);
  }
  const rows = [...groups].map(([why, paths]) => `  ignored (${why}): ${paths.join(', ')}\n`);
  // What is as it should be needs no count of its defaults.
  if (counted.length > 0 && verdict !== 'inSync') rows.push(`  ignored (${RULES.serverDefault}): ${countOf(counted.length, 'field')}\n`);
  return rows.join('');
}
