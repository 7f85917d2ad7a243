// `render`, with every kind of bad input, and `render --batch`.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cliFixture, FLEET, PRODUCTION } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

describe('render', () => {
  test('prints the YAML and nothing else, from wherever it is called', async () => {
    const fromRoot = await fixture.cli(['render', PRODUCTION]);
    expect(fromRoot).toMatchObject({ code: 0, stderr: '' });
    expect(fromRoot.stdout).toContain('image: shop:1.0\n');
    expect(fromRoot.stdout).toContain('password: correct-horse\n');
    expect(fromRoot.stdout).not.toContain('\r');
    const inside = await fixture.cli(['render'], { cwd: join(fixture.repo.root, PRODUCTION) });
    expect(inside.stdout).toBe(fromRoot.stdout);
    const absolute = await fixture.cli(['render', join(fixture.repo.root, PRODUCTION)], { cwd: tmpdir() });
    expect(absolute.stdout).toBe(fromRoot.stdout);
  });

  test('works outside a Git repository, with bases beside the folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no git here '));
    for (const [path, content] of Object.entries(FLEET)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    symlinkSync(join(folder, PRODUCTION), join(folder, 'link'));
    const expected = await fixture.cli(['render', PRODUCTION]);
    expect(await fixture.cli(['render', PRODUCTION], { cwd: folder })).toEqual(expected);
    expect(await fixture.cli(['render', 'link'], { cwd: folder })).toEqual(expected);
    rmSync(folder, { recursive: true });
  });

  test('--why says behind each value where it came from, and stays the same YAML', async () => {
    const [plain, explained] = [await fixture.cli(['render', PRODUCTION]), await fixture.cli(['render', PRODUCTION, '--why'])];
    expect(explained.stdout).toMatch(
      / {2}replicas: 5 +# apps\/shop\/overlays\/production\/replicas\.yaml:6 \(patch\), over apps\/shop\/base\/deployment\.yaml:6 \(resource\)\n/,
    );
    expect(explained.stdout).toContain('          one\n          two\n');
    expect(explained.stdout.replace(/ +# apps\/.*$/gm, '')).toBe(plain.stdout);
  });

  test('--json has the shape of the schema', async () => {
    const good = await fixture.cli(['render', PRODUCTION, '--json']);
    expect(expectShape('render', JSON.parse(good.stdout))).toMatchObject({ path: PRODUCTION, failures: [] });
    const bad = await fixture.cli(['render', 'apps', '--json']);
    expect(bad.code).toBe(1);
    expect(expectShape('render', JSON.parse(bad.stdout))).toMatchObject({ failures: [{ code: 'noKustomization' }] });
  });

  test.each([
    ['not YAML', { [`${PRODUCTION}/replicas.yaml`]: 'kind: [Deployment\n' }, /replicas\.yaml:\d+:\d+: notYaml: This is not valid YAML/],
    [
      'a kustomization that is not YAML',
      { [`${PRODUCTION}/kustomization.yaml`]: 'resources: [\n' },
      /kustomization\.yaml:\d+:\d+: notYaml: /,
    ],
    [
      'a base that is missing',
      { [`${PRODUCTION}/kustomization.yaml`]: 'resources:\n- ../../bose\n' },
      /kustomization\.yaml:2:3: notFound: .*bose/,
    ],
    ['a cycle', { 'apps/shop/base/kustomization.yaml': 'resources:\n- ../overlays/production\n' }, /kustomization\.yaml:\d+:\d+: cycle: /],
    ['an empty kustomization', { [`${PRODUCTION}/kustomization.yaml`]: '' }, /kustomization\.yaml/],
  ])('%s: a message at the line, no output, exit code 1', async (_name, files, message) => {
    for (const [path, content] of Object.entries(files)) fixture.repo.write(path, content);
    const { code, stdout, stderr } = await fixture.cli(['render', PRODUCTION]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });

  test('a folder that is not there, and a file', async () => {
    expect(await fixture.cli(['render', 'nowhere'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^notFound: nowhere does not exist/),
    });
    expect(await fixture.cli(['render', `${PRODUCTION}/replicas.yaml`])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `usage: “${PRODUCTION}/replicas.yaml” is a file, and a folder is needed. See --help.\n`,
    });
  });

  test('--repo is where the folder is looked for, and what it may not leave', async () => {
    const elsewhere = { cwd: tmpdir() };
    const expected = await fixture.cli(['render', PRODUCTION]);
    expect(await fixture.cli(['render', PRODUCTION, '--repo', fixture.repo.root], elsewhere)).toEqual(expected);
    const batch = await fixture.cli(['render', '--batch', '--repo', fixture.repo.root], { ...elsewhere, input: `${PRODUCTION}\n` });
    expect(JSON.parse(batch.stdout)).toMatchObject({ dir: PRODUCTION, yaml: expected.stdout });
    expect(await fixture.cli(['render', 'nowhere', '--repo', fixture.repo.root], elsewhere)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^notFound: nowhere does not exist/),
    });
    const base = join(fixture.repo.root, 'apps/shop/overlays');
    expect(await fixture.cli(['render', '../base', '--repo', base], elsewhere)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('“../base” lies outside the tree of --repo.'),
    });
  });

  test('a reader that leaves early is no error', async () => {
    fixture.repo.write(
      `${PRODUCTION}/big.yaml`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n  text: ${'x'.repeat(2_000_000)}\n`,
    );
    fixture.repo.write(`${PRODUCTION}/kustomization.yaml`, 'resources: [big.yaml]\n');
    const child = spawn(process.execPath, [fixture.bundle, 'render', PRODUCTION], {
      cwd: fixture.repo.root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((done) => child.on('close', done));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('render --batch', () => {
  test('answers each line in order, and goes on after a bad one', async () => {
    const lines = [PRODUCTION, 'nowhere', 'apps', 'apps/shop/overlays/staging', PRODUCTION, 'a\0b'];
    const { code, stdout, stderr } = await fixture.cli(['render', '--batch'], { input: `${lines.join('\n')}\n` });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => expectShape('renderBatchLine', JSON.parse(line)) as { dir: string; yaml?: string; error?: { code: string } });
    expect(answers.map(({ dir }) => dir)).toEqual(lines);
    expect(answers.map(({ error }) => error?.code)).toEqual([
      undefined,
      'notFound',
      'noKustomization',
      undefined,
      undefined,
      expect.any(String),
    ]);
    expect(answers[0]?.yaml).toBe((await fixture.cli(['render', PRODUCTION])).stdout);
    expect(answers[4]?.yaml).toBe(answers[0]?.yaml);
  });

  test('a folder that is asked for again is checked for changes', async () => {
    const child = spawn(process.execPath, [fixture.bundle, 'render', '--batch'], {
      cwd: fixture.repo.root,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ask = (): Promise<{ yaml: string }> =>
      new Promise((done) => {
        let line = '';
        const listen = (chunk: Buffer): void => {
          line += chunk.toString();
          if (!line.endsWith('\n')) return;
          child.stdout.off('data', listen);
          done(JSON.parse(line));
        };
        child.stdout.on('data', listen);
        child.stdin.write(`${PRODUCTION}\n`);
      });
    expect((await ask()).yaml).toContain('replicas: 5');
    for (const count of [6, 7, 8]) {
      fixture.repo.write(`${PRODUCTION}/replicas.yaml`, FLEET[`${PRODUCTION}/replicas.yaml`].replace('5', String(count)));
      expect((await ask()).yaml).toContain(`replicas: ${count}`);
    }
    child.stdin.end();
    expect(await new Promise((done) => child.on('close', done))).toBe(0);
  });
});
