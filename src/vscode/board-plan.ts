// What the promotion board shows of a plan.
import * as vscode from 'vscode';
import type { BoardPlan } from '../../webview/protocol';
import type { PromotionPlan } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import type { Folder } from './folder';
import { failureWords } from './words';

export interface Planned {
  readonly folder: Folder;
  readonly plan: PromotionPlan;
  /** Where the branch could be pushed to. */
  readonly remotes: readonly string[];
}

/** All that the board shows of a plan, masked. */
export function boardPlan({ folder, plan, remotes }: Planned): BoardPlan {
  const versions = plan.versions.map(({ name, before, after }) => `${name} ${before} → ${after}`).join(', ');
  const count = new Set(plan.edits.map(({ file }) => file)).size;
  const objects = plan.effects.length === 0 && plan.failures.length > 0 ? vscode.l10n.t('unknown') : plan.effects.length;
  return {
    title: titleOf(plan),
    summary: vscode.l10n.t('{0}. Changed lines: {1}, files: {2}, objects: {3}.', versions, plan.edits.length, count, objects),
    branch: plan.branch,
    message: plan.message,
    edits: plan.edits.map((edit) => lineOf(plan, edit, folder.session.mask)),
    effects: plan.effects.map(({ ref, before, after }) => ({
      title: `${ref.kind} ${folder.session.mask.ref(ref).name}`,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })),
    failures: plan.failures.map((failure) => failureWords(failure, folder.session.mask)),
    canPush: remotes.length > 0,
    words: words(),
  };
}

export function titleOf({ app, from, to }: PromotionPlan): string {
  return vscode.l10n.t('Promote {0}: {1} → {2}', app, from, to);
}

/** The whole line of an edit, before and after: a bare value says little. What else stands in the line may be a generator's literal. */
function lineOf(
  { files }: PromotionPlan,
  { file, line, before, after }: PromotionPlan['edits'][number],
  mask: Mask,
): BoardPlan['edits'][number] {
  const change = files.find((candidate) => candidate.file === file);
  const lineIn = (text: string | undefined): string | undefined => text?.split(/\r?\n/)[line - 1];
  return { file, line, before: mask.scrub(lineIn(change?.before) ?? before), after: mask.scrub(lineIn(change?.after) ?? after) };
}

function words(): BoardPlan['words'] {
  return {
    lines: vscode.l10n.t('Lines that change in Git'),
    effect: vscode.l10n.t('What the target environment gets'),
    noEffect: vscode.l10n.t('The rendered objects of the target do not change.'),
    unknownEffect: vscode.l10n.t('Not known: nothing could be rendered that would show it. The reason stands above.'),
    problems: vscode.l10n.t('What could not be done'),
    branch: vscode.l10n.t('Branch'),
    commitMessage: vscode.l10n.t('Commit message'),
    create: vscode.l10n.t('Create Branch'),
    createAndPush: vscode.l10n.t('Create Branch and Push'),
    openDiff: vscode.l10n.t('Open Rendered Diff'),
    openLine: vscode.l10n.t('Open'),
  };
}
