// Remote bases through the user interface: nothing is fetched unasked, the row and the line say so, and the command brings them in.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitRepo, gitRepo } from '../support/git-repo';
import {
  activeEditor,
  eventually,
  expandRow,
  freshFleet,
  openFile,
  openFolder,
  picture,
  pictureFailures,
  rowAction,
} from '../support/workbench';
import { openObject, peekedProblem, rowSays, shownLines } from './steps';

const APP =
  'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: banner, namespace: flux-system}\n' +
  'spec: {path: ./apps/banner, sourceRef: {kind: GitRepository, name: flux-system}}\n';
const SETTINGS = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: banner\ndata:\n  colour: blue\n';

pictureFailures();

describe('a base in another repository', () => {
  let base: GitRepo;
  let page: Page;

  beforeAll(async () => {
    base = gitRepo({ 'kustomization.yaml': 'resources: [settings.yaml]\n', 'settings.yaml': SETTINGS });
    const { folder } = freshFleet('remote-bases');
    write(folder, 'clusters/production/banner.yaml', APP);
    write(folder, 'apps/banner/kustomization.yaml', `resources:\n  - file://${base.root}\nnamespace: shop\n`);
    page = await openFolder(folder);
    await expandRow(page, ['production']);
  });
  afterAll(() => base?.remove());

  test('is not fetched unasked: the row and the line say so', async () => {
    expect((await rowSays(page, ['production', 'banner'], /not fetched/)).icon).toContain('codicon-question');
    await openFile(page, 'apps/banner/kustomization.yaml');
    const mark = page.locator('.editor-group-container.active .squiggly-info');
    expect(await eventually(async () => ((await mark.count()) > 0 ? true : undefined))).toBe(true);
    expect(await peekedProblem(page)).toMatch(/has not been fetched/);
    await picture(page, 'remote-base-not-fetched');
    await page.keyboard.press('Escape');
  });

  test('is rendered once it was fetched by the row', async () => {
    await rowAction(page, ['production', 'banner'], 'Fetch Remote Bases');
    await eventually(async () =>
      (await rowSays(page, ['production', 'banner'], /^(?!.*not fetched)/)).icon.includes('package') ? true : undefined,
    );
    await openObject(page, ['production', 'banner', 'ConfigMap/banner'], /banner.*rendered\.yaml/);
    await shownLines(page, /^ {2}namespace: shop$/);
    await picture(page, 'remote-base-fetched');
  });

  test('is where the definition of its lines leads', async () => {
    await page.locator('.editor-group-container.active .view-line span span', { hasText: 'colour' }).first().click();
    await page.keyboard.press('F12');
    await activeEditor(page, /^settings\.yaml$/);
    await shownLines(page, /^ {2}colour: blue$/);
    await picture(page, 'remote-base-definition');
  });
});

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
