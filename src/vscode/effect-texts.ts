// The two sides of an edit's effect in each app, as text: only the objects that change, and what could not be rendered.
import * as vscode from 'vscode';
import { type AppEffect, type Failure, isLimit } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import type { DocumentRef } from './document-uri';
import type { EditEffect, EditedFile } from './edit-effect';
import { problemLines } from './incomplete';

type Side = 'before' | 'after';
type EffectRef = DocumentRef & { readonly view: 'effect' };

export function effectRef(
  { folder, file }: EditedFile,
  { environment, app }: Pick<AppEffect, 'environment' | 'app'>,
  side: Side,
): EffectRef {
  return { view: 'effect', folder: folder.key, environment, app, file, side };
}

/** What the documents of an effect hold: those of the apps that the edit changes. */
export function effectTexts(effect: EditEffect): readonly { ref: DocumentRef; text: string }[] {
  const { mask } = effect.folder.session;
  return effect.apps.flatMap((app) => SIDES.map((side) => ({ ref: effectRef(effect, app, side), text: sideText(app, side, mask) })));
}

/** What such a document says where there is nothing to show: the same on both sides. */
export function noEffectText(): string {
  return `# ${vscode.l10n.t('This edit changes nothing here.')}\n`;
}

/** Whether the edit keeps an app from being rendered in full: what else it changes there is not known. */
export function newFailures({ failures }: AppEffect): readonly Failure[] {
  const known = new Set(failures.before.map(identity));
  return failures.after.filter((failure) => !isLimit(failure) && !known.has(identity(failure)));
}

const SIDES: readonly Side[] = ['before', 'after'];

function sideText(app: AppEffect, side: Side, mask: Mask): string {
  const isBroken = newFailures(app).length > 0;
  // Where the edit breaks the render, what is missing on its side is not what the edit removes.
  const texts = app.objects
    .map((object) => (isBroken ? (object.after ?? object.before) : object[side]))
    .filter((text) => text !== undefined);
  return [...problemLines(app.failures[side], mask), texts.join('---\n')].join('');
}

function identity({ code, file, subject, detail }: Failure): string {
  return JSON.stringify([code, file, subject, detail]);
}
