// Remote bases on the command line, as processes of their own: fetched, taken from the cache and refused.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCli, runCli } from '../support/cli';
import { serveGit } from '../support/git-http';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { realBuild } from '../support/kustomize';
import { oraclePath } from '../support/parts';

let bundle: string;
let cache: string;
let base: GitRepo;
let fleet: GitRepo;
beforeAll(async () => {
  bundle = await buildCli();
});
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'plumbline-cache-'));
  base = gitRepo({ 'kustomization.yaml': 'resources: [web.yaml]\n', 'web.yaml': CONFIG_MAP });
  fleet = gitRepo({
    'overlays/prod/kustomization.yaml': `resources: ["file://${base.root}"]\nnamePrefix: prod-\n`,
    'overlays/dev/kustomization.yaml': 'resources: [web.yaml]\n',
    'overlays/dev/web.yaml': CONFIG_MAP,
  });
});
afterEach(() => {
  for (const repo of [base, fleet]) repo.remove();
  rmSync(cache, { recursive: true, force: true });
});
afterAll(() => rmSync(join(bundle, '..'), { recursive: true, force: true }));

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {a: one}\n';

const cli = (args: readonly string[], input?: string) =>
  runCli(bundle, args, { cwd: fleet.root, env: { XDG_CACHE_HOME: cache }, ...(input === undefined ? {} : { input }) });

describe('a base in another repository', () => {
  it('is fetched by render, and read where it came from', async () => {
    const { code, stdout, stderr } = await cli(['render', 'overlays/prod', '--why']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/a: one +# file\/\S+@[0-9a-f]{40}\/web\.yaml:4/);
  });

  it('is looked at again in each run, unless --offline says otherwise', async () => {
    expect((await cli(['render', 'overlays/prod'])).stdout).toContain('a: one');
    base.write('web.yaml', CONFIG_MAP.replace('one', 'two'));
    base.git('commit', '-aqm', 'Two');
    expect((await cli(['render', 'overlays/prod', '--offline'])).stdout).toContain('a: one');
    expect((await cli(['render', 'overlays/prod'])).stdout).toContain('a: two');
  });

  it('is refused by --offline where it was never fetched, at the line that names it', async () => {
    const { code, stdout, stderr } = await cli(['render', 'overlays/prod', '--offline']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^overlays\/prod\/kustomization\.yaml:1:13: notFetched: file:\/\/.* without --offline\.\n$/);
    // What Node compiled is kept there, and nothing that was fetched.
    const kept = readdirSync(cache, { recursive: true }).map(String);
    expect(kept.filter((path) => !/^plumbline(?:$|.compiled)/.test(path))).toEqual([]);
  });

  it('is fetched once for a whole batch', async () => {
    const { code, stdout } = await cli(['render', '--batch'], 'overlays/prod\noverlays/dev\noverlays/prod\n');
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { yaml?: string });
    expect([code, answers.map(({ yaml }) => /name: \S+/.exec(yaml ?? '')?.[0])]).toEqual([
      0,
      ['name: prod-web', 'name: web', 'name: prod-web'],
    ]);
  });

  it.skipIf(!('setGlobalProxyFromEnv' in http))('is fetched through the proxy that the environment names', async () => {
    const server = await serveGit({ root: base.root, files: { '/web.yaml': CONFIG_MAP } });
    const asked: string[] = [];
    const proxy = http.createServer((request, response) => {
      asked.push(request.url ?? '');
      const onward = http.get(new URL(new URL(request.url ?? '').pathname, server.url), (answer) => answer.pipe(response));
      onward.on('error', () => response.destroy());
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    try {
      fleet.write('overlays/prod/kustomization.yaml', 'resources: ["http://manifests.invalid/web.yaml"]\n');
      const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const env = { XDG_CACHE_HOME: cache, http_proxy: address, HTTP_PROXY: address, no_proxy: '', NO_PROXY: '' };
      const { code, stdout, stderr } = await runCli(bundle, ['render', 'overlays/prod'], { cwd: fleet.root, env });
      expect([code, stderr, stdout]).toEqual([0, '', expect.stringContaining('a: one')]);
      expect(asked).toEqual(['http://manifests.invalid/web.yaml']);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
      await server.close();
    }
  });

  it('is rendered by its address alone', async () => {
    base.write('overlays/dev/kustomization.yaml', 'resources: [../..]\nnamePrefix: dev-\nbuildMetadata: [originAnnotations]\n');
    base.write('overlays/up/kustomization.yaml', 'resources: [../../../..]\n');
    base.git('add', '-A');
    base.git('commit', '-qm', 'Overlays');
    for (const [reference, expected] of [
      [`file://${base.root}?ref=main`, 0],
      [`file://${base.root}//overlays/up`, 1],
      [`file://${base.root}//nowhere`, 1],
      [`file://${base.root}?ref=nowhere`, 1],
    ] as const) {
      const { code, stdout, stderr } = await cli(['render', reference]);
      expect([reference, code, stderr === '']).toEqual([reference, expected, expected === 0]);
      const real = await realBuild(await oraclePath('kustomize'), reference, [], {
        PATH: process.env.PATH,
        GIT_CONFIG_GLOBAL: '/dev/null',
      });
      expect(real.kind === 'yaml' ? real.yaml : '').toBe(stdout);
    }
    const offline = await cli(['render', `file://${base.root}?ref=other`, '--offline']);
    expect([offline.code, offline.stderr]).toEqual([1, expect.stringContaining('notFetched')]);
  });

  for (const [verb, ...args] of [
    ['preview', 'prod'],
    ['why', 'prod', 'ConfigMap/prod-web', 'data.a'],
    ['diff', 'prod', '--against-env', 'dev'],
    ['diff', 'prod', '--against-rev', 'HEAD'],
    ['check', 'prod'],
    ['reach', 'overlays/prod/kustomization.yaml:2'],
  ] as const) {
    it(`is fetched by ${verb} ${args.slice(1).join(' ')}`.trimEnd(), async () => {
      const offline = await cli([verb, ...args, '--offline']);
      expect(offline.stdout + offline.stderr).toMatch(/notFetched|not everything is known/);
      const { stdout, stderr } = await cli([verb, ...args]);
      expect(stdout + stderr).not.toMatch(/notFetched|not everything is known/);
      expect(stderr).toBe('');
    });
  }
});
