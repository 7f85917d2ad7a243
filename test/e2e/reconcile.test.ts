// Reconcile through the user interface, with a real API server and the real kustomize-controller: drift, request, acknowledgement, in sync.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FluxFixture, fluxFixture } from '../support/flux';
import {
  answerDialog,
  clearNotifications,
  expandRow,
  notification,
  giveKubeconfig,
  openFolder,
  picture,
  pictureFailures,
  rowAction,
  rowMenu,
  statusBarItem,
} from '../support/workbench';
import { openObject, rowSays, shownLines } from './steps';
import { diffLines } from '../support/workbench';

const FILES = {
  'clusters/production/fleet.yaml': [
    'apiVersion: kustomize.toolkit.fluxcd.io/v1',
    'kind: Kustomization',
    'metadata: { name: fleet, namespace: flux-system }',
    'spec:',
    '  interval: 1h',
    '  prune: true',
    '  path: ./apps/greeter',
    '  sourceRef: { kind: GitRepository, name: fleet }',
    '',
  ].join('\n'),
  'apps/greeter/kustomization.yaml': 'resources:\n  - settings.yaml\nnamespace: default\n',
  'apps/greeter/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: greeter\ndata:\n  greeting: hello\n',
};
const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'greeter', namespace: 'default' } };

pictureFailures();

describe('with a real cluster', () => {
  let flux: FluxFixture;
  let takeKubeconfig: (() => void) | undefined;
  let page: Page;

  beforeAll(async () => {
    flux = await fluxFixture(FILES, { path: './apps/greeter' });
    takeKubeconfig = await giveKubeconfig(flux.server.kubeconfig);
    page = await openFolder(flux.repo.root);
  });
  afterAll(async () => {
    takeKubeconfig?.();
    await flux?.stop();
  });

  test('the current context is asked for once, and what the controller applied is in sync', async () => {
    await rowAction(page, ['production'], 'Compare');
    expect(await answerDialog(page, 'Pin production')).toContain(flux.server.context);
    await notification(page, /^production: /);
    await expandRow(page, ['production']);
    await rowSays(page, ['production', 'fleet'], /in sync/);
    await clearNotifications(page);
  });

  test('a change by hand is drift', async () => {
    await flux.server.client.mergePatch(SETTINGS, { data: { greeting: 'good day' } }, { fieldManager: 'kubectl-edit' });
    await rowAction(page, ['production'], 'Compare');
    await rowSays(page, ['production', 'fleet'], /drifted/);
    await clearNotifications(page);
    await openObject(page, ['production', 'fleet', 'ConfigMap/greeter'], /ConfigMap greeter.*live.*Git/);
    await shownLines(page, /greeting: good day/, () => diffLines(page, 'original'));
    await shownLines(page, /greeting: hello/, () => diffLines(page, 'modified'));
    expect((await statusBarItem(page, 'plumbline.plumbline.status')).text).toMatch(/drifted/);
    await picture(page, 'live-drift');
  });

  test('reconcile waits for the acknowledgement, and the change by hand is gone', async () => {
    await rowMenu(page, ['production', 'fleet'], 'Reconcile');
    expect(await notification(page, /fleet is reconciled/)).toContain('main@sha1:');
    expect((await flux.server.client.read(SETTINGS)).data.greeting).toBe('hello');
    await rowSays(page, ['production', 'fleet'], /in sync/);
    await picture(page, 'reconciled');
  });
});
