// A chart whose work its values say, with its preview beside the values: for tests of what happens while it is rendered.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { runCommand } from '../../scripts/workbench.mjs';
import { activeEditor, editorLines, goToLine, openFile } from '../../scripts/workbench-editors.mjs';
import { rowAction } from '../../scripts/workbench-tree.mjs';

/** Rounds of work, and their number in an object, so that a preview shows which render it is. */
const ROUNDS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: rounds
data:
  rounds: {{ .Values.rounds | quote }}
{{- $sum := 0 }}{{ range until (int .Values.rounds) }}{{ $sum = add $sum . }}{{ end }}
---
`;

const VALUES = 'charts/notifications/values.yaml';
/** The preview stays in sight beside the file that is edited. */
const PREVIEW = '.editor-group-container:not(.active) .editor-instance .monaco-editor';
export const previewText = async (page: Page): Promise<string> => (await editorLines(page, PREVIEW)).join('\n');

/** A chart whose work its values say: none yet. */
export function addRounds(folder: string): void {
  const template = join(folder, 'charts/notifications/templates/deployment.yaml');
  writeFileSync(template, ROUNDS + readFileSync(template, 'utf8'));
  writeFileSync(join(folder, VALUES), `rounds: 0\n${readFileSync(join(folder, VALUES), 'utf8')}`);
}

/** The preview of the release on the left, and on the right the cursor behind the number of rounds. */
export async function openBoth(page: Page): Promise<void> {
  await rowAction(page, ['production', 'notifications', 'notifications'], 'Open Rendered Preview');
  await activeEditor(page, /notifications.*rendered\.yaml/);
  await runCommand(page, 'View: Split Editor Right');
  await openFile(page, VALUES);
  await goToLine(page, 1, 'rounds: 0'.length + 1);
  await page.keyboard.press('Backspace');
}
