// How hovers speak of an origin: its place as a link, its step in words, its own line.
import * as vscode from 'vscode';
import { callSites, conditionsOf, type Origin, type Position } from '../engine/model';
import { mayHoldSecrets } from '../engine/normalise/secret-files';
import { shownPath } from '../engine/render/kustomize/remote/link';
import { SCHEME } from './document-uri';
import type { Folder } from './folder';
import { commandLink } from './line-argument';

/** What stands for a value that is not shown. */
export const MASKED = '••••';

/** A link of Markdown that opens the line; where the file is none of the tree, the text must trust `plumbline.openPreview`. */
export function placeLink(folder: Folder, { file, line, column }: Position): string {
  const uri = folder.uri(file);
  // The editor follows a link to a document of ours only by a command.
  const target =
    uri.scheme === SCHEME
      ? commandLink('plumbline.openPreview', { uri: uri.toString(), line: line - 1 })
      : uri.with({ fragment: `L${line},${column}` });
  return `[${shownPath(file)}:${line}](${target})`;
}

/** Of what a chart writes: its template's line where another one set the value, the calls of templates that led to it, the values that are part of it, and those that its conditions read. */
export function writtenBy(folder: Folder, origin: Origin): readonly string[] {
  const template = origin.step === 'template' ? undefined : origin.by?.find(({ step }) => step === 'template');
  const line = template === undefined ? [] : [vscode.l10n.t('written by {0}', placeLink(folder, template))];
  const links = callSites(template ?? origin).map((site) => placeLink(folder, site));
  const calls = links.filter((link, index) => link !== links[index - 1]).map((link) => vscode.l10n.t('through {0}', link));
  const placesOf = (origins: readonly Origin[] = []): readonly string[] => [...new Set(origins.map((one) => placeLink(folder, one)))];
  const values = origin.step === 'template' ? placesOf(origin.from) : [];
  const deciding = placesOf(conditionsOf(origin));
  return [
    ...line,
    ...calls,
    ...(values.length === 0 ? [] : [vscode.l10n.t('made from {0}', few(values))]),
    ...(deciding.length === 0 ? [] : [vscode.l10n.t('decided by {0}', few(deciding))]),
  ];
}

export function stepWords({ step }: Origin): string {
  return step === 'jsonPatch' ? 'JSON patch' : step.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The origin's own line: what an overridden value was. Nothing from files that hold secrets. */
export function quoted(folder: Folder, { file, line }: Origin): string {
  const found = folder.ports.sources.read(file);
  if (found.kind !== 'file' || mayHoldSecrets(found.text)) return '';
  const text = folder.session.mask.scrub(found.text.split(/\r?\n/, line)[line - 1] ?? '').trim();
  // A code span cannot hold its own delimiter.
  return text === '' || text.includes('`') ? '' : `: \`${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}\``;
}

const LONGEST = 80;

function few(links: readonly string[]): string {
  const more = links.length > FEW_VALUES ? [vscode.l10n.t('… and {0} more', links.length - FEW_VALUES)] : [];
  return [...links.slice(0, FEW_VALUES), ...more].join(', ');
}

/** Values that a hover has room for. */
const FEW_VALUES = 6;
