// How rows of problems look and read: one failure, or the many of a folder.
import * as vscode from 'vscode';
import { type Failure, isLimit } from '../engine/model';
import { clusterFlags } from './argo-cluster-words';
import { joined } from './row-text';
import { type FailureRow, foundProblems, type ProblemsRow } from './rows';
import { failureTitle, failureWords } from './words';

/** A row has room for what is wrong and where; the tooltip and a screen reader say the rest. */
export function failureItem(row: FailureRow): vscode.TreeItem {
  const { failure, folder, under } = row;
  const { code, file, line, via = [] } = failure;
  const text = failureWords(failure, folder.session.mask);
  const place = file === undefined || line === undefined ? file : `${file}:${line}`;
  const item = new vscode.TreeItem(failureTitle(failure, folder.session.mask), vscode.TreeItemCollapsibleState.None);
  item.id = `${under} ${code} ${file ?? ''} ${line ?? ''}`;
  item.contextValue = [
    'failure',
    ...(file === undefined ? [] : ['file']),
    ...(failure.repository === undefined ? [] : ['repository']),
    ...clusterFlags(folder, [failure]),
  ].join(' ');
  item.iconPath = problemIcon([failure]);
  if (place !== undefined) item.description = place.slice(place.lastIndexOf('/') + 1);
  item.tooltip = joined([text, place, ...via], '\n\n');
  item.accessibilityInformation = { label: joined([vscode.l10n.t('problem'), text, place], ', ') };
  if (file !== undefined) item.command = { command: 'plumbline.openSource', title: vscode.l10n.t('Open Source'), arguments: [row] };
  return item;
}

export function problemsItem({ folder }: ProblemsRow): vscode.TreeItem {
  const failures = foundProblems(folder);
  const item = new vscode.TreeItem(vscode.l10n.t('{0} parts not worked out', failures.length), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${folder.key} problems`;
  item.contextValue = 'problems';
  item.iconPath = problemIcon(failures);
  item.tooltip = vscode.l10n.t('What was found in the repository and could not be worked out. The Problems panel lists it as well.');
  item.accessibilityInformation = { label: item.label as string };
  return item;
}

/** A question mark where nothing is wrong with the files: it is not known, and no cause for alarm. */
export function problemIcon(failures: readonly Failure[]): vscode.ThemeIcon {
  return failures.every(isLimit) ? new vscode.ThemeIcon('question') : WARNING;
}

const WARNING = new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
