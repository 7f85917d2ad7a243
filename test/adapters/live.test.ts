// Kubeconfig files as kubectl reads them, and what is told when they are not right. No cluster is contacted.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isNodeNewEnough, openCluster, readContexts } from '../../src/adapters/contexts';
import { parseJson, stringifyJson } from '../../src/adapters/live/json';
import { readKubeconfig } from '../../src/adapters/live/kubeconfig';
import type { Cluster } from '../../src/engine/ports';
import { kubeconfigFile, kubeconfigOf, type TemporaryKubeconfig } from '../support/kubeconfig';

const files: TemporaryKubeconfig[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const file of files.splice(0)) file.remove();
});

/** KUBECONFIG names files with these texts. */
function given(...texts: string[]): readonly TemporaryKubeconfig[] {
  const made = texts.map(kubeconfigFile);
  files.push(...made);
  vi.stubEnv('KUBECONFIG', made.map(({ file }) => file).join(delimiter));
  return made;
}

const DEV = `
current-context: dev
contexts:
  - { name: dev, context: { cluster: here, user: me } }
clusters:
  - { name: here, cluster: { server: 'https://one.example', certificate-authority: certs/ca.crt } }
users:
  - { name: me, user: { client-key: /keys/me.key, exec: { command: ./bin/login } } }
`;
const PRODUCTION = `
current-context: production
contexts:
  - { name: production, context: { cluster: there, user: me } }
  - { name: dev, context: { cluster: there, user: me } }
clusters:
  - { name: there, cluster: { server: 'https://two.example' } }
users:
  - { name: me, user: { exec: { command: login } } }
`;

describe('contexts', () => {
  test('no kubeconfig is an empty list, and opening says that there is none', async () => {
    vi.stubEnv('KUBECONFIG', '/no/such/kubeconfig');
    expect(await readContexts()).toEqual({ kind: 'answer', value: [] });
    expect(await openCluster('dev')).toEqual({
      kind: 'failed',
      reason: { code: 'noSuchContext', subject: 'dev', detail: 'there is no kubeconfig' },
    });
  });

  test('without KUBECONFIG, it is the one in the home folder', async () => {
    const [{ folder } = { folder: '' }] = given('');
    mkdirSync(join(folder, '.kube'));
    writeFileSync(join(folder, '.kube', 'config'), DEV);
    vi.stubEnv('KUBECONFIG', undefined);
    vi.stubEnv('HOME', folder);
    expect(await readContexts()).toEqual({ kind: 'answer', value: [{ name: 'dev', cluster: 'here', current: true }] });
  });

  test('of several files, the first to name something counts; absent ones are left out', async () => {
    given(DEV, PRODUCTION);
    vi.stubEnv('KUBECONFIG', `${process.env.KUBECONFIG}${delimiter}/no/such/kubeconfig`);
    expect(await readContexts()).toEqual({
      kind: 'answer',
      value: [
        { name: 'dev', cluster: 'here', current: true },
        { name: 'production', cluster: 'there', current: false },
      ],
    });
  });

  test('paths are relative to the file that has them; a command without a slash is looked up on PATH', async () => {
    const [{ folder } = { folder: '' }] = given(DEV);
    expect(await readKubeconfig()).toMatchObject({
      value: {
        clusters: [{ content: { 'certificate-authority': join(folder, 'certs/ca.crt') } }],
        users: [{ content: { 'client-key': '/keys/me.key', exec: { command: join(folder, 'bin/login') } } }],
      },
    });
    given(PRODUCTION);
    expect(await readKubeconfig()).toMatchObject({ value: { users: [{ content: { exec: { command: 'login' } } }] } });
  });

  test.each([
    ['not YAML', 'contexts: [', 'notYaml'],
    ['not a map', '- a\n- b\n', 'unreadable'],
  ])('a file that is %s is named', async (_what, text, code) => {
    const [{ file } = { file: '' }] = given(text);
    expect(await readContexts()).toMatchObject({ kind: 'failed', reason: { code, file } });
    expect(await openCluster('dev')).toMatchObject({ kind: 'failed', reason: { code, file } });
  });

  test.each([
    ['a line that is not YAML', 'users:\n  - name: me\n    user: { token: s3cr3t-t0ken\n'],
    ['a block that has text where none may be', 'users:\n  - name: me\n    user:\n      token: |s3cr3t-t0ken\n'],
    ['a token that is taken for an alias', 'users:\n  - name: me\n    user:\n      token: *s3cr3t-t0ken\n'],
  ])('no message repeats what stands in the file: %s', async (_what, text) => {
    given(text);
    const answer = await readContexts();
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'notYaml' } });
    expect(JSON.stringify(answer)).not.toContain('s3cr3t');
  });

  test('a folder in the place of the file is named', async () => {
    const [{ folder } = { folder: '' }] = given('');
    vi.stubEnv('KUBECONFIG', folder);
    expect(await readContexts()).toMatchObject({ kind: 'failed', reason: { code: 'unreadable', file: folder } });
  });
});

