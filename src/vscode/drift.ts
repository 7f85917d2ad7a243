// Opens drift in the diff editor: live on the left, what the next reconcile makes of it on the right.
import * as vscode from 'vscode';
import type { App, AppComparison, Comparison, ObjectRef } from '../engine/model';

import { compareTarget } from './compare';
import { failureWords } from './words';
import { documentUri } from './document-uri';
import { withoutRepetition } from '../session/failures';
import { findObject } from './rows';
import { chooseEnvironment, type Target } from './targets';
import { type Action, showMessage } from './messages';
import type { Ui } from './ui';
import { stateWords } from './verdicts';

interface Compared {
  readonly app: string;
  readonly comparison: Comparison;
}

/** Command: the drift of an object, of an app, or of a whole environment. Compares first where that was not done yet. */
export async function openDriftCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseEnvironment(ui.fleet, argument, vscode.l10n.t('Environment whose drift to open'));
  if (target === undefined) return;
  const known = appsOf(target).every((app) => heldOf(target, app) !== undefined);
  const fresh = known ? [] : await compareTarget(ui, target);
  if (fresh === undefined) return;
  const held = appsOf(target).flatMap((app) => heldOf(target, app)?.comparisons.map((comparison) => ({ app: app.app, comparison })) ?? []);
  const reasons = whyIncomplete(target, fresh);
  const { ref } = target;
  if (ref === undefined) return openAll(target, held, reasons);
  const found = findObject(held, ref, ({ comparison }) => comparison.ref);
  if (found !== undefined) return openOne(target, found);
  const text =
    reasons[0] === undefined
      ? vscode.l10n.t('{0} was not part of the comparison; compare again.', objectName(target, ref))
      : vscode.l10n.t('{0}: unknown. {1}', objectName(target, ref), reasons[0]);
  showMessage('warning', text);
}

function appsOf({ environment, app }: Target): readonly App[] {
  return app === undefined ? environment.apps : [app];
}

function heldOf({ folder, environment }: Target, { app }: App): AppComparison | undefined {
  return folder.session.comparison(environment.name, app);
}

/** Why the comparison does not cover all of the target: what stood in its way, and answers that were out of date when they came. */
function whyIncomplete(target: Target, fresh: readonly AppComparison[]): readonly string[] {
  const { mask } = target.folder.session;
  const words = appsOf(target).flatMap((app) => {
    const known = heldOf(target, app) ?? fresh.find((each) => each.app === app.app && each.failures.length > 0);
    if (known !== undefined) return withoutRepetition(known.failures).map((failure) => failureWords(failure, mask));
    return [vscode.l10n.t('{0} changed while it was compared, so nothing is known of it. Compare again.', app.app)];
  });
  const unread = target.app === undefined ? (target.environment.unread ?? []) : [];
  return [...new Set([...unread.map((failure) => failureWords(failure, mask)), ...words])];
}

async function openOne(target: Target, compared: Compared): Promise<void> {
  const { comparison } = compared;
  const name = objectName(target, comparison.ref);
  if (comparison.verdict === 'unknown') {
    showUnknown(target, [compared], bothSides(comparison) ? [openAction(target, compared)] : []);
  } else if (comparison.verdict === 'inSync') {
    const words = stateWords({ verdict: comparison.verdict, health: comparison.health.health });
    const counted = vscode.l10n.t('{0} is {1}; {2} differences are ignored by rules.', name, words, comparison.ignored.length);
    showMessage('information', counted, [openAction(target, compared)]);
  } else await openDiff(target, compared);
}

async function openAll(target: Target, held: readonly Compared[], reasons: readonly string[]): Promise<void> {
  const { environment, app } = target;
  const unknown = held.filter(({ comparison }) => comparison.verdict === 'unknown');
  const differs = held.filter(({ comparison }) => comparison.verdict !== 'inSync' && comparison.verdict !== 'unknown');
  const name = app === undefined ? environment.name : `${app.app} (${environment.name})`;
  if (differs.length > 0) {
    const resources = differs.map((each) => {
      const [live, desired] = sides(target, each);
      return [desired, each.comparison.live && live, each.comparison.desired && desired];
    });
    await vscode.commands.executeCommand('vscode.changes', vscode.l10n.t('{0}: live ↔ Git', name), resources);
  }
  if (unknown.length > 0) showUnknown(target, unknown, []);
  else if (reasons[0] !== undefined) showIncomplete(name, held.length > 0, reasons[0], reasons.length);
  else if (held.length === 0) showMessage('information', vscode.l10n.t('{0}: nothing to compare, for nothing is rendered.', name));
  else if (differs.length === 0) showMessage('information', vscode.l10n.t('{0} is in sync: nothing differs.', name));
}

function showUnknown(target: Target, unknown: readonly Compared[], actions: readonly Action[]): void {
  const [first] = unknown;
  if (first === undefined) return;
  const reason = first.comparison.reason === undefined ? '' : failureWords(first.comparison.reason, target.folder.session.mask);
  const name = objectName(target, first.comparison.ref);
  const text =
    unknown.length === 1
      ? vscode.l10n.t('{0}: unknown. {1}', name, reason)
      : vscode.l10n.t('{0} objects are unknown, {1} among them. {2}', unknown.length, name, reason);
  showMessage('warning', text, actions);
}

/** An object that was not rendered was not compared either: the rest being in sync proves nothing about it. */
function showIncomplete(name: string, partly: boolean, reason: string, count: number): void {
  const text = partly
    ? vscode.l10n.t('{0}: not everything could be compared ({1} problems). {2}', name, count, reason)
    : vscode.l10n.t('{0}: unknown. {1}', name, reason);
  showMessage('warning', text);
}

function openDiff(target: Target, compared: Compared): Thenable<unknown> {
  const [live, desired] = sides(target, compared);
  const { ref, live: there, desired: wanted } = compared.comparison;
  const left = there === undefined ? vscode.l10n.t('not live') : vscode.l10n.t('live');
  const right = wanted === undefined ? vscode.l10n.t('not in Git') : vscode.l10n.t('Git');
  const title = vscode.l10n.t('{0} ({1}) – {2} ↔ {3}', objectName(target, ref), target.environment.name, left, right);
  return vscode.commands.executeCommand('vscode.diff', live, desired, title);
}

function openAction(target: Target, compared: Compared): Action {
  return { title: vscode.l10n.t('Open Diff'), run: () => openDiff(target, compared) };
}

function bothSides({ live, desired }: Comparison): boolean {
  return live !== undefined && desired !== undefined;
}

function sides({ folder, environment }: Target, { app, comparison }: Compared): [vscode.Uri, vscode.Uri] {
  const base = { folder: folder.key, environment: environment.name, app, object: comparison.ref };
  const { mask } = folder.session;
  return [documentUri({ view: 'live', ...base }, mask), documentUri({ view: 'desired', ...base }, mask)];
}

function objectName({ folder }: Target, ref: ObjectRef): string {
  return `${ref.kind} ${folder.session.mask.ref(ref).name}`;
}
