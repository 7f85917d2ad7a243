// Reconcile through the user interface, with a real API server and the real kustomize-controller: drift, request, acknowledgement, in sync.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FluxFixture, fluxFixture } from '../support/flux';
import {
  answerDialog,
  clearNotifications,
  expandRow,
  notification,
  openOwn,
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
  let own: Awaited<ReturnType<typeof openOwn>>;

  beforeAll(async () => {
    flux = await fluxFixture(FILES, { path: './apps/greeter' });
    own = await openOwn({ folder: flux.repo.root, env: { KUBECONFIG: flux.server.kubeconfig } });
  });
  afterAll(async () => {
    await own?.close();
    await flux?.stop();
  });

  test('the current context is asked for once, and what the controller applied is in sync', async () => {
    await rowAction(own.page, ['production'], 'Compare');
    expect(await answerDialog(own.page, 'Pin production')).toContain(flux.server.context);
    await notification(own.page, /^production: /);
    await expandRow(own.page, ['production']);
    await rowSays(own.page, ['production', 'fleet'], /in sync/);
    await clearNotifications(own.page);
  });

  test('a change by hand is drift', async () => {
    await flux.server.client.mergePatch(SETTINGS, { data: { greeting: 'good day' } }, { fieldManager: 'kubectl-edit' });
    await rowAction(own.page, ['production'], 'Compare');
    await rowSays(own.page, ['production', 'fleet'], /drifted/);
    await clearNotifications(own.page);
    await openObject(own.page, ['production', 'fleet', 'ConfigMap/greeter'], /ConfigMap greeter.*live.*Git/);
    await shownLines(own.page, /greeting: good day/, () => diffLines(own.page, 'original'));
    await shownLines(own.page, /greeting: hello/, () => diffLines(own.page, 'modified'));
    expect((await statusBarItem(own.page, 'plumbline.plumbline.status')).text).toMatch(/drifted/);
    await picture(own.page, 'live-drift');
  });

  test('reconcile waits for the acknowledgement, and the change by hand is gone', async () => {
    await rowMenu(own.page, ['production', 'fleet'], 'Reconcile');
    expect(await notification(own.page, /fleet is reconciled/)).toContain('main@sha1:');
    expect((await flux.server.client.read(SETTINGS)).data.greeting).toBe('hello');
    await rowSays(own.page, ['production', 'fleet'], /in sync/);
    await picture(own.page, 'reconciled');
  });
});
