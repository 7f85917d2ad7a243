// How each row of the Environments view looks and reads: label, icon, description, tooltip and what a screen reader says.
import * as vscode from 'vscode';
import type { Comparison } from '../engine/model';

import {
  type AppRow,
  comparisons,
  type EnvironmentRow,
  type FailureRow,
  type FolderRow,
  type ObjectRow,
  type Row,
  withoutRepetition,
} from './rows';
import type { Folder } from './folder';
import { contextName } from './clusters';
import { failureWords } from './words';
import { environmentState, type State, stateIcon, stateWords } from './verdicts';

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
  const pin = folder.pin(environment.name);
  const item = new vscode.TreeItem(environment.name, collapsed(folder));
  const pinned = pin === undefined ? undefined : vscode.l10n.t('pinned to {0}', contextName(pin.context));
  item.id = `${folder.key} ${environment.name}`;
  item.contextValue = ['environment', ...(pin === undefined ? [] : ['pinned'])].join(' ');
  item.iconPath = state === undefined ? new vscode.ThemeIcon('layers') : stateIcon(state);
  item.description = joined([words(state), pinned], ' · ');
  item.tooltip = markdown([
    `**${escaped(environment.name)}**`,
    escaped(environment.reason),
    comparedSentence(compared.length, environment.apps.length, state),
    pinned === undefined ? vscode.l10n.t('Not pinned to a cluster context yet.') : escaped(pinned),
  ]);
  item.accessibilityInformation = {
    label: joined([environment.name, vscode.l10n.t('environment'), words(state) ?? vscode.l10n.t('not compared'), pinned], ', '),
  };
  return item;
}

