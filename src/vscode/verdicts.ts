// Icons and words for verdicts and health. A new verdict does not compile until it has both.
import * as vscode from 'vscode';
import { worstHealth, worstVerdict } from '../engine/decide/rollup';
import { type App, type AppComparison, type Comparison, type Environment, type Health, VERDICTS, type Verdict } from '../engine/model';

/** What a row shows of a comparison. Absent where nothing is known, or where only a part is and that part is in sync. */
export interface State {
  readonly verdict: Verdict;
  readonly health: Health;
}

const VERDICT_ICONS: Record<Verdict, vscode.ThemeIcon> = {
  inSync: icon('pass', 'testing.iconPassed'),
  extra: icon('diff-added', 'gitDecoration.addedResourceForeground'),
  drifted: icon('diff', 'gitDecoration.modifiedResourceForeground'),
  missing: icon('circle-slash', 'problemsErrorIcon.foreground'),
  unknown: icon('question', 'problemsWarningIcon.foreground'),
};

const HEALTH_ICONS: Record<Health, vscode.ThemeIcon | undefined> = {
  healthy: undefined,
  // Health that nobody reports is normal for most kinds: the verdict's icon stays.
  unknown: undefined,
  suspended: icon('debug-pause', 'problemsInfoIcon.foreground'),
  // Not a spinner: nothing of ours is at work, and a snapshot stays as it is.
  progressing: icon('sync', 'problemsInfoIcon.foreground'),
  missing: icon('circle-slash', 'problemsErrorIcon.foreground'),
  degraded: icon('error', 'problemsErrorIcon.foreground'),
};

/** The verdict's icon, or the health's where everything is in sync and yet not well. */
export function stateIcon({ verdict, health }: State): vscode.ThemeIcon {
  return (verdict === 'inSync' ? HEALTH_ICONS[health] : undefined) ?? VERDICT_ICONS[verdict];
}

/** As it stands in a text with codicons, as in the status bar. */
export function stateCodicon(state: State): string {
  return `$(${stateIcon(state).id})`;
}

export function verdictWord(verdict: Verdict): string {
  const words: Record<Verdict, string> = {
    inSync: vscode.l10n.t('in sync'),
    extra: vscode.l10n.t('extra'),
    drifted: vscode.l10n.t('drifted'),
    missing: vscode.l10n.t('missing'),
    unknown: vscode.l10n.t('unknown'),
  };
  return words[verdict];
}

/** "drifted, degraded"; health is left out where it adds nothing. */
export function stateWords({ verdict, health }: State): string {
  const silent = health === 'healthy' || health === 'unknown' || health === verdict;
  return silent ? verdictWord(verdict) : `${verdictWord(verdict)}, ${healthWord(health)}`;
}

/** The state's words, and how many objects differ where "unknown", which outranks them, would hide it. */
export function summaryWords(state: State, compared: readonly AppComparison[]): string {
  const objects = compared.flatMap(({ comparisons }) => comparisons);
  const differing = objects.filter(({ verdict }) => verdict !== 'inSync' && verdict !== 'unknown').length;
  const more = state.verdict === 'unknown' && differing > 0 ? [vscode.l10n.t('{0} differ', differing)] : [];
  return [stateWords(state), ...more].join(', ');
}

/** "2 drifted, 1 missing, 9 in sync", the worst first. */
export function countWords(comparisons: readonly Comparison[]): string {
  const count = (verdict: Verdict): number => comparisons.filter((comparison) => comparison.verdict === verdict).length;
  const parts = [...VERDICTS].reverse().filter((verdict) => count(verdict) > 0);
  return parts.length === 0
    ? vscode.l10n.t('nothing to compare')
    : parts.map((verdict) => `${count(verdict)} ${verdictWord(verdict)}`).join(', ');
}

/** The state of several apps: the worst of them. Never "in sync" while one was not compared. */
export function appsState(apps: readonly App[], compared: readonly AppComparison[]): State | undefined {
  if (compared.length === 0) return undefined;
  const verdict = worstVerdict(compared.map((app) => app.verdict));
  if (verdict === 'inSync' && compared.length < apps.length) return undefined;
  return { verdict, health: worstHealth(compared.map((app) => app.health)) };
}

/** An environment's state: its worst app. Never "in sync" while a file that may hold more of them could not be read. */
export function environmentState(environment: Environment, compared: readonly AppComparison[]): State | undefined {
  const state = appsState(environment.apps, compared);
  if (environment.unread === undefined || compared.length === 0) return state;
  return { verdict: 'unknown', health: worstHealth(compared.map((app) => app.health)) };
}

function healthWord(health: Health): string {
  const words: Record<Health, string> = {
    healthy: vscode.l10n.t('healthy'),
    suspended: vscode.l10n.t('suspended'),
    progressing: vscode.l10n.t('progressing'),
    unknown: vscode.l10n.t('health unknown'),
    missing: vscode.l10n.t('not running'),
    degraded: vscode.l10n.t('degraded'),
  };
  return words[health];
}

function icon(id: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}
