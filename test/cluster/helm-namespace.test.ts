// The namespace of `install.createNamespace`, against the one that the real Helm 4 makes, as helm-controller has it made.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { toJson } from '../../src/engine/yaml/json';
import { CHART, release, renderTree } from '../engine/render/flux/helm-trees';
import { type ApiServer, startApiServer } from '../support/api-server';
import { writeTree } from '../support/helm-template';
import { oraclePath } from '../support/parts';

vi.setConfig({ testTimeout: 90_000 });

let server: ApiServer;
let folder: string;

beforeAll(async () => {
  server = await startApiServer({ context: 'fleet' });
  folder = mkdtempSync(join(tmpdir(), 'plumbline-namespace-'));
  writeTree(folder, CHART);
});
afterAll(async () => {
  await server?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

test('has what ours has, but for what the API server adds', async () => {
  const args = ['install', 'web', 'charts/show', '--namespace', 'made', '--create-namespace', '--wait=hookOnly'];
  await promisify(execFile)(await oraclePath('helm4'), args, {
    cwd: folder,
    env: { PATH: '/nonexistent', HOME: folder, KUBECONFIG: server.kubeconfig },
  });
  const live = await server.client.read({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'made' } });
  const rendered = renderTree({ 'app/release.yaml': release('targetNamespace: made\ninstall: {createNamespace: true}') });
  const [ours] = rendered.objects.filter(({ ref }) => ref.kind === 'Namespace').map(({ node }) => toJson(node));
  expect(ours).toEqual({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'made', labels: { name: 'made' } } });
  const { labels, annotations } = live?.metadata ?? {};
  expect({ labels, annotations }).toEqual({ labels: { name: 'made', 'kubernetes.io/metadata.name': 'made' }, annotations: undefined });
});
