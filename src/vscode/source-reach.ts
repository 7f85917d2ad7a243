// What a line of a source file bears on in every environment, and where that stands in the previews.
import * as vscode from 'vscode';
import type { Reach, ReachedField, SourcePlace } from '../engine/model';
import { previewLine } from '../session/reach';
import { documentUri } from './document-uri';
import type { Fleet } from './fleet';
import type { Folder } from './folder';
import { shownPreview } from './incomplete';
import { inSlices, sliced } from './slices';

/** A line of a file of the opened folders. */
export interface SourceLine {
  readonly folder: Folder;
  readonly place: SourcePlace;
}

/** One field of an app's preview that a line bears on. */
export interface PlacedField extends ReachedField {
  readonly environment: string;
  readonly app: string;
}

/** @param line from 0, as the editor counts. @returns undefined for documents that are no sources. */
export function sourceLine(fleet: Fleet, uri: vscode.Uri, line: number): SourceLine | undefined {
  const folder = fleet.folderOf(uri);
  const file = folder?.discovery === undefined ? undefined : folder.path(uri);
  return folder === undefined || file === undefined ? undefined : { folder, place: { file, line: line + 1 } };
}

/** Renders what is not current, in slices. @returns undefined when it is no longer wanted. */
export function reachOf({ folder, place }: SourceLine, signal: AbortSignal): Promise<Reach | undefined> {
  return inSlices(folder.session.reachSteps(place), signal);
}

export function fieldsOf({ apps }: Reach): readonly PlacedField[] {
  return apps.flatMap(({ environment, app, fields }) => fields.map((field) => ({ ...field, environment, app })));
}

/** Where a field begins in its app's preview. @returns undefined where the preview does not show it. */
export function previewLocation(folder: Folder, field: PlacedField): vscode.Location | undefined {
  const { environment, app } = field;
  const line = previewLine(shownPreview(folder, environment, app), field);
  if (line === undefined) return undefined;
  return new vscode.Location(documentUri({ view: 'preview', folder: folder.key, environment, app }), new vscode.Position(line, 0));
}

/** Every rendered line that a reach comes to. @returns undefined when they are no longer wanted. */
export async function reachLocations(folder: Folder, reach: Reach, signal: AbortSignal): Promise<vscode.Location[] | undefined> {
  const pause = sliced(signal);
  const found: vscode.Location[] = [];
  for (const field of fieldsOf(reach)) {
    if (await pause()) return undefined;
    const location = previewLocation(folder, field);
    if (location !== undefined) found.push(location);
  }
  return found;
}

/** An AbortSignal for what the editor cancels by a token. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  else token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}
