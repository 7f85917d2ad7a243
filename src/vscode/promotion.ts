// Promote…: asks for what is not known yet, plans, and opens the promotion board.
import * as vscode from 'vscode';
import { partAsApp, promotedPair } from '../engine/act/promotion/parts';
import type { App, Environment } from '../engine/model';
import { openPromotionBoard } from './promotion-board';
import { type AppTarget, chooseApp, isRow } from './targets';
import { showFailure, showMessage, showOutput, withCancel } from './messages';
import type { Ui } from './ui';

/** Command: from a row of the tree only the target is asked for, and not even that where there is one only. */
export async function promoteCommand(ui: Ui, argument: unknown): Promise<void> {
  const accept = ({ versions }: App): boolean => versions.length > 0;
  const source = partTarget(argument) ?? (await chooseApp(ui.fleet, argument, vscode.l10n.t('App to promote'), accept));
  const to = source === undefined ? undefined : await chooseTarget(source);
  if (source === undefined || to === undefined) return;
  const { folder, environment, app } = source;
  const title = vscode.l10n.t('Planning the promotion of {0}…', app.app);
  const request = { app: app.app, from: environment.name, to: to.name };
  const answer = await withCancel(title, (signal) => folder.session.planPromotion(request, signal));
  if (answer === undefined) return;
  if (answer.kind === 'failed') showFailure(ui.host.log, answer.reason, folder.session.mask, [showOutput(ui.host)]);
  else await openPromotionBoard(ui, folder, answer.value);
}

/** A part of another tool that pins versions, as a row of the tree. */
function partTarget(argument: unknown): AppTarget | undefined {
  const row = isRow(argument) ? argument : undefined;
  if (row?.kind !== 'part' || row.environmentName === undefined) return undefined;
  const environment = row.folder.environment(row.environmentName);
  return environment && { folder: row.folder, environment, app: partAsApp(row.part) };
}

/** The environments after the source come first, in promotion order. */
async function chooseTarget({ folder, environment, app }: AppTarget): Promise<Environment | undefined> {
  const { discovery } = folder;
  if (discovery === undefined) return undefined;
  const others = folder.environments.flatMap((other) => {
    const target = other.name === environment.name ? undefined : promotedPair(discovery, app.app, environment.name, other.name).after;
    return target === undefined ? [] : [{ other, target, isLater: other.order > environment.order }];
  });
  const items = [...others.filter(({ isLater }) => isLater), ...others.filter(({ isLater }) => !isLater)].map(
    ({ other, target, isLater }) => ({
      label: other.name,
      description: isLater ? '' : vscode.l10n.t('an earlier environment'),
      detail: versionsOf(target),
      other,
    }),
  );
  const [only] = items;
  if (only === undefined) {
    showMessage('information', vscode.l10n.t('No other environment has {0}: there is nowhere to promote it to.', app.app));
    return undefined;
  }
  const placeHolder = vscode.l10n.t('Promote {0} from {1} to…', app.app, environment.name);
  return items.length === 1 ? only.other : (await vscode.window.showQuickPick(items, { placeHolder }))?.other;
}

function versionsOf({ versions }: App): string {
  return versions.map(({ image, chart, other, tag }) => `${image ?? chart ?? other ?? ''} ${tag}`).join(', ');
}
