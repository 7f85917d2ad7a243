// Icons and words for verdicts and health. A new verdict does not compile until it has both.
import * as vscode from 'vscode';
import { worstHealth, worstVerdict } from '../engine/decide/rollup';
import type { AppComparison, Environment, Health, Verdict } from '../engine/model';

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
  progressing: icon('loading~spin', 'problemsInfoIcon.foreground'),
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

export function healthWord(health: Health): string {
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

/** "drifted, degraded"; health is left out where it adds nothing. */
export function stateWords({ verdict, health }: State): string {
  const silent = health === 'healthy' || health === 'unknown' || health === verdict;
  return silent ? verdictWord(verdict) : `${verdictWord(verdict)}, ${healthWord(health)}`;
}

/** An environment's state: its worst app. Never "in sync" while an app was not compared, or a file may hold more of them. */
export function environmentState(environment: Environment, compared: readonly AppComparison[]): State | undefined {
  if (compared.length === 0) return undefined;
  const verdicts = compared.map((app) => app.verdict);
  const verdict = worstVerdict(environment.unread === undefined ? verdicts : [...verdicts, 'unknown']);
  if (verdict === 'inSync' && compared.length < environment.apps.length) return undefined;
  return { verdict, health: worstHealth(compared.map((app) => app.health)) };
}

function icon(id: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}
