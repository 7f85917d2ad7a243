// How each row of the Environments view looks and reads: label, icon, description, tooltip and what a screen reader says.
import * as vscode from 'vscode';
import { type Comparison, isLimit } from '../engine/model';
import { answerFlags, appItem } from './app-item';
import { toldWords } from './argo-cluster-words';
import { contextName } from './clusters';
import { comparedSentence, comparisonParagraphs, stateSentence } from './comparison-text';
import type { Folder } from './folder';
import { otherPartsItem, partItem } from './part-item';
import { failureItem, problemsItem } from './problem-item';
import { parentRelease } from './releases';
import { capitalised, escaped, joined, markdown } from './row-text';
import { comparisons, type EnvironmentRow, type FolderRow, type ObjectRow, type Row } from './rows';
import { environmentState, type State, stateIcon, stateWords, summaryWords } from './verdicts';
import { failureWords, noteWords } from './words';

export function rowItem(row: Row): vscode.TreeItem {
  switch (row.kind) {
    case 'folder':
      return folderItem(row);
    case 'environment':
      return environmentItem(row);
    case 'app':
      return appItem(row);
    case 'object':
      return objectItem(row);
    case 'failure':
      return failureItem(row);
    case 'problems':
      return problemsItem(row);
    case 'part':
      return partItem(row);
    case 'otherParts':
      return otherPartsItem(row);
  }
}

/** All that a reader can see of a row, as one text: rows with equal texts need no new drawing. */
export function appearance(row: Row): string {
  const { command, ...seen } = rowItem(row);
  return JSON.stringify([seen, command?.command, row.kind === 'failure' ? row.failure : undefined]);
}

function folderItem({ folder }: FolderRow): vscode.TreeItem {
  const item = new vscode.TreeItem(folder.workspaceFolder.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = folder.key;
  item.contextValue = 'folder';
  item.iconPath = new vscode.ThemeIcon('root-folder');
  return item;
}

function environmentItem({ folder, environment }: EnvironmentRow): vscode.TreeItem {
  const compared = comparisons(folder, environment);
  const state = environmentState(environment, compared);
  const said = state === undefined ? undefined : summaryWords(state, compared);
  const pin = folder.pin(environment.name);
  const context = pin === undefined ? undefined : contextName(pin.context);
  const pinned = context === undefined ? undefined : vscode.l10n.t('Pinned to {0}', context);
  const apps = countApps(environment.apps.filter((app) => parentRelease(environment, app) === undefined).length);
  const failing = environment.apps.filter(({ app }) => folder.problems(environment.name, app).some((failure) => !isLimit(failure))).length;
  const problems = failing === 0 ? undefined : vscode.l10n.t('{0} with problems', failing);
  const item = new vscode.TreeItem(environment.name, collapsed(folder));
  item.id = `${folder.key} ${environment.name}`;
  item.contextValue = ['environment', ...(pin === undefined ? [] : ['pinned']), ...answerFlags(folder, environment, environment.apps)].join(
    ' ',
  );
  item.iconPath = state === undefined ? new vscode.ThemeIcon(environment.branch === undefined ? 'layers' : 'git-branch') : stateIcon(state);
  item.description = joined([joined([said ?? apps, problems], ', '), context], ' · ');
  item.tooltip = markdown([
    `**${escaped(environment.name)}**`,
    escaped(capitalised(environment.reason)),
    ...toldWords(folder, environment.apps).map(escaped),
    comparedSentence(compared, environment.apps),
    pinned === undefined ? vscode.l10n.t('Not pinned to a cluster context yet: the first comparison asks.') : escaped(pinned),
  ]);
  item.accessibilityInformation = {
    label: joined([environment.name, vscode.l10n.t('environment'), apps, problems, said ?? vscode.l10n.t('not compared'), pinned], ', '),
  };
  return item;
}

function countApps(count: number): string {
  return count === 1 ? vscode.l10n.t('1 app') : vscode.l10n.t('{0} apps', count);
}

/** A small fleet is shown at once; of a large one, the environments. */
function collapsed({ environments }: Folder): vscode.TreeItemCollapsibleState {
  const apps = environments.reduce((count, environment) => count + environment.apps.length, 0);
  return apps <= FEW_APPS ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

const FEW_APPS = 15;

function objectItem(row: ObjectRow): vscode.TreeItem {
  const { folder, environment, app, ref, comparison } = row;
  const { name, namespace } = folder.session.mask.ref(ref);
  const label = `${ref.kind}/${name}`;
  const state = comparison === undefined ? undefined : { verdict: comparison.verdict, health: comparison.health.health };
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  const differs = comparison !== undefined && comparison.verdict !== 'inSync';
  const reason = comparison?.reason === undefined ? undefined : failureWords(comparison.reason, folder.session.mask);
  item.id = `${folder.key} ${environment.name} ${app.app} ${ref.apiVersion} ${ref.kind}/${ref.name} ${ref.namespace ?? ''}`;
  item.contextValue = ['object', ...(differs ? ['diff'] : [])].join(' ');
  item.iconPath = state === undefined ? new vscode.ThemeIcon('symbol-object') : stateIcon(state);
  item.description = joined([words(state), row.severalNamespaces && namespace], ' · ');
  item.tooltip = markdown([
    `**${escaped(label)}** ${escaped(ref.apiVersion)}`,
    namespace === undefined ? undefined : vscode.l10n.t('Namespace {0}', escaped(namespace)),
    ...(row.notes ?? []).map((note) => escaped(noteWords(note, folder.session.mask))),
    ...(reason === undefined ? [] : [`$(question) ${escaped(reason)}`]),
    ...(comparison?.health.message === undefined ? [] : [escaped(folder.session.mask.scrub(comparison.health.message))]),
    stateSentence(state),
    correctionWords(comparison),
    ...(comparison === undefined ? [] : comparisonParagraphs(comparison)),
  ]);
  item.accessibilityInformation = {
    label: joined([ref.kind, name, namespace, words(state) ?? vscode.l10n.t('not compared'), reason], ', '),
  };
  item.command = differs
    ? { command: 'plumbline.openDrift', title: vscode.l10n.t('Open Drift'), arguments: [row] }
    : { command: 'plumbline.openPreview', title: vscode.l10n.t('Open Rendered Preview'), arguments: [row] };
  return item;
}

/** Drift that a controller is about to undo is another matter than drift that stays. */
function correctionWords(comparison: Comparison | undefined): string {
  switch (comparison?.corrected) {
    case 'yes':
      return vscode.l10n.t('The next reconcile corrects this.');
    case 'no':
      return vscode.l10n.t('Nothing corrects this by itself: no controller applies it, or its controller is suspended.');
    case undefined:
      return '';
  }
}

function words(state: State | undefined): string | undefined {
  return state === undefined ? undefined : stateWords(state);
}
