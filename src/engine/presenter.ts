// The one way from engine values to words: sentences for failures and findings, masked.
import type { Failure, Finding, Note, Position } from './model';
import type { Mask } from './normalise/mask';
import { FINDINGS } from './presenter/findings';
import { MESSAGES } from './presenter/messages';
import { NOTES } from './presenter/notes';
import { oneLine, withoutStop } from './presenter/one-line';
import { fill, isComplete, withDetail } from './presenter/template';

export { FINDINGS } from './presenter/findings';
export { MESSAGES, type Message } from './presenter/messages';
export { NOTES } from './presenter/notes';
export { PARTS } from './presenter/parts';
export { fill, withDetail } from './presenter/template';

/** A sentence before its placeholders are filled, for front ends that translate the template first. */
export interface Template {
  readonly template: string;
  readonly args: Readonly<Record<string, string>>;
  /** Whether the template has no place for the detail among `args`: `withDetail` makes one. */
  readonly placeDetail: boolean;
}

/** One plain sentence that says what is wrong and what to do next. */
export function sentence(failure: Failure, mask: Mask): string {
  const { template, args, placeDetail } = messageTemplate(failure, mask);
  return fill(placeDetail ? withDetail(template) : template, args);
}

/** `file:line:column: code: sentence`, with the lines that are why, as the command line prints it; without the parts that are not known. One line. */
export function failureLine(failure: Failure, mask: Mask): string {
  const { file, line, column } = failure;
  const position =
    file === undefined ? '' : [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');
  const via = failure.via === undefined || failure.via.length === 0 ? '' : ` (through ${failure.via.join(' → ')})`;
  const words = `${failure.code}: ${sentence(failure, mask)}${whyText(failure.related, whyTemplate(failure))}${via}`;
  return inOneLine(position === '' ? words : `${position}: ${words}`);
}

/** The template and its values, the values masked. */
export function messageTemplate(failure: Failure, mask: Mask): Template {
  const args: Record<string, string> = {};
  for (const name of ['subject', 'detail', 'file'] as const) {
    const value = failure[name];
    // The root has no name that anybody would know it by.
    if (value !== undefined && value !== '' && !(name === 'subject' && value === '.')) args[name] = tidy(mask.scrub(value), name);
  }
  const { text, bare = text } = MESSAGES[failure.code];
  const template = isComplete(text, args) ? text : bare;
  return { template, args, placeDetail: args.detail !== undefined && !template.includes('{detail}') };
}

/** One plain sentence for a finding, and its values, masked. */
export function findingTemplate({ code, subject, detail = '' }: Finding, mask: Mask): Omit<Template, 'placeDetail'> {
  return { template: FINDINGS[code].text, args: { subject: mask.scrub(subject), detail: mask.scrub(detail) } };
}

/** What is said of each line that is why a finding is made. */
export function relatedTemplate({ code }: Finding): string {
  return FINDINGS[code].related ?? 'See here';
}

/** What is said of each line that is why something did not work. */
export function whyTemplate({ code }: Failure): string {
  return MESSAGES[code].related ?? 'See here';
}

/** One plain sentence that says what is found and what to do about it. */
export function findingSentence(finding: Finding, mask: Mask): string {
  const { template, args } = findingTemplate(finding, mask);
  return fill(template, args);
}

/** One plain sentence for a note, and its values, masked. */
export function noteTemplate({ code, subject }: Note, mask: Mask): Omit<Template, 'placeDetail'> {
  return { template: NOTES[code], args: { subject: mask.scrub(subject) } };
}

/** One plain sentence that says what an object means for others. */
export function noteSentence(note: Note, mask: Mask): string {
  const { template, args } = noteTemplate(note, mask);
  return fill(template, args);
}

/** `file:line:column: code: sentence`, with the lines that are why. One line. */
export function findingLine(finding: Finding, mask: Mask): string {
  const { file, line, column, code, via = [], related = [] } = finding;
  const through = via.length === 0 ? '' : ` (through ${via.join(' → ')})`;
  const why = whyText(related, relatedTemplate(finding));
  return inOneLine(`${file}:${line}:${column}: ${code}: ${findingSentence(finding, mask)}${why}${through}`);
}

function whyText(related: readonly Position[] = [], words: string): string {
  return related.map((place) => ` ${words}: ${place.file}:${place.line}:${place.column}.`).join('');
}

/** A chart may put anything into its words, what steers a terminal too: that is shown by its number. */
function inOneLine(text: string): string {
  return oneLine(text).replace(/[^\P{Cc}\t]/gu, (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`);
}

/** The sentences end with a stop of their own, so a detail's is taken off. */
function tidy(text: string, name: string): string {
  return name === 'detail' ? withoutStop(text) : text.trim();
}
