// Render with the Cluster's Answers through the user interface: from a row to a preview that says what was asked, and back by its title.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeEditor,
  answerDialog,
  editorLines,
  expandRow,
  freshFleet,
  openFolder,
  pick,
  picture,
  pictureFailures,
  rowAction,
  rowMenu,
} from '../support/workbench';
import { shownLines } from './steps';

pictureFailures();

const RELEASE = ['production', 'notifications', 'notifications'];
const ASKS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: asked
data:
  settings: {{ lookup "v1" "ConfigMap" "flux-system" "cluster-settings" | dig "data" "cluster_domain" "nobody knows" | quote }}
  password: {{ lookup "v1" "Secret" "payments" "payments-db" | dig "data" "password" "nobody knows" | quote }}
  other: {{ lookup "v1" "ConfigMap" "payments" "no-such" | dig "metadata" "name" "there is none" | quote }}
---
`;

describe('a chart that looks things up', () => {
  let page: Page;

  beforeAll(async () => {
    const { folder } = freshFleet('cluster-answers');
    const template = join(folder, 'charts/notifications/templates/deployment.yaml');
    writeFileSync(template, ASKS + readFileSync(template, 'utf8'));
    page = await openFolder(folder);
    await expandRow(page, ['production', 'notifications']);
  });

  test('is told nothing until the user asks', async () => {
    await rowAction(page, RELEASE, 'Open Rendered Preview');
    await activeEditor(page, /notifications.*rendered\.yaml/);
    await shownLines(page, /^ {2}settings: nobody knows$/);
    expect((await editorLines(page)).join('\n')).not.toMatch(/With the answers of/);
    await titleAction(page, "Render with the Cluster's Answers").waitFor();
    await picture(page, 'cluster-answers-offline');
  });

  test('is told what the cluster answers, once the environment is pinned to it, and the preview says what was asked', async () => {
    await rowMenu(page, RELEASE, "Render with the Cluster's Answers");
    await pick(page, 'snapshots/production');
    expect(await answerDialog(page, 'Pin production')).toMatch(/^Pin production to the snapshot snapshots\/production\?/);
    const lines = await shownLines(page, /^# With the answers of snapshots\/production, asked at .*\. “Render Offline” goes back\.$/);
    expect(lines).toContain('#   ConfigMap payments/no-such: there is none');
    expect(lines).toContain('#   its own version and kinds: answered');
    await shownLines(page, /^ {2}password: •{8}/);
    await shownLines(page, /^ {2}settings: example\.com$/);
    await picture(page, 'cluster-answers');
  });

  test('goes back by the title of the preview', async () => {
    await titleAction(page, 'Render Offline').click();
    await shownLines(page, /^ {2}settings: nobody knows$/);
    await expect.poll(async () => (await editorLines(page)).join('\n')).not.toMatch(/With the answers of/);
    await picture(page, 'cluster-answers-back');
  });
});

function titleAction(page: Page, label: string) {
  return page.locator(`.editor-group-container.active .title .editor-actions a.action-label[aria-label^="${label}"]`);
}
