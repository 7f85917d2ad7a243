// Asks what a rendered comparison is with: a commit of the repository, or another environment.
import * as vscode from 'vscode';
import type { Answer, NamedRevision, RevisionList } from '../engine/ports';
import type { Target } from './targets';
import { showFailure, showOutput, withCancel } from './messages';
import type { Ui } from './ui';
import { failureWords } from './words';

/** Characters of a commit's id that people know it by. */
export const SHORT_COMMIT = 7;

/** The other side of a comparison. */
export type Against =
  | { readonly kind: 'revision'; readonly revision: string; readonly label: string }
  | { readonly kind: 'environment'; readonly name: string };

interface Item extends vscode.QuickPickItem {
  readonly against?: Against | 'ask';
}

/** @returns undefined when the user left, or was told that there is nothing to compare with. */
export async function chooseAgainst(ui: Ui, target: Target): Promise<Against | undefined> {
  const { folder, environment, app } = target;
  const listed = await withCancel(vscode.l10n.t('Reading the revisions of the repository…'), (signal) =>
    folder.ports.revisions.list(signal),
  );
  if (listed === undefined) return undefined;
  const items = [...revisionItems(listed), ...environmentItems(target), ...namedItems(listed)];
  if (listed.kind === 'failed' && items.length === 0) {
    showFailure(ui.host.log, listed.reason, folder.session.mask, [showOutput(ui.host)]);
    return undefined;
  }
  const name = app?.app ?? environment.name;
  const placeHolder =
    listed.kind === 'failed'
      ? vscode.l10n.t('Compare what {0} renders with… (no revisions: {1})', name, failureWords(listed.reason, folder.session.mask))
      : vscode.l10n.t('Compare what {0} renders with…', name);
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true });
  return chosen?.against === 'ask' ? askRevision() : chosen?.against;
}

function revisionItems(listed: Answer<RevisionList>): readonly Item[] {
  if (listed.kind === 'failed') return [];
  const { head, mergeBase } = listed.value;
  const items: Item[] = [];
  if (head !== undefined) {
    const description = vscode.l10n.t('the last commit, {0}', head.commit.slice(0, SHORT_COMMIT));
    items.push({ label: 'HEAD', iconPath: COMMIT, description, detail: head.subject, against: revision('HEAD') });
  }
  if (mergeBase !== undefined) {
    const label = vscode.l10n.t('Merge base with {0}', mergeBase.branch);
    const description = vscode.l10n.t('where this branch began, {0}', mergeBase.commit.slice(0, SHORT_COMMIT));
    items.push({ label, iconPath: MERGE_BASE, description, against: revision(mergeBase.commit, label) });
  }
  if (items.length > 0) {
    const label = vscode.l10n.t('Another commit…');
    items.push({ label, iconPath: COMMIT, description: vscode.l10n.t('anything that Git takes for a commit'), against: 'ask' });
  }
  return items;
}

function environmentItems({ folder, environment }: Target): readonly Item[] {
  const others = folder.environments.filter(({ name }) => name !== environment.name);
  return grouped(
    vscode.l10n.t('environments'),
    others.map(({ name }) => ({ label: name, iconPath: ENVIRONMENT, against: { kind: 'environment', name } })),
  );
}

function namedItems(listed: Answer<RevisionList>): readonly Item[] {
  if (listed.kind === 'failed') return [];
  const { named, branch } = listed.value;
  const of = (kind: NamedRevision['kind']): readonly Item[] =>
    named
      .filter((each) => each.kind === kind)
      .map(({ name, subject }) => ({
        label: name,
        iconPath: kind === 'tag' ? TAG : BRANCH,
        description: kind === 'branch' && name === branch ? vscode.l10n.t('checked out') : '',
        detail: subject,
        against: revision(`refs/${NAMESPACES[kind]}/${name}`, name),
      }));
  return [
    ...grouped(vscode.l10n.t('branches'), of('branch')),
    ...grouped(vscode.l10n.t('remote branches'), of('remoteBranch')),
    ...grouped(vscode.l10n.t('tags'), of('tag')),
  ];
}

/** In full, for a branch and a tag may have one name. */
const NAMESPACES: Readonly<Record<NamedRevision['kind'], string>> = { branch: 'heads', remoteBranch: 'remotes', tag: 'tags' };

function grouped(title: string, items: readonly Item[]): readonly Item[] {
  return items.length === 0 ? [] : [{ label: title, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

async function askRevision(): Promise<Against | undefined> {
  const text = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('A commit, as Git takes it: an id, HEAD~3, main@{yesterday}, v1.2.0'),
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Type the name of a commit.') : undefined),
  });
  return text === undefined ? undefined : revision(text.trim());
}

function revision(name: string, label = name): Against {
  return { kind: 'revision', revision: name, label };
}

const COMMIT = new vscode.ThemeIcon('git-commit');
const MERGE_BASE = new vscode.ThemeIcon('git-merge');
const BRANCH = new vscode.ThemeIcon('git-branch');
const TAG = new vscode.ThemeIcon('tag');
const ENVIRONMENT = new vscode.ThemeIcon('layers');
