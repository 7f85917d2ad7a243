// The presenter's sentences in the user's language, masked.
import * as vscode from 'vscode';
import type { Failure, Finding, Note } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { fill, findingTemplate, messageTemplate, noteTemplate, relatedTemplate, whyTemplate, withDetail } from '../engine/presenter';

/** What is wrong and what to do next. */
export function failureWords(failure: Failure, mask: Mask): string {
  const { template, args, placeDetail } = messageTemplate(failure, mask);
  const translated = vscode.l10n.t(template);
  return fill(placeDetail ? withDetail(translated) : translated, args);
}

/** What is wrong, in as few words as a row has room for. */
export function failureTitle(failure: Failure, mask: Mask): string {
  const { template, args } = messageTemplate(failure, mask);
  const [title = template] = vscode.l10n.t(template).split(/[:.](?=\s|$)/);
  return fill(title, args);
}

/** What a finding says, and what to do about it. */
export function findingWords(finding: Finding, mask: Mask): string {
  const { template, args } = findingTemplate(finding, mask);
  return vscode.l10n.t(template, args);
}

/** What is said of the lines that are why. */
export function relatedWords(finding: Finding): string {
  return vscode.l10n.t(relatedTemplate(finding));
}

/** The same of what did not work. */
export function whyWords(failure: Failure): string {
  return vscode.l10n.t(whyTemplate(failure));
}

/** What an object means for others. */
export function noteWords(note: Note, mask: Mask): string {
  const { template, args } = noteTemplate(note, mask);
  return vscode.l10n.t(template, args);
}
