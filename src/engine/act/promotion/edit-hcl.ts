// Replaces texts in files of Terraform, and leaves every other byte as it was.
import type { LineEdit } from '../../model';
import type { Answer } from '../../ports';

export function isHcl(file: string): boolean {
  return /\.(?:tf|tofu|tfvars)$/.test(file);
}

/** @returns a failure where the text at a position is not what the edit expects there, or a new one would have to be escaped. */
export function editTexts(source: string, edits: readonly LineEdit[]): Answer<string> {
  let text = source;
  for (const edit of [...edits].sort((a, b) => b.line - a.line || b.column - a.column)) {
    const start = offsetOf(source, edit);
    const end = start + edit.before.length;
    const isThere = source.slice(start - 1, end + 1) === `"${edit.before}"`;
    if (!isThere || /["\\\n]|[$%]\{/.test(edit.after)) {
      const { file, line, column } = edit;
      const detail = isThere ? 'the new text would have to be escaped' : 'the text here is not the expected one';
      return { kind: 'failed', reason: { code: 'notPromotable', file, line, column, subject: edit.after, detail } };
    }
    text = text.slice(0, start) + edit.after + text.slice(end);
  }
  return { kind: 'answer', value: text };
}

function offsetOf(source: string, { line, column }: LineEdit): number {
  let start = 0;
  for (let at = 1; at < line; at++) start = source.indexOf('\n', start) + 1;
  return start + column - 1;
}
