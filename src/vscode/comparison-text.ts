// What a comparison found, for a tooltip: which fields would change and whose they are, and what is ignored and why.
import * as vscode from 'vscode';
import type { App, AppComparison, Comparison, IgnoredDifference } from '../engine/model';
import { formatPath } from '../session/why';
import { escaped } from './row-text';
import { countWords, type State, stateWords } from './verdicts';

/** As many fields as a tooltip has room for. */
const SHOWN = 8;

/** Paragraphs of Markdown; none where there is nothing to say. */
export function comparisonParagraphs({ changes, ignored }: Comparison): readonly string[] {
  const rows = changes.slice(0, SHOWN).map(({ path, origin, manager }) => {
    const owner = origin === undefined ? vscode.l10n.t('not in Git') : `${origin.file}:${origin.line}`;
    const by = manager === undefined ? '' : `; ${vscode.l10n.t('live value by {0}', manager)}`;
    return `- \`${formatPath(path)}\`: ${escaped(`${owner}${by}`)}`;
  });
  const more = changes.length > SHOWN ? [`- ${vscode.l10n.t('{0} more', changes.length - SHOWN)}`] : [];
  return [[...rows, ...more].join('\n'), ignoredWords(ignored)];
}

/** What a comparison of several apps found. */
export function comparedSentence(compared: readonly AppComparison[], apps: readonly App[]): string {
  if (compared.length === 0) return notCompared();
  const counted = vscode.l10n.t('Compared with the cluster: {0}.', countWords(compared.flatMap(({ comparisons: all }) => all)));
  return compared.length < apps.length ? `${counted} ${vscode.l10n.t('{0} of {1} apps were.', compared.length, apps.length)}` : counted;
}

/** What the comparison of one object found. */
export function stateSentence(state: State | undefined): string {
  return state === undefined ? notCompared() : vscode.l10n.t('Compared with the cluster: {0}.', stateWords(state));
}

function notCompared(): string {
  return vscode.l10n.t('Not compared with a cluster yet.');
}

/** One line for each rule; what the server sets is counted, for most objects have a dozen of it. */
function ignoredWords(ignored: readonly IgnoredDifference[]): string {
  const groups = new Map<string, IgnoredDifference[]>();
  for (const difference of ignored) {
    const why = `${ruleWords(difference.rule)}${difference.detail === undefined ? '' : `: ${difference.detail}`}`;
    groups.set(why, [...(groups.get(why) ?? []), difference]);
  }
  return [...groups].map(([why, all]) => `- ${vscode.l10n.t('Ignored')} (${escaped(why)}): ${fieldsOf(all)}`).join('\n');
}

function fieldsOf(ignored: readonly IgnoredDifference[]): string {
  const named = ignored.filter(({ path }) => path.length > 0);
  if (ignored.length > SHOWN || ignored.some(({ rule }) => rule === 'serverDefault')) return vscode.l10n.t('fields: {0}', ignored.length);
  return named.length === 0 ? vscode.l10n.t('the whole object') : named.map(({ path }) => `\`${formatPath(path)}\``).join(', ');
}

function ruleWords(rule: IgnoredDifference['rule']): string {
  const words: Record<IgnoredDifference['rule'], string> = {
    serverDefault: vscode.l10n.t('set by the server'),
    unmanagedAddition: vscode.l10n.t('owned by somebody else'),
    ignoreRule: vscode.l10n.t('an ignore rule'),
    equivalent: vscode.l10n.t('means the same'),
  };
  return words[rule];
}
