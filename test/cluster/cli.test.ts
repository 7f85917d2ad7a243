// The bundled command line with a real API server and the real kustomize-controller.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildCli, type CliResult, runCli } from '../support/cli';
import { type FluxFixture, fluxFixture } from '../support/flux';
import { expectShape } from '../support/json-schema';
import { kubeconfigOf } from '../support/kubeconfig';

let flux: FluxFixture;
let bundle: string;

const FLEET = {
  'apps/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: default\ndata:\n  colour: green\n',
  'apps/secret.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\n  namespace: default\nstringData:\n  password: correct-horse\n',
  'clusters/production/fleet.yaml':
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: fleet\n  namespace: flux-system\nspec:\n' +
    '  interval: 1h\n  path: ./apps\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: fleet\n',
};

const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } };

vi.setConfig({ testTimeout: 90_000 });

beforeAll(async () => {
  [flux, bundle] = await Promise.all([fluxFixture(FLEET, { path: './apps' }), buildCli()]);
});
afterAll(async () => {
  await flux?.stop();
  if (bundle !== undefined) rmSync(dirname(bundle), { recursive: true, force: true });
});

function cli(...args: string[]): Promise<CliResult> {
  return runCli(bundle, args, { cwd: flux.repo.root, env: { KUBECONFIG: flux.server.kubeconfig } });
}

/** On a terminal of its own, with an answer to its question. */
function asked(reply: string): Promise<{ readonly code: unknown; readonly output: string }> {
  const command = `'${process.execPath}' '${bundle}' diff production fleet`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: flux.repo.root,
    env: { ...process.env, KUBECONFIG: flux.server.kubeconfig, TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const before = output;
    output += chunk;
    if (output.includes('[y/N]') && !before.includes('[y/N]')) child.stdin.write(`${reply}\n`);
  });
  return new Promise((done) => child.on('close', (code) => done({ code, output })));
}

describe('diff and reconcile', () => {
  test('an environment that is not pinned is refused until --pin says which cluster it is', async () => {
    const refused = await cli('diff', 'production');
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^notPinned: The environment “production” is not pinned to this cluster: /);
    expect(await cli('reconcile', 'production', 'fleet')).toMatchObject({ code: 2, stderr: refused.stderr });
    expect(await asked('n')).toMatchObject({ code: 2, output: expect.stringContaining('notPinned: ') });
    const agreed = await asked('y');
    expect(agreed.output).toContain('Pin production to context plumbline-test at https://127.0.0.1:');
    expect(agreed).toMatchObject({ code: 0, output: expect.stringContaining('2 in sync') });
    rmSync(join(flux.repo.root, '.git/plumbline'), { recursive: true });
    const pinned = await cli('diff', 'production', 'fleet', '--pin');
    expect(pinned).toMatchObject({ code: 0, stderr: '' });
    expect(pinned.stdout).toMatch(/production against plumbline-test: 2 in sync\n$/);
    expect(await cli('diff', 'production', 'fleet')).toMatchObject({ code: 0 });
    expect(flux.repo.git('status', '--porcelain')).toBe('');
  });

  test('a change by hand is drift, with its owner; reconcile brings it back', async () => {
    await flux.server.client.mergePatch(SETTINGS, { data: { colour: 'red' } }, { fieldManager: 'by-hand' });
    const drifted = await cli('diff', 'production', 'fleet');
    expect(drifted.code).toBe(1);
    expect(drifted.stdout).toContain('ConfigMap/settings in default: drifted, by server-side apply dry run');
    expect(drifted.stdout).toContain('-  colour: red\n+  colour: green\n');
    expect(drifted.stdout).toMatch(/ {2}data\.colour {2}apps\/settings\.yaml:7; live value by by-hand/);
    const json = expectShape('diff', JSON.parse((await cli('diff', 'production', 'fleet', '--json')).stdout));
    expect(json).toMatchObject({ verdict: 'drifted', context: 'plumbline-test' });

    const done = await cli('reconcile', 'production', 'fleet', '--wait', '30s', '--json');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(expectShape('reconcile', JSON.parse(done.stdout))).toMatchObject({
      environment: 'production',
      apps: [{ app: 'fleet', acknowledged: true, ready: true, revision: expect.stringMatching(/^main@sha1:/) }],
    });
    expect(await cli('diff', 'production', 'fleet')).toMatchObject({ code: 0 });
  });

  test('a Secret that was changed by hand is drift, and never shown', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace: 'default' } };
    await flux.server.client.mergePatch(secret, { stringData: { password: 'battery-staple' } }, { fieldManager: 'by-hand' });
    for (const more of [[], ['--json']]) {
      const { code, stdout } = await cli('diff', 'production', 'fleet', ...more);
      expect(code).toBe(1);
      expect(stdout).toContain('••••••••');
      expect(stdout).not.toMatch(/correct-horse|battery-staple|Y29ycmVjdC1ob3JzZQ|YmF0dGVyeS1zdGFwbGU/);
    }
    await cli('reconcile', 'production', 'fleet');
  });

  test('another context to the same cluster is the same cluster; one that may do nothing knows nothing', async () => {
    const { viewer, nobody } = flux.server.contexts;
    const reader = await cli('diff', 'production', 'fleet', '--context', viewer);
    expect({ code: reader.code, stderr: reader.stderr }).toEqual({ code: 0, stderr: '' });
    const stranger = await cli('diff', 'production', 'fleet', '--context', nobody);
    expect(stranger.code).toBe(2);
    expect(stranger.stderr).toMatch(/^contextMismatch: .*may not read the namespace kube-system/);
    expect(stranger.stdout).toBe('');
    const asked = await cli('reconcile', 'production', 'fleet', '--context', viewer);
    expect(asked.code).toBe(1);
    expect(asked.stdout + asked.stderr).toContain('forbidden: ');
  });

  test('a context that is gone', async () => {
    expect(await cli('diff', 'production', '--context', 'gone')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^noSuchContext: Your kubeconfig has no context “gone”[.:]/),
    });
  });

  test('Ctrl-C cancels a comparison with a server that hangs', async () => {
    const silent = createServer();
    const connected = new Promise((done) => silent.once('connection', done));
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const kubeconfig = kubeconfigOf({ server: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` });
    const child = spawn(process.execPath, [bundle, 'diff', 'production', '--context', 'test'], {
      cwd: flux.repo.root,
      env: { ...process.env, KUBECONFIG: kubeconfig.file },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const closed = new Promise((done) => child.on('close', done));
    await connected;
    child.kill('SIGINT');
    expect(await closed).toBe(130);
    expect(stderr).toBe('cancelled: Cancelled.\n');
    silent.close();
    kubeconfig.remove();
  });
});
