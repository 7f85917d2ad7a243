// A HelmRelease whose chart lies in a chart repository, on the command line: fetched when it is asked for, then taken from the cache.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fluxKustomization } from '../engine/discover/trees';
import { buildCli, runCli } from '../support/cli';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { helm, packedChart } from '../support/helm';

let bundle: string;
let work: string;
let url: string;
let server: Server;
let fleet: GitRepo;
const asked: string[] = [];

beforeAll(async () => {
  bundle = await buildCli();
  work = mkdtempSync(join(tmpdir(), 'plumbline-charts-'));
  await packedChart(work, 'web', '1.2.3');
  await helm(work, 'repo', 'index', work);
  server = createServer((request, response) => {
    const name = basename(request.url ?? '');
    asked.push(name);
    response.end(readFileSync(join(work, name)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fleet = gitRepo({
    'clusters/dev/apps.yaml': fluxKustomization('apps', './apps'),
    'apps/repository.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: web}\nspec:\n  url: ${url}\n`,
    'apps/release.yaml':
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: web}\nspec:\n' +
      '  chart:\n    spec: {chart: web, version: 1.2.x, sourceRef: {kind: HelmRepository, name: charts}}\n  values: {colour: green}\n',
  });
}, 120_000);
afterAll(() => {
  server?.closeAllConnections();
  server?.close();
  fleet?.remove();
  for (const folder of [work, join(bundle, '..')]) rmSync(folder, { recursive: true, force: true });
});

const cli = (...args: readonly string[]) =>
  runCli(bundle, args, { cwd: fleet.root, env: { XDG_CACHE_HOME: join(work, 'cache'), HOME: work } });

it('is rendered by helm as well, by its repository and a range of versions, and from the cache afterwards', {
  timeout: 60_000,
}, async () => {
  const args = ['helm', 'web', '--chart-repo', url, '--version', '1.2.x', '--name', 'mine', '--helm-version', '3'];
  const env = { XDG_CACHE_HOME: join(work, 'cache-of-helm'), HOME: work };
  const run = (...more: string[]) => runCli(bundle, [...args, ...more], { cwd: fleet.root, env });
  expect(await run('--offline')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^notFetched: web 1\.2\.x from http/),
  });
  const fetched = await run();
  expect([fetched.code, fetched.stderr]).toEqual([0, '']);
  expect(fetched.stdout).toBe(await helm(work, 'template', 'mine', join(work, 'web-1.2.3.tgz')));
  expect((await run('--offline')).stdout).toBe(fetched.stdout);
  const refused = await runCli(bundle, ['helm', `${url}/web-1.2.3.tgz`], { cwd: fleet.root, env });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--chart-repo') });
  asked.length = 0;
});

it('is named with how to fetch it while --offline, fetched without, and then there for --offline', { timeout: 60_000 }, async () => {
  const before = await cli('preview', 'dev', 'web', '--offline');
  expect([before.code, before.stdout]).toEqual([1, '']);
  expect(before.stderr).toMatch(/^apps\/release\.yaml:6:\d+: notFetched: web 1\.2\.x from http:.* without --offline\.\n$/);
  expect(asked).toEqual([]);

  const fetched = await cli('preview', 'dev', 'web', '--why');
  expect([fetched.code, fetched.stderr]).toEqual([0, '']);
  expect(fetched.stdout).toMatch(/^ {2}name: web +# 127\.0\.0\.1\/\d+@[0-9a-f]{64}\/web\/templates\/config\.yaml:4 \(template\)$/m);
  expect(fetched.stdout).toContain('helm.toolkit.fluxcd.io/name: web');
  expect(asked).toEqual(['index.yaml', 'web-1.2.3.tgz']);

  const after = await cli('values', 'dev', 'web', '--offline');
  expect(after).toMatchObject({ code: 0, stderr: '' });
  expect(after.stdout).toMatch(/^colour: green +# apps\/release\.yaml:7 \(values\)$/m);
  expect(asked).toHaveLength(2);
});
