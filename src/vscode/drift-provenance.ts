// Provenance in a drift's diff editor: which line in Git owns a field that differs, and who set the live value.
import * as vscode from 'vscode';
import type { FieldChange, Json, JsonObject, Path, Position } from '../engine/model';
import { formatPath } from '../session/why';
import { documentRef, SCHEME } from './document-uri';
import type { Fleet } from './fleet';
import type { Folder } from './folder';
import { jsonLines } from './json-yaml';
import { escaped } from './row-text';
import { findObject } from './rows';

interface Found {
  readonly folder: Folder;
  readonly change: FieldChange;
}

export function registerDriftProvenance(fleet: Fleet): vscode.Disposable {
  const selector: vscode.DocumentSelector = { scheme: SCHEME };
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(selector, {
      provideHover(document, position) {
        const found = changeAt(fleet, document.uri, position.line);
        return found === undefined ? undefined : new vscode.Hover(changeMarkdown(found), document.lineAt(position.line).range);
      },
    }),
    vscode.languages.registerDefinitionProvider(selector, {
      provideDefinition(document, position) {
        const found = changeAt(fleet, document.uri, position.line);
        return found?.change.origin === undefined ? undefined : found.folder.location(found.change.origin);
      },
    }),
  );
}

/** Where the field that differs in a line of a drift's diff is decided in Git. */
export function driftSource(fleet: Fleet, uri: vscode.Uri, line: number): { folder: Folder; position: Position } | undefined {
  const found = changeAt(fleet, uri, line);
  return found?.change.origin === undefined ? undefined : { folder: found.folder, position: found.change.origin };
}

function changeAt(fleet: Fleet, uri: vscode.Uri, line: number): Found | undefined {
  const ref = documentRef(uri);
  if (ref?.view !== 'live' && ref?.view !== 'desired') return undefined;
  const folder = fleet.folder(ref.folder);
  const compared = folder?.session.comparison(ref.environment, ref.app)?.comparisons ?? [];
  const comparison = findObject(compared, ref.object, (candidate) => candidate.ref);
  const object = comparison?.[ref.view];
  const path = object === undefined ? undefined : jsonLines(object)[line]?.path;
  if (folder === undefined || comparison === undefined || object === undefined || path === undefined) return undefined;
  const change = comparison.changes.find((each) => isWithin(path, indexed(object, each.path)));
  return change === undefined ? undefined : { folder, change };
}

/** The path with an index for each list item that it names by its merge key; undefined where this side has no such item. */
function indexed(object: JsonObject, path: Path): Path | undefined {
  const steps: (string | number)[] = [];
  let here: Json | undefined = object;
  for (const step of path) {
    const found: string | number = stepIn(here, step);
    if (found === -1) return undefined;
    steps.push(found);
    here = (here as Record<string | number, Json> | undefined)?.[found];
  }
  return steps;
}

function stepIn(value: Json | undefined, step: string | number): string | number {
  const named = Array.isArray(value) && typeof step === 'string' ? /^\[([^=\]]+)=(.*)\]$/.exec(step) : null;
  if (!Array.isArray(value) || named === null) return step;
  const [, key = '', wanted = ''] = named;
  return value.findIndex((item) => typeof item === 'object' && item !== null && String((item as JsonObject)[key]) === wanted);
}

function isWithin(path: Path, parent: Path | undefined): boolean {
  return parent !== undefined && parent.length > 0 && parent.every((step, index) => path[index] === step);
}

function changeMarkdown({ folder, change: { path, origin, manager } }: Found): vscode.MarkdownString {
  const link =
    origin === undefined
      ? vscode.l10n.t('nothing in Git')
      : `[${origin.file}:${origin.line}](${folder.uri(origin.file).with({ fragment: `L${origin.line},${origin.column}` })})`;
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`\`${formatPath(path)}\`\n\n**${vscode.l10n.t('Git')}**: ${link}\n\n`);
  if (manager !== undefined) text.appendMarkdown(`**${vscode.l10n.t('live')}**: ${vscode.l10n.t('set by {0}', escaped(manager))}`);
  return text;
}
