// What a source line decides, in Markdown: the fields by what the line does to them, what they override or are overridden by, and where.
import * as vscode from 'vscode';
import { type Bearing, isLimit, type Reach } from '../engine/model';
import { formatPath } from '../session/why';
import type { Folder } from './folder';
import { MASKED, placeLink, quoted, stepWords } from './origin-words';
import { escaped } from './row-text';
import { commandLink } from './line-argument';
import { fieldsOf, type PlacedField, previewLocation, type SourceLine } from './source-reach';

/** Fields that a hover has room for, and environments of each. */
const FEW_FIELDS = 4;
const FEW_PLACES = 6;

export function reachMarkdown({ folder, place }: SourceLine, reach: Reach): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.isTrusted = REACH_COMMANDS;
  const groups = grouped(fieldsOf(reach));
  const shown = groups.slice(0, FEW_FIELDS).map((group) => groupMarkdown(folder, group));
  text.appendMarkdown([reachSentence({ folder, place }, reach), ...shown].join('\n\n'));
  if (groups.length > FEW_FIELDS) text.appendMarkdown(`\n\n${vscode.l10n.t('… and {0} more fields', groups.length - FEW_FIELDS)}`);
  const unknown = incompleteWords(reach.incomplete.filter((app) => concerns(folder, app, place.file)));
  if (unknown !== '') text.appendMarkdown(`\n\n$(question) ${unknown}`);
  return text;
}

/** The commands that links of ours run. */
export const REACH_COMMANDS = { enabledCommands: ['plumbline.showReach', 'plumbline.openPreview'] };

/** How much a line reaches, what more it may reach, and a link to all that is known. */
export function reachSentence({ folder, place }: SourceLine, reach: Reach): string {
  const target = { uri: folder.uri(place.file).toString(), line: place.line - 1 };
  const link = `[${vscode.l10n.t('Show all')}](${commandLink('plumbline.showReach', target)})`;
  return [summary(reach), undecidedWords(reach.undecided), link].filter((part) => part !== '').join(' ');
}

function summary(reach: Reach): string {
  const fields = fieldsOf(reach);
  if (fields.length === 0) return '';
  const objects = new Set(fields.map(({ environment, app, object }) => `${environment}\n${app}\n${object}`)).size;
  const environments = [...new Set(fields.map(({ environment }) => environment))];
  return vscode.l10n.t('Reaches {0} (objects: {1}, fields: {2}).', some(environments.map(escaped)), objects, fields.length);
}

/** What is not known of a reach; empty where all is. */
export function unknownWords({ undecided, incomplete }: Pick<Reach, 'undecided' | 'incomplete'>): string {
  return [undecidedWords(undecided), incompleteWords(incomplete)].filter((part) => part !== '').join(' ');
}

function undecidedWords(undecided: Reach['undecided']): string {
  const fields = undecided.reduce((count, app) => count + app.fields.length, 0);
  if (fields === 0) return '';
  return vscode.l10n.t('Fields that are made of more values than their origins name: {0}. The line may reach them as well.', fields);
}

function incompleteWords(incomplete: Reach['incomplete']): string {
  if (incomplete.length === 0) return '';
  return vscode.l10n.t('Apps that could not be rendered in full: {0}. The line may reach more of them.', incomplete.length);
}

/** Whether an app that was not rendered in full may hide more: not one that reads other files, and lacks only what is not supported yet. */
function concerns({ session }: Folder, { environment, app, failures }: Reach['incomplete'][number], file: string): boolean {
  return !failures.every(isLimit) || session.render(environment, app).reads.includes(file);
}

/** The same field of the same object in several environments, of which one place says the same as another. */
function grouped(fields: readonly PlacedField[]): readonly (readonly [PlacedField, ...PlacedField[]])[] {
  const groups = new Map<string, [PlacedField, ...PlacedField[]]>();
  for (const field of fields) {
    const { how, ref, path, value, origin } = field;
    const won = how === 'overridden' ? `${origin.file}:${origin.line}` : '';
    const key = [how, ref.apiVersion, ref.kind, ref.name, formatPath(path), value, won].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [field]);
    else group.push(field);
  }
  return [...groups.values()];
}

function groupMarkdown(folder: Folder, group: readonly [PlacedField, ...PlacedField[]]): string {
  const [first] = group;
  const { how, path, ref, value, origin } = first;
  const field = path.length === 0 ? vscode.l10n.t('the object') : code(formatPath(path));
  const what = `**${bearingWords(how)}** ${field} · ${escaped(`${ref.kind} ${ref.name}`)}`;
  const now = value === undefined ? '' : `: ${code(value)}`;
  const quotable = ref.kind !== 'Secret' && value?.includes(MASKED) !== true;
  const place = (at: typeof origin): string => `${placeLink(folder, at)} (${stepWords(at)})${quotable ? quoted(folder, at) : ''}`;
  const lines = [`${what}${how === 'overridden' ? '' : now}`];
  if (how === 'overridden') lines.push(`${vscode.l10n.t('overridden by')} ${place(origin)}${quotable ? '' : now}`);
  else if (how === 'sets' && origin.overrode !== undefined) lines.push(`${vscode.l10n.t('over')} ${place(origin.overrode)}`);
  lines.push(placesMarkdown(folder, group));
  return lines.join('  \n');
}

/** The environments, each a link to the line of its preview. */
function placesMarkdown(folder: Folder, group: readonly PlacedField[]): string {
  const links = group.map((field, index) => {
    if (index >= FEW_PLACES) return '';
    const location = previewLocation(folder, field);
    const name = escaped(field.environment === field.app ? field.environment : `${field.environment} › ${field.app}`);
    if (location === undefined) return name;
    // The editor follows a link to a document of ours only by a command.
    const target = { uri: location.uri.toString(), line: location.range.start.line };
    return `[${name}](${commandLink('plumbline.openPreview', target)})`;
  });
  return `${vscode.l10n.t('in')} ${some(links)}`;
}

function some(names: readonly string[]): string {
  const more = names.length > FEW_PLACES ? `, ${vscode.l10n.t('… and {0} more', names.length - FEW_PLACES)}` : '';
  return `${names.slice(0, FEW_PLACES).join(', ')}${more}`;
}

function bearingWords(how: Bearing): string {
  switch (how) {
    case 'sets':
      return vscode.l10n.t('Sets');
    case 'contributes':
      return vscode.l10n.t('Contributes to');
    case 'controls':
      return vscode.l10n.t('Decides on');
    case 'overridden':
      return vscode.l10n.t('Would set');
  }
}

/** A code span; a value of several lines by its first. */
function code(text: string): string {
  const [first = ''] = text.split('\n', 1);
  const shown = first.length > LONGEST || first !== text.trimEnd() ? `${first.slice(0, LONGEST)}…` : first;
  // A code span cannot hold its own delimiter, and must not be empty.
  return shown === '' || shown.includes('`') ? `"${escaped(shown)}"` : `\`${shown}\``;
}

const LONGEST = 80;
