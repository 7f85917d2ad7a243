// Applications in a remote base, on the command line: listed once the base was fetched for something else, and not fetched to be listed.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fluxKustomization } from '../engine/discover/trees';
import { buildCli, runCli } from '../support/cli';
import { gitRepo } from '../support/git-repo';

const APP = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: far, namespace: argocd}
spec:
  project: default
  source: {repoURL: x, path: web}
  destination: {server: "https://kubernetes.default.svc", namespace: shop}
`;

it('a remote file is not fetched to find the apps in it, and they are found once it is here', { timeout: 60_000 }, async () => {
  const bundle = await buildCli();
  const work = mkdtempSync(join(tmpdir(), 'plumbline-remote-apps-'));
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end(APP);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const repo = gitRepo({
    'clusters/dev/apps.yaml': fluxKustomization('apps', './apps'),
    'apps/kustomization.yaml': `resources: ["http://127.0.0.1:${(server.address() as AddressInfo).port}/far.yaml"]\n`,
    'web/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-web}\n',
  });
  const cli = (...args: readonly string[]) => runCli(bundle, args, { cwd: repo.root, env: { XDG_CACHE_HOME: work, HOME: work } });
  const listed = async () =>
    (JSON.parse((await cli('environments', '--json', '--offline')).stdout) as { apps: { app: string }[] }[]).flatMap(({ apps }) =>
      apps.map(({ app }) => app),
    );
  try {
    expect(await listed()).toEqual(['apps']);
    await cli('environments');
    expect(asked).toEqual([]);
    const preview = await cli('preview', 'dev', 'apps');
    expect(preview.stdout).toContain('name: far');
    expect(await listed()).toEqual(['apps', 'far']);
    const far = await cli('preview', 'dev', 'far', '--offline');
    expect([far.code, far.stderr]).toEqual([0, '']);
    expect(far.stdout).toContain('from-web');
  } finally {
    server.closeAllConnections();
    server.close();
    repo.remove();
    for (const folder of [work, join(bundle, '..')]) rmSync(folder, { recursive: true, force: true });
  }
});
