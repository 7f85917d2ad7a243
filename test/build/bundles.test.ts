// What the build makes: bundles for the right places, heavy parts apart, and a package below its limit.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageExtension } from '../../scripts/package.mjs';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Each with its files, and where dist/ is, seen from them. */
const FRONT_ENDS: readonly (readonly [string, () => readonly string[], string])[] = [
  [
    'dist/extension.js',
    () => readdirSync(join(root, 'dist')).flatMap((name) => (/^(?:extension|worker|piece-.*)\.js$/.test(name) ? [`dist/${name}`] : [])),
    './',
  ],
  ['dist/command-line/main.js', () => readdirSync(join(root, 'dist/command-line')).map((name) => `dist/command-line/${name}`), '../'],
];

describe('the bundles', () => {
  test('hold the engine in a form that a browser can load', async () => {
    const source = read('dist/engine/index.js');
    const engine = await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
    expect(typeof engine.buildKustomization).toBe('function');
    expect(source).not.toMatch(/\brequire\(|from\s*["']node:/);
  });

  test('refuse an engine that needs Node', async () => {
    const attempt = build({
      stdin: { contents: `import { readFileSync } from 'node:fs'; export default readFileSync;`, resolveDir: root },
      bundle: true,
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    });
    await expect(attempt).rejects.toThrow(/node:fs/);
  });

  test('ask the browser for nothing but the editor', () => {
    const required = [...read('dist/web/extension.js').matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
    expect([...new Set(required)]).toEqual(['vscode']);
  });

  test('load in a worker that was made from a blob, as the editor gives it in a browser', () => {
    const load = new Function('require', 'module', 'exports', 'self', 'location', read('dist/web/extension.js'));
    const module = { exports: {} as { activate?: unknown } };
    const editor = Object.create(new Proxy({}, { get: () => class {} }));
    const location = { origin: 'http://127.0.0.1:1', pathname: 'http://127.0.0.1:1/some-id', search: '' };
    load(() => editor, module, module.exports, { location }, location);
    expect(typeof module.exports.activate).toBe('function');
  });

  test.each(FRONT_ENDS)('keep the Kubernetes client out of %s, and load it when it is used', (name, files, dist) => {
    const source = files().map(read).join('\n');
    expect(source).toContain(`require("${dist}live-cluster.js")`);
    expect(source).not.toContain('loadFromClusterAndUser');
    const { KubeConfig } = createRequire(join(root, name))(`${dist}live-cluster.js`);
    expect(new KubeConfig().loadFromString).toBeTypeOf('function');
  });

  test.each(FRONT_ENDS)('leave what is seldom used out of %s, in files that have what the packages have', (name, files, dist) => {
    const source = files().map(read).join('\n');
    const lazy = [...new Set([...source.matchAll(/["']([./]+lazy\/[^"']+)["']/g)].map(([, path = '']) => path))];
    expect(lazy).toContain(`${dist}lazy/yaml.js`);
    const load = createRequire(join(root, name));
    expect(load(`${dist}lazy/yaml.js`).parseDocument('a: 1').toJS()).toEqual({ a: 1 });
    for (const file of lazy) expect(Object.keys(load(file)), file).not.toEqual([]);
  });

  test('render a chart of plain templates and YAML without any of those files', () => {
    const chart = mkdtempSync(join(tmpdir(), 'plumbline-chart-'));
    mkdirSync(join(chart, 'templates'));
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
    writeFileSync(join(chart, 'values.yaml'), 'replicas: 3\n');
    writeFileSync(
      join(chart, 'templates/scale.yaml'),
      'apiVersion: v1\nkind: Scale\nmetadata:\n  name: shop\nspec:\n  replicas: {{ .Values.replicas }}\n',
    );
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-code-'));
    const { stdout } = startCli({ XDG_CACHE_HOME: folder }, ['helm', chart]);
    const loaded = keptNames(folder);
    rmSync(chart, { recursive: true });
    rmSync(folder, { recursive: true });
    expect(stdout).toContain('replicas: 3');
    expect(loaded).toContain(join('command-line', 'main.js'));
    expect(loaded.filter((path) => /lazy|live-cluster|command-line.(?:render|check|diff)-/.test(path))).toEqual([]);
  });

  test('keep what V8 compiled where the platform keeps caches, add what a later run loads, and run all the same where they cannot', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-code-'));
    const first = startCli({ XDG_CACHE_HOME: folder }, ['render', 'examples/fleet/apps/storefront/base']);
    const names = keptNames(folder);
    const second = startCli({ XDG_CACHE_HOME: folder }, ['render', 'examples/fleet/apps/storefront/base', '--json']);
    expect(keptNames(folder)).toEqual(expect.arrayContaining([...names]));
    const [kept = ''] = readdirSync(join(folder, 'plumbline/code'));
    writeFileSync(join(folder, 'plumbline/code', kept), '[["command-line/main.js",999]]\ncut off');
    const third = startCli({ XDG_CACHE_HOME: folder }, ['render', 'examples/fleet/apps/storefront/base']);
    rmSync(folder, { recursive: true });
    expect(names).toContain(join('command-line', 'main.js'));
    expect(second).toMatchObject({ stderr: '', status: 0 });
    expect(third).toMatchObject({ stdout: first.stdout, stderr: '', status: 0 });
    expect(startCli({ XDG_CACHE_HOME: '/dev/null' })).toMatchObject({
      stdout: expect.stringMatching(/^plumbline /),
      stderr: '',
      status: 0,
    });
    expect(startCli({ NODE_DISABLE_COMPILE_CACHE: '1' })).toMatchObject({ stderr: '', status: 0 });
  });

  test('start the command line with a line that runs it', () => {
    expect(read('dist/cli.js').split('\n')[0]).toBe('#!/usr/bin/env node');
  });

  test('carry the licences of what they contain', () => {
    const notices = read('dist/THIRD-PARTY-NOTICES.txt');
    for (const name of ['yaml', '@noble/hashes', 'simple-git', 'diff', '@kubernetes/client-node', '@vscode/webview-ui-toolkit']) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
    }
  });
});

describe('the package', () => {
  let folder = '';
  let vsix = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-package-'));
    vsix = await packageExtension({ build: false, folder });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is smaller than 2 MB', () => {
    expect(statSync(vsix).size).toBeLessThan(2 * 1024 * 1024);
  });

  test('holds what runs, and neither sources nor tests', () => {
    const files = namesIn(vsix);
    for (const name of [
      'dist/extension.js',
      'dist/cli.js',
      'dist/command-line/main.js',
      'dist/lazy/yaml.js',
      'dist/web/extension.js',
      'dist/live-cluster.js',
      'dist/webview/promotion.js',
      'package.nls.json',
    ]) {
      expect(files).toContain(`extension/${name}`);
    }
    expect(files.filter((name) => /\.tsx?$|\.map$|node_modules|\/test|\/src\/|host-tests/.test(name))).toEqual([]);
  });
});

function startCli(env: Readonly<Record<string, string>>, args: readonly string[] = ['--version']) {
  return spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

/** The files whose code was kept by the runs of one verb. */
function keptNames(cache: string): readonly string[] {
  const folder = join(cache, 'plumbline/code');
  const kept = readdirSync(folder);
  expect(kept).toHaveLength(1);
  const [header = ''] = readFileSync(join(folder, kept[0] ?? ''), 'latin1').split('\n');
  return JSON.parse(header).map(([name]: readonly [string]) => name);
}

/** Names of a zip's central directory: signature PK\1\2, lengths at 28, name at 46 (PKWARE appnote 4.3.12). */
function namesIn(zip: string): string[] {
  expect(existsSync(zip)).toBe(true);
  const bytes = readFileSync(zip);
  const names: string[] = [];
  for (let at = bytes.indexOf('PK\u0001\u0002'); at !== -1; at = bytes.indexOf('PK\u0001\u0002', at + 46)) {
    names.push(bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28)));
  }
  return names;
}
