// Writes rendered text with the origin of each value behind it, as a comment.
import { callSites, type EmittedLine, type EmittedText, type Origin } from '../engine/model';

const COLUMN = 44;

/** `replicas: 5    # overlays/prod/replicas.yaml:6 (patch), over base/deployment.yaml:8`. The text stays the same YAML. */
export function withOrigins({ text, lines }: EmittedText): string {
  const rows = text.split('\n');
  return rows
    .map((row, index) => {
      const line = lines[index];
      return line !== undefined && mayHaveComment(row, line, lines[index - 1], lines[index + 1])
        ? `${row.padEnd(COLUMN)}  # ${originText(line.origin)}`
        : row;
    })
    .join('\n');
}

function originText(origin: Origin): string {
  const own = `${placeText(origin)}${valuesText(origin)}`;
  return origin.overrode === undefined ? own : `${own}, over ${originText(origin.overrode)}`;
}

function placeText(origin: Origin): string {
  const { file, line, step, approximate } = origin;
  return `${file}:${line} (${approximate ? 'about, ' : ''}${step})${throughText(origin)}`;
}

/** The calls of templates that led to a line; those of a template that calls itself stand there once. */
function throughText(origin: Origin): string {
  const lines = callSites(origin).map(({ file, line }) => `${file}:${line}`);
  const once = lines.filter((line, index) => line !== lines[index - 1]);
  return once.length === 0 ? '' : `, through ${once.join(' and ')}`;
}

/** Of a chart: the template's line behind a value, and the values behind a template's line. */
function valuesText({ step, from = [], by = [] }: Origin): string {
  const template = step === 'values' ? by.find((one) => one.step === 'template') : undefined;
  if (template !== undefined) return `, by ${placeText(template)}`;
  return step === 'template' && from.length > 0 ? `, from ${from.map(partText).join(' and ')}` : '';
}

/** One of several values that went into another, with what it overrode itself. */
function partText(part: Origin): string {
  return part.overrode === undefined ? placeText(part) : `${placeText(part)} over ${partText(part.overrode)}`;
}

/** A comment inside a text of several lines would become part of it, or end it; a line that only opens a map or list needs none. */
function mayHaveComment(row: string, line: EmittedLine, before: EmittedLine | undefined, after: EmittedLine | undefined): boolean {
  if (row.trim() === '' || /^\s*(- )*[^"']*:$/.test(row) || sameValue(line, before)) return false;
  return !sameValue(line, after) || /[|>][+-]?\d?[+-]?$/.test(row);
}

function sameValue(a: EmittedLine, b: EmittedLine | undefined): boolean {
  return (
    b !== undefined && a.object === b.object && a.path.length === b.path.length && a.path.every((step, index) => step === b.path[index])
  );
}
