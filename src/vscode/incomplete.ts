// Says at the top of a preview what is missing from it, so that a text that is copied says it too.
import * as vscode from 'vscode';
import { type Failure, isLimit } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import type { Preview } from '../session/session';
import type { Folder } from './folder';
import { withoutRepetition } from '../session/failures';
import { failureWords } from './words';

/** What the preview of an app or environment shows in the editor. */
export function shownPreview({ session }: Folder, environment: string, app?: string): Preview {
  return withProblems(session.preview(environment, app), session.mask);
}

/** The merged values of a HelmRelease, below what could not be had. */
export function shownValues({ session }: Folder, environment: string, app: string): Preview {
  const { text, lines, rendered } = session.values(environment, app);
  const values: Preview = { text, lines, rendered, refs: [] };
  if (rendered.valuesWithoutChart !== true) return withProblems(values, session.mask);
  const note = `# ${vscode.l10n.t('What the chart itself sets is unknown; this is what the release gives it.')}\n`;
  return withProblems({ ...values, text: `${note}${text}`, lines: [undefined, ...lines] }, session.mask);
}

/** The preview below a comment that lists what could not be rendered; the same preview where everything was. Origins stay with their lines. */
export function withProblems(preview: Preview, mask: Mask): Preview {
  return belowProblems(preview, preview.rendered.failures, mask);
}

/** A preview below a comment that lists failures. */
export function belowProblems(preview: Preview, failures: readonly Failure[], mask: Mask): Preview {
  return belowLines(preview, problemLines(failures, mask));
}

/** A preview below comments; the same preview where there are none. */
export function belowLines(preview: Preview, header: readonly string[]): Preview {
  if (header.length === 0) return preview;
  return { ...preview, text: [...header, preview.text].join(''), lines: [...header.map(() => undefined), ...preview.lines] };
}

/**
 * In place of a preview that lacks what is in a half-typed file, what is still being rendered, or everything: its problems above the last one that was complete. What was there
 * a keystroke ago is more use than a page that jumps, as long as it says what it is. Any other preview stays as it is.
 */
export function overLastComplete(preview: Preview, last: Preview | undefined, mask: Mask): Preview {
  const { objects, failures } = preview.rendered;
  const isHalfTyped =
    failures.some(({ code }) => code === 'notYaml' || code === 'rendering') || (objects.length === 0 && !failures.every(isLimit));
  if (last === undefined || !isHalfTyped) return preview;
  const header = [
    ...problemLines(failures, mask),
    `# ${vscode.l10n.t('Out of date: the last complete render follows, from before these problems.')}\n`,
  ];
  return { ...preview, text: [...header, last.text].join(''), lines: [...header.map(() => undefined), ...last.lines], refs: last.refs };
}

/** Comments that list what could not be rendered; none where everything was. */
export function problemLines(found: readonly Failure[], mask: Mask): readonly string[] {
  const failures = withoutRepetition(found);
  if (failures.length === 0) return [];
  const title = failures.every(({ code }) => code === 'rendering')
    ? vscode.l10n.t('Not complete yet:')
    : failures.length === 1
      ? vscode.l10n.t('Incomplete: 1 part could not be rendered:')
      : vscode.l10n.t('Incomplete: {0} parts could not be rendered:', failures.length);
  return [title, ...failures.map((failure) => problemLine(failure, mask))].map((line) => `# ${line}\n`);
}

function problemLine(failure: Failure, mask: Mask): string {
  const { file, line } = failure;
  const place = file === undefined ? '' : `${line === undefined ? file : `${file}:${line}`}: `;
  // A server's own words may go over several lines, of which only the first would be a comment.
  return `${place}${failureWords(failure, mask)}`.replace(/\s+/g, ' ').trim();
}