describe('opening', () => {
  test('contacts nothing, and needs no entry but the context’s own', async () => {
    given(`${DEV}  - { user: {} }\n`);
    expect(await openCluster('dev')).toMatchObject({ kind: 'answer', value: { context: 'dev', kind: 'live' } });
  });

  test('a context whose cluster is missing says which', async () => {
    given('contexts: [{ name: dev, context: { cluster: gone, user: me } }]');
    expect(await openCluster('dev')).toMatchObject({
      kind: 'failed',
      reason: { code: 'noSuchContext', detail: expect.stringContaining('"gone"') },
    });
  });

  test('a server that is no address is shown as it stands there', async () => {
    given(DEV.replace('https://one.example', '10.0.0.1:6443'));
    expect(await openCluster('dev')).toMatchObject({
      kind: 'failed',
      reason: { code: 'unreachable', subject: '10.0.0.1:6443', detail: expect.stringContaining('https://') },
    });
  });

  test('a certificate file that is missing is told when it is needed', async () => {
    const config = kubeconfigOf({ server: 'https://127.0.0.1:1', 'certificate-authority': '/no/such/ca.crt' });
    files.push(config);
    vi.stubEnv('KUBECONFIG', config.file);
    const opened = await openCluster('test');
    if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
    const answer = await opened.value.identity(new AbortController().signal);
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'unauthorised', detail: expect.stringContaining('/no/such/ca.crt') } });
  });

  test.each([
    ['20.20.2', false],
    ['22.18.9', false],
    ['22.19.0', true],
    ['24.0.0', true],
  ])('Node %s is new enough: %s', (version, expected) => {
    expect(isNodeNewEnough(version)).toBe(expected);
  });

  test('the Kubernetes client is loaded by the first opening, not before', async () => {
    const client = '@kubernetes/client-node';
    const entryPoints = [join(import.meta.dirname, '../../src/adapters/contexts.ts')];
    const options = { bundle: true, write: false, metafile: true, outdir: 'out', platform: 'node', format: 'esm' } as const;
    const { metafile } = await build({ ...options, entryPoints, external: [client] });
    const kinds = Object.values(metafile.outputs).flatMap(({ imports }) =>
      imports.filter(({ path }) => path === client).map(({ kind }) => kind),
    );
    expect(new Set(kinds)).toEqual(new Set(['dynamic-import']));
  });
});

describe('answers that are not what they should be', () => {
  const never = new AbortController().signal;
  const SECRET = { apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 'login' };

  /** A server whose discovery is right, and whose other answers are all `body`. */
  async function answering(body: string): Promise<{ readonly cluster: Cluster; readonly close: () => void }> {
    const resources = [{ name: 'secrets', kind: 'Secret', namespaced: true }];
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(request.url === '/api/v1' ? JSON.stringify({ kind: 'APIResourceList', resources }) : body);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const config = kubeconfigOf({ server: `http://admin:s3cr3t@127.0.0.1:${(server.address() as AddressInfo).port}` });
    files.push(config);
    vi.stubEnv('KUBECONFIG', config.file);
    const opened = await openCluster('test');
    if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
    return { cluster: opened.value, close: () => server.close().closeAllConnections() };
  }

  test.each([
    '{}',
    '{"kind":"SecretList"}',
    '{"kind":"SecretList","items":[1]}',
    '{"status":"ok"}',
  ])('%s is no empty list', async (body) => {
    const { cluster, close } = await answering(body);
    expect(await cluster.list('v1', 'Secret', 'default', never)).toMatchObject({ kind: 'failed', reason: { code: 'unreachable' } });
    expect(await cluster.read(SECRET, never)).toMatchObject({ kind: 'failed', reason: { code: 'unreachable' } });
    close();
  });

  test('a list without items is empty', async () => {
    const { cluster, close } = await answering('{"kind":"SecretList","items":null}');
    expect(await cluster.list('v1', 'Secret', 'default', never)).toEqual({ kind: 'answer', value: [] });
    close();
  });

  test('JSON that is cut short is quoted nowhere, and neither are credentials in the address', async () => {
    const { cluster, close } = await answering('{"kind":"Secret","metadata":{},"data":{"password":"czNjcjN0"');
    const answer = await cluster.read(SECRET, never);
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'unreachable' } });
    expect(JSON.stringify(answer)).not.toMatch(/czNjcjN0|password/);
    close();
    const refused = await cluster.identity(never);
    expect(refused).toMatchObject({ kind: 'failed', reason: { code: 'unreachable' } });
    expect(JSON.stringify(refused)).not.toContain('s3cr3t');
  });
});

describe('JSON of the API server', () => {
  test('long integers are exact, everything else is as ever', () => {
    const text =
      '{"long":9223372036854775807,"negative":-9007199254740993,"short":12,"float":0.1234567890123456,"text":"9223372036854775807"}';
    const value = parseJson(text);
    expect(value).toEqual({
      long: 9223372036854775807n,
      negative: -9007199254740993n,
      short: 12,
      float: 0.1234567890123456,
      text: '9223372036854775807',
    });
    expect(parseJson(stringifyJson(value))).toEqual(value);
    expect(stringifyJson({ long: 9223372036854775807n })).toBe('{"long":9223372036854775807}');
  });
});
