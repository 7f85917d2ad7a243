// The two sides of an edit's effect in each app, as text: only the objects that change, and what could not be rendered.
import * as vscode from 'vscode';
import { type AppEffect, type Failure, isLimit } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { objectsPreview } from '../session/previews';
import type { Preview } from '../session/session';
import type { DocumentRef } from './document-uri';
import type { HeldText } from './held-text';
import type { EditEffect, EditedFile } from './edit-effect';
import { belowProblems, problemLines } from './incomplete';

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
export function effectTexts(effect: EditEffect): readonly HeldText[] {
  const { mask } = effect.folder.session;
  return effect.apps.flatMap((app): readonly HeldText[] => [
    { ref: effectRef(effect, app, 'before'), text: sideText(app, 'before', mask) },
    { ref: effectRef(effect, app, 'after'), text: sideText(app, 'after', mask), origins: () => originsAfter(effect, app) },
  ]);
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

/** What is rendered now is the side after the edit. @returns undefined where it is that no more, or the edit breaks the render. */
function originsAfter({ folder: { session } }: EditEffect, app: AppEffect): Preview | undefined {
  const refs = app.objects.filter(({ after }) => after !== undefined).map(({ ref }) => ref);
  const objects = objectsPreview(session.preview(app.environment, app.app), refs);
  const shown = belowProblems(objects, app.failures.after, session.mask);
  return shown.text === sideText(app, 'after', session.mask) ? shown : undefined;
}

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