/** A small fleet is shown at once; of a large one, the environments. */
function collapsed({ environments }: Folder): vscode.TreeItemCollapsibleState {
  const apps = environments.reduce((count, environment) => count + environment.apps.length, 0);
  return apps <= FEW_APPS ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

const FEW_APPS = 15;

function appItem({ folder, environment, app }: AppRow): vscode.TreeItem {
  const compared = folder.session.comparison(environment.name, app.app);
  const state = compared === undefined ? undefined : { verdict: compared.verdict, health: compared.health };
  const item = new vscode.TreeItem(app.app, vscode.TreeItemCollapsibleState.Collapsed);
  const versions = app.versions.map(({ image, chart, tag }) => versionWords(app.app, shortName(image ?? chart ?? ''), tag));
  const namespace = app.namespace === app.app ? undefined : app.namespace;
  const flags = [
    ...(app.owner?.kind === 'Kustomization' ? ['flux'] : []),
    ...(app.versions.length > 0 ? ['versions'] : []),
    ...(state === undefined ? [] : ['compared']),
  ];
  item.id = `${folder.key} ${environment.name} ${app.app}`;
  item.contextValue = ['app', ...flags].join(' ');
  item.iconPath = state !== undefined ? stateIcon(state) : app.unresolved.length > 0 ? WARNING : new vscode.ThemeIcon('package');
  item.description = joined([words(state), versions.join(', '), namespace], ' · ');
  item.tooltip = markdown([
    `**${escaped(app.app)}** ${app.owner === undefined ? '' : `(${app.owner.kind} ${escaped(`${app.owner.namespace}/${app.owner.name}`)})`}`,
    `\`${app.path}\``,
    ...(app.parent === undefined ? [] : [vscode.l10n.t('Applied by {0}.', escaped(app.parent))]),
    ...(app.dependsOn.length === 0 ? [] : [vscode.l10n.t('Depends on {0}.', escaped(app.dependsOn.join(', ')))]),
    ...versions.map(escaped),
    ...withoutRepetition([...app.unresolved, ...(compared?.failures ?? [])]).map(
      (failure) => `$(warning) ${escaped(failureWords(failure, folder.session.mask))}`,
    ),
    comparedSentence(state === undefined ? 0 : 1, 1, state),
  ]);
  item.accessibilityInformation = {
    label: joined([app.app, environment.name, words(state) ?? vscode.l10n.t('not compared'), versions.join(', ')], ', '),
  };
  return item;
}

function objectItem(row: ObjectRow): vscode.TreeItem {
  const { folder, environment, app, ref, comparison } = row;
  const { name, namespace } = folder.session.mask.ref(ref);
  const label = `${ref.kind}/${name}`;
  const state = comparison === undefined ? undefined : { verdict: comparison.verdict, health: comparison.health.health };
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  const differs = comparison !== undefined && comparison.verdict !== 'inSync';
  const reason = comparison?.reason === undefined ? undefined : failureWords(comparison.reason, folder.session.mask);
  item.id = `${folder.key} ${environment.name} ${app.app} ${ref.apiVersion} ${ref.kind}/${ref.name} ${ref.namespace ?? ''}`;
  item.contextValue = ['object', ...(comparison === undefined ? [] : ['compared']), ...(differs ? ['diff'] : [])].join(' ');
  item.iconPath = state === undefined ? new vscode.ThemeIcon('symbol-object') : stateIcon(state);
  item.description = joined([words(state), namespace], ' · ');
  item.tooltip = markdown([
    `**${escaped(label)}** ${escaped(ref.apiVersion)}`,
    ...(reason === undefined ? [] : [`$(question) ${escaped(reason)}`]),
    ...(comparison?.health.message === undefined ? [] : [escaped(folder.session.mask.scrub(comparison.health.message))]),
    comparedSentence(state === undefined ? 0 : 1, 1, state),
    correctionWords(comparison),
  ]);
  item.accessibilityInformation = {
    label: joined([ref.kind, name, namespace, words(state) ?? vscode.l10n.t('not compared'), reason], ', '),
  };
  item.command = differs
    ? { command: 'plumbline.openDrift', title: vscode.l10n.t('Open Drift'), arguments: [row] }
    : { command: 'plumbline.openPreview', title: vscode.l10n.t('Open Rendered Preview'), arguments: [row] };
  return item;
}

function failureItem(row: FailureRow): vscode.TreeItem {
  const { failure, folder, under } = row;
  const text = failureWords(failure, folder.session.mask);
  const item = new vscode.TreeItem(text, vscode.TreeItemCollapsibleState.None);
  item.id = `${under} ${failure.code} ${failure.file ?? ''} ${failure.line ?? ''}`;
  item.contextValue = ['failure', ...(failure.file === undefined ? [] : ['file'])].join(' ');
  item.iconPath = WARNING;
  if (failure.file !== undefined) item.description = failure.line === undefined ? failure.file : `${failure.file}:${failure.line}`;
  item.tooltip = joined([text, ...(failure.via ?? [])], '\n');
  item.accessibilityInformation = { label: joined([vscode.l10n.t('problem'), text, failure.file], ', ') };
  if (failure.file !== undefined) item.command = { command: 'plumbline.openSource', title: vscode.l10n.t('Open Source'), arguments: [row] };
  return item;
}

const WARNING = new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));

function comparedSentence(compared: number, all: number, state: State | undefined): string {
  if (compared === 0) return vscode.l10n.t('Not compared with a cluster yet.');
  if (compared < all) return vscode.l10n.t('{0} of {1} apps compared with the cluster.', compared, all);
  return state === undefined ? '' : vscode.l10n.t('Compared with the cluster: {0}.', stateWords(state));
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

function joined(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

/** An app's own name is not repeated beside it. */
function versionWords(app: string, name: string, tag: string): string {
  return name === app ? tag : `${name} ${tag}`.trim();
}

/** The last part of an image's name: what people call it. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Paragraphs of Markdown that may hold codicons and no links or commands. */
function markdown(paragraphs: readonly string[]): vscode.MarkdownString {
  return new vscode.MarkdownString(paragraphs.filter((paragraph) => paragraph.trim() !== '').join('\n\n'), true);
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$]/g, '\\$&');
}
