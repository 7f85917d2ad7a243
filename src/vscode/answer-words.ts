// What a cluster was asked for charts, and what came of it, in words.
import * as vscode from 'vscode';
import type { Failure } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { ITSELF } from '../engine/model/cluster-question';
import type { AnswersUsed, AnswerUsed } from '../session/connections';
import { contextName } from './clusters';
import { failureWords } from './words';

/** What was asked, when, and of whom, a line each. */
export function answerWords({ context, at, asked }: AnswersUsed, mask: Mask): readonly string[] {
  const title = vscode.l10n.t(
    'With the answers of {0}, asked at {1}. “Render Offline” goes back.',
    contextName(context),
    at.toLocaleTimeString(vscode.env.language),
  );
  return [
    title,
    ...asked.map(
      ({ subject, outcome }) =>
        `  ${subject === ITSELF ? vscode.l10n.t('its own version and kinds') : mask.scrub(subject)}: ${outcomeWords(outcome, mask)}`,
    ),
  ];
}

function outcomeWords(outcome: AnswerUsed['outcome'], mask: Mask): string {
  switch (outcome) {
    case 'answered':
      return vscode.l10n.t('answered');
    case 'absent':
      return vscode.l10n.t('there is none');
    case 'notAsked':
      return vscode.l10n.t('not asked yet');
    default:
      return failureText(outcome, mask);
  }
}

function failureText(failure: Failure, mask: Mask): string {
  return failureWords(failure, mask).replace(/\s+/g, ' ').trim();
}
