// An app of apps whose chart lies in a chart repository, on the command line: its apps are there once it has been fetched.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fluxKustomization } from '../engine/discover/trees';
import { buildCli, runCli } from '../support/cli';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { tgz } from '../support/tar';

const APPS = `{{- range $name, $path := .Values.apps }}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: {{ $name }}, namespace: argocd}
spec:
  project: default
  source: {repoURL: x, path: {{ $path }}}
  destination: {server: "https://kubernetes.default.svc", namespace: shop}
{{- end }}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: inner, namespace: apps}
spec:
  chart: {spec: {chart: inner, version: 1.0.0, sourceRef: {kind: HelmRepository, name: charts}}}
`;

function chart(name: string, template: string): Uint8Array {
  return tgz([
    { name: `${name}/Chart.yaml`, content: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n` },
    { name: `${name}/templates/all.yaml`, content: template },
  ]);
}

let bundle: string;
let work: string;
let server: Server;
let fleet: GitRepo;
const asked: string[] = [];

beforeAll(async () => {
  bundle = await buildCli();
  work = mkdtempSync(join(tmpdir(), 'plumbline-app-charts-'));
  const names = ['argocd-apps', 'inner'];
  const entries = names.map((name) => `  ${name}:\n  - {name: ${name}, version: 1.0.0, urls: ["${name}-1.0.0.tgz"]}\n`);
  const served: Readonly<Record<string, string | Uint8Array>> = {
    'index.yaml': `apiVersion: v1\nentries:\n${entries.join('')}`,
    'argocd-apps-1.0.0.tgz': chart('argocd-apps', APPS),
    'inner-1.0.0.tgz': chart('inner', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-inner}\n'),
  };
  server = createServer((request, response) => {
    const name = basename(request.url ?? '');
    asked.push(name);
    response.end(served[name]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fleet = gitRepo({
    'clusters/dev/apps.yaml': fluxKustomization('apps', './apps'),
    'apps/repository.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: apps}\nspec: {url: "${url}"}\n`,
    'apps/release.yaml':
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: all, namespace: apps}\nspec:\n' +
      '  chart: {spec: {chart: argocd-apps, version: 1.0.0, sourceRef: {kind: HelmRepository, name: charts}}}\n' +
      '  values: {apps: {web: web}}\n',
    'web/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-web}\n',
  });
}, 60_000);
afterAll(() => {
  server?.closeAllConnections();
  server?.close();
  fleet?.remove();
  for (const folder of [work, join(bundle, '..')]) rmSync(folder, { recursive: true, force: true });
});

const cli = (cache: string, ...args: readonly string[]) =>
  runCli(bundle, args, { cwd: fleet.root, env: { XDG_CACHE_HOME: join(work, cache), HOME: work } });

it('says that what it applies is not known while its chart is not there, and lists it once it was fetched', {
  timeout: 60_000,
}, async () => {
  const before = await cli('cache', 'environments');
  expect(before.code).toBe(0);
  expect(before.stdout).toContain('  unknown: whether all applies more apps: its chart argocd-apps has not been fetched\n');
  expect(before.stdout).not.toContain('Application argocd/web');
  const explained = await cli('cache', 'explain', 'dev', '--offline');
  expect(explained.stdout).toContain('## What may define more apps\n\n- apps/release.yaml:1:1: applicationsUnfetched: What all applies');
  expect(asked).toEqual([]);

  const fetched = await cli('cache', 'preview', 'dev');
  expect([fetched.code, fetched.stderr]).toEqual([0, '']);
  // What the charts of the chart’s own releases hold is fetched as well.
  for (const name of ['from-web', 'from-inner', 'kind: Application']) expect(fetched.stdout).toContain(name);
  expect([...asked].sort()).toEqual(['argocd-apps-1.0.0.tgz', 'index.yaml', 'index.yaml', 'inner-1.0.0.tgz']);

  const after = await cli('cache', 'environments', '--json');
  const [dev] = JSON.parse(after.stdout) as { name: string; apps: { app: string; parent?: string }[] }[];
  expect(dev?.apps.map(({ app, parent }) => [app, parent])).toEqual([
    ['all', 'apps'],
    ['apps', undefined],
    ['inner', 'all'],
    ['web', 'all'],
  ]);
});

it('is fetched for the sake of an app that it alone applies', { timeout: 60_000 }, async () => {
  const offline = await cli('other', 'preview', 'dev', 'web', '--offline');
  expect([offline.code, offline.stdout]).toEqual([2, '']);
  expect(offline.stderr).toContain('all may apply more, and its chart argocd-apps has not been fetched');
  const found = await cli('other', 'preview', 'dev', 'web');
  expect([found.code, found.stderr]).toEqual([0, '']);
  expect(found.stdout).toContain('name: from-web');
  const absent = await cli('other', 'preview', 'dev', 'nowhere');
  expect(absent.stderr).toContain('noSuchApp');
});
