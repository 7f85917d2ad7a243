// How rows of parts look and read: infrastructure that other tools carry out.
import * as vscode from 'vscode';
import type { Part, PartKind } from '../engine/model';
import { PARTS } from '../engine/presenter';
import { capitalised, escaped, joined, markdown } from './row-text';
import type { OtherPartsRow, PartRow } from './rows';

/** A click opens the file that describes it. */
export function partItem(row: PartRow): vscode.TreeItem {
  const { part, under } = row;
  const { kind, name, workspace, file, line, column, reason } = part;
  // Names of products are the same in every language.
  const product = PARTS[kind];
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.id = `${under} part ${kind} ${name} ${file}:${line}:${column}`;
  item.contextValue = row.environmentName === undefined || part.versions === undefined ? 'part' : 'part versions';
  item.iconPath = new vscode.ThemeIcon(ICONS[kind]);
  item.description = joined([product, workspace, ...(part.versions ?? []).map(({ name, tag }) => `${name} ${tag}`)], ' · ');
  item.tooltip = markdown([
    `**${escaped(name)}** ${escaped(product)}`,
    escaped(capitalised(reason)),
    ...factsOf(part).map(escaped),
    escaped(`${file}:${line}`),
  ]);
  item.accessibilityInformation = { label: joined([product, name, reason], ', ') };
  item.command = { command: 'plumbline.openSource', title: vscode.l10n.t('Open Source'), arguments: [row] };
  return item;
}

/** What its file says of it, in one line. */
export function partFacts(part: Part): string {
  return factsOf(part).join(' · ');
}

function factsOf({ folder, workspace, from, dependsOn = [], variables = [], versions = [] }: Part): readonly string[] {
  return [
    ...(folder === undefined ? [] : [vscode.l10n.t('Folder {0}', folder)]),
    ...(workspace === undefined ? [] : [vscode.l10n.t('Workspace {0}', workspace)]),
    ...(from === undefined ? [] : [vscode.l10n.t('From {0}', from)]),
    ...(dependsOn.length === 0 ? [] : [vscode.l10n.t('After {0}', dependsOn.join(', '))]),
    ...(variables.length === 0 ? [] : [vscode.l10n.t('Variables {0}', variables.join(', '))]),
    ...versions.map(({ name, tag, file, line }) => `${name} ${tag} (${file}:${line})`),
  ];
}

export function otherPartsItem({ folder }: OtherPartsRow): vscode.TreeItem {
  const count = folder.discovery?.otherParts.length ?? 0;
  const item = new vscode.TreeItem(vscode.l10n.t('Other'), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${folder.key} other parts`;
  item.contextValue = 'otherParts';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.description = String(count);
  item.tooltip = vscode.l10n.t('What other tools carry out, and nothing says for which environment. The reason is on each.');
  item.accessibilityInformation = { label: joined([item.label as string, item.description], ', ') };
  return item;
}

const ICONS: Readonly<Record<PartKind, string>> = {
  terraform: 'server-environment',
  terraformFiles: 'server-environment',
  clusterApi: 'server',
  atlantis: 'server-environment',
  jenkinsX: 'server-process',
  helmfile: 'package',
  ansible: 'server-process',
};
