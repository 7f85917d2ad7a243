// Charts that the real Helm pushed to a real OCI registry: found, checked, cached; and what is said where there are none.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../scripts/processes.mjs';
import { createCharts } from '../../src/adapters/charts';
import type { ChartReference } from '../../src/engine/ports';
import { buildCli, runCli } from '../support/cli';
import { helm, helmEnvironment, packedChart } from '../support/helm';
import { type Registry, startRegistry, USER } from '../support/registry';

const options = { signal: new AbortController().signal };
const VERSIONS = ['1.0.0', '1.1.0', '1.2.0-rc.1', '2.0.0+build.7'];

describe.each(['open', 'password', 'token'] as const)('a registry, %s', (auth) => {
  let registry: Registry;
  let bundle: string;
  let folder: ReturnType<typeof temporaryFolder>;
  const archives = new Map<string, Buffer>();
  const digests = new Map<string, string>();

  beforeAll(async () => {
    registry = await startRegistry(auth);
    bundle = await buildCli();
    folder = temporaryFolder('charts');
    if (auth !== 'open') {
      await helm(folder.path, 'registry', 'login', registry.host, '-u', USER.username, '-p', USER.password, '--plain-http');
    }
    for (const version of VERSIONS) {
      const archive = await packedChart(folder.path, 'web', version);
      archives.set(version, readFileSync(archive));
      const said = await helm(folder.path, 'push', archive, `oci://${registry.host}/team/charts`, '--plain-http');
      digests.set(version, /sha256:[0-9a-f]{64}/.exec(said)?.[0] ?? '');
    }
  });
  afterAll(async () => {
    await registry?.stop();
    folder?.remove();
    rmSync(dirname(bundle), { recursive: true, force: true });
  });

  const charts = (environment = helmEnvironment(folder.path), cache = 'cache-of-ours') =>
    createCharts({ folder: join(folder.path, cache), environment: { HOME: folder.path, ...environment }, mayRunPrograms: () => false });
  const reference = (version: string, name = 'web'): ChartReference => ({
    repository: `oci://${registry.host}/team/charts`,
    name,
    version,
  });

  it.each([
    ['1.0.0', '1.0.0'],
    ['1.x', '1.1.0'],
    ['>=1.0.0-0 <2', '1.2.0-rc.1'],
    ['', '2.0.0+build.7'],
    ['2.0.0+build.7', '2.0.0+build.7'],
  ])('version %j is %s, byte for byte what was pushed', async (asked, version) => {
    const port = charts();
    expect(port.read(reference(asked))).toEqual({ kind: 'absent' });
    const fetched = await port.fetch(reference(asked), options);
    expect(fetched).toMatchObject({ kind: 'answer', value: { version } });
    if (fetched.kind === 'answer') expect(Buffer.from(fetched.value.archive).equals(archives.get(version) ?? Buffer.of())).toBe(true);
    // Kept on disk: another process has it without asking.
    expect(charts().read(reference(asked))).toMatchObject({ kind: 'chart', chart: { version } });
    rmSync(join(folder.path, 'cache-of-ours'), { recursive: true });
  });

  it('gives plumbline helm a chart, by a version or its tag', async () => {
    const env = { HOME: folder.path, XDG_CACHE_HOME: join(folder.path, 'cache-of-cli'), ...helmEnvironment(folder.path) };
    const address = `oci://${registry.host}/team/charts/web`;
    const run = (...args: string[]) => runCli(bundle, ['helm', ...args, '--name', 'mine'], { cwd: folder.path, env });
    const ranged = await run(address, '--version', '1.x');
    expect(ranged).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^---\n# Source: web\/templates\/config\.yaml\n/) });
    expect((await run(`${address}:1.1.0`)).stdout).toBe(ranged.stdout);
    expect(await run(`${address}:9.9.9`)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('9.9.9') });
  });

  it('has a chart by the digest of its manifest, too', async () => {
    const digest = digests.get('1.0.0') ?? '';
    expect(digest).toMatch(/^sha256:/);
    const fetched = await charts(helmEnvironment(folder.path), 'cache-by-digest').fetch(reference(digest), options);
    expect(fetched).toMatchObject({ kind: 'answer', value: { version: digest } });
    if (fetched.kind === 'answer') expect(Buffer.from(fetched.value.archive).equals(archives.get('1.0.0') ?? Buffer.of())).toBe(true);
  });

  it('has a chart by a tag only where the tag is of the digest that was asked for', async () => {
    const [digest = '', other = ''] = ['1.0.0', '1.1.0'].map((version) => digests.get(version));
    const by = (version: string) => charts(helmEnvironment(folder.path), 'cache-pinned').fetch(reference(version), options);
    expect(await by(`1.0.0@${digest}`)).toMatchObject({ kind: 'answer', value: { version: digest } });
    expect(await by(`9.9.9@${digest}`)).toMatchObject({ kind: 'answer', value: { version: digest } });
    expect(await by(`1.0.0@${other}`)).toMatchObject({ kind: 'failed', reason: { detail: `1.0.0 has the digest ${digest}` } });
  });

  it('has a tag as it is for an OCIRepository, and a range among the tags that its filter lets pass', async () => {
    const by = (version: string, chosenBy: 'tag' | 'semver', tagFilter = '') =>
      charts(helmEnvironment(folder.path), 'cache-chosen').fetch({ ...reference(version), chosenBy, tagFilter }, options);
    expect(await by('2.0.0_build.7', 'tag')).toMatchObject({ kind: 'answer', value: { version: '2.0.0_build.7' } });
    expect(await by('1.x', 'tag')).toMatchObject({ kind: 'failed', reason: { detail: expect.stringContaining('404') } });
    expect(await by('>=1.0.0-0', 'semver', '-rc')).toMatchObject({ kind: 'answer', value: { version: '1.2.0-rc.1' } });
    expect(await by('2.0.0', 'semver')).toMatchObject({ kind: 'answer', value: { version: '2.0.0+build.7' } });
    expect(await by('1.x', 'semver', '(')).toMatchObject({ kind: 'failed', reason: { detail: expect.stringContaining('“(”') } });
  });

  it('says that a chart or version is not there', async () => {
    const missing = await charts().fetch(reference('1.0.0', 'nothing'), options);
    expect(missing).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed', detail: expect.stringMatching(/404|401|403/) } });
    const outside = await charts().fetch(reference('^7'), options);
    expect(outside).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed', detail: 'none of its 4 versions is in ^7' } });
  });

  it('refuses without the right password, and says so', async () => {
    const answer = await charts({}, 'other-cache').fetch(reference('1.0.0'), options);
    if (auth === 'open') expect(answer).toMatchObject({ kind: 'answer' });
    else expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'downloadFailed', detail: expect.stringContaining('401') } });
  });
});
