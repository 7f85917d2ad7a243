// `helm` and `helm --batch`: what is printed where, against the real Helm, and every way to call it wrongly.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, projectRoot, runCli } from '../support/cli';
import { realTemplate, writeTree } from '../support/helm-template';
import { expectShape } from '../support/json-schema';
import { oraclePath } from '../support/parts';

const CHARTS = 'test/fixtures/helm/charts';
const ORDER = `${CHARTS}/hooks-tests-notes-and-the-order-of-kinds`;
const FLAGS = `${CHARTS}/values-of-every-flag`;

let bundle: string;
let folder: string;
beforeAll(async () => {
  bundle = await buildCli();
  folder = mkdtempSync(join(tmpdir(), 'plumbline-helm-'));
  writeTree(folder, {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/values.yaml': 'port: 80\n',
    'web/templates/web.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  port: {{ .Values.port | quote }}\n  url: web:{{ .Values.port }}\n',
    'web/templates/NOTES.txt': 'Port {{ .Values.port }}\n',
    'prod.yaml': 'port: 443\n',
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const helm = (args: readonly string[], cwd = projectRoot, input?: string) =>
  runCli(bundle, ['helm', ...args], { cwd, ...(input === undefined ? {} : { input }) });

function filesBelow(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(root, path)).isFile());
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

describe('helm', () => {
  test('--output-dir writes the files that Helm writes, and says so in its words', async () => {
    const { code, stdout } = await helm(['rel', ORDER, '--include-crds', '--output-dir', join(folder, 'ours'), '--release-name']);
    expect(code).toBe(0);
    const args = ['template', 'rel', ORDER, '--include-crds', '--output-dir', join(folder, 'theirs'), '--release-name'];
    const real = execFileSync(await oraclePath('helm4'), args, { cwd: projectRoot, encoding: 'utf8' });
    // Helm ends with the empty line that stands for no manifests.
    expect(stdout.replaceAll('ours', 'theirs')).toBe(real.replace(/\n\n$/, '\n'));
    expect(filesBelow(join(folder, 'ours'))).toEqual(filesBelow(join(folder, 'theirs')));
  });

  test('what comes to a limit is told with its place, and what was noted before with its own', async () => {
    writeTree(folder, {
      'endless/Chart.yaml': 'apiVersion: v2\nname: endless\nversion: 1.0.0\n',
      'endless/templates/a.yaml': 'a: 1\nb: 2\nc: {{ lookup "v1" "Secret" "shop" "db" }}\nd: {{ range until 3000000 }}{{ end }}\n',
    });
    const { code, stdout, stderr } = await helm(['endless'], folder);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^information: endless\/templates\/a\.yaml:3:7: lookupNotAsked: .*\nendless\/templates\/a\.yaml:4:\d+: tooMuchWork: .*\n$/,
    );
    const [answer] = (await helm(['--batch'], folder, '{"chart":"endless"}\n')).stdout.split('\n');
    expect(JSON.parse(answer ?? '')).toMatchObject({ error: { code: 'tooMuchWork', file: 'endless/templates/a.yaml', line: 4 } });
  });

  test('a file in the way of --output-dir is named', async () => {
    const { code, stderr } = await helm(['web', '--output-dir', 'prod.yaml'], folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^outputFailed: prod\.yaml\/web\/templates\/web\.yaml cannot be written/)]);
  });

  test.runIf(process.platform === 'linux')('so is a folder that cannot be made there', async () => {
    const { code, stderr } = await helm(['web', '--output-dir', '/proc/none'], folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^outputFailed: \/proc\/none\/web\/templates\/web\.yaml cannot be written/)]);
  });

  test.each([
    [['rel', 'web']],
    [['web', '--name-template', '{{ "REL" | lower }}']],
    [['--name', 'rel', 'web', '--wait', '--timeout', '5s', '--labels=a=b', '-l', 'c=d', '--dependency-update', '--is-upgrade=false']],
    [['rel', 'web', '--set-literal', '-x=y', '--devel']],
  ])('takes the arguments of helm template: %j', async (args) => {
    const { code, stdout } = await helm(args, folder);
    expect([code, stdout]).toEqual([0, expect.stringContaining('name: rel\n')]);
  });

  test('--generate-name makes a name of the chart and the time', async () => {
    expect((await helm(['web', '-g'], folder)).stdout).toMatch(/name: web-\d{10}\n/);
  });

  test.each([
    [['web', '--post-renderer', 'cat'], 'with a pipe'],
    [['web', '--username', 'me'], 'helm repo add'],
    [['web', '--validate'], '--dry-run=server'],
    [['web', '--kube-context=prod'], '--context'],
    [['web', '--repo', 'https://charts.example.com'], '--chart-repo'],
    [['web', '--no-hooks=perhaps'], 'neither true nor false'],
    [['rel', 'web', '--name', 'other'], 'one name'],
    [['web', '--output-dir', 'x', '--why'], '--output-dir'],
  ])('what Plumbline does otherwise says how: %j', async (args, words) => {
    const { code, stdout, stderr } = await helm(args, folder);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)]);
  });

  test('--why: each value with the key that gives it, what that overrode, and the template that wrote it', async () => {
    const { code, stdout } = await helm(['web', '-f', 'prod.yaml', '--why'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ {2}port: "443" +# prod.yaml:1 \(values\), by web\/templates\/web.yaml:6 \(template\), over web\/values.yaml:1 \(values\)$/m,
    );
    expect(stdout).toMatch(
      /^ {2}url: web:443 +# web\/templates\/web.yaml:7 \(template\), from prod.yaml:1 \(values\) over web\/values.yaml:1 \(values\)$/m,
    );
    expect(stdout).toMatch(/^kind: ConfigMap +# web\/templates\/web.yaml:2 \(template\)$/m);
  });

  test('--why: through the calls of templates, in the text and in --json', async () => {
    writeTree(folder, {
      'chain/Chart.yaml': 'apiVersion: v2\nname: chain\nversion: 1.0.0\n',
      'chain/values.yaml': 'team: shop\n',
      'chain/templates/_a.tpl': '{{ define "a" }}{{ include "b" . }}{{ end }}\n{{ define "b" }}by: {{ .Values.team }}\nfor: all{{ end }}\n',
      'chain/templates/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata:\n  {{- include "a" . | nindent 2 }}\n',
    });
    const { stdout } = await helm(['chain', '--why'], folder);
    const calls = 'through chain/templates/_a.tpl:1 and chain/templates/map.yaml:5';
    expect(stdout).toContain(`# chain/values.yaml:1 (values), by chain/templates/_a.tpl:2 (template), ${calls}\n`);
    expect(stdout).toContain(`# chain/templates/_a.tpl:3 (template), ${calls}\n`);
    const json = expectShape('helm', JSON.parse((await helm(['chain', '--why', '--json'], folder)).stdout));
    const through = [
      { file: 'chain/templates/_a.tpl', line: 1, column: 20 },
      { file: 'chain/templates/map.yaml', line: 5, column: 7 },
    ];
    const { fields } = json as { readonly fields: readonly { readonly path: string }[] };
    expect(fields.find(({ path }) => path === 'data.by')).toMatchObject({
      value: 'shop',
      steps: [{ file: 'chain/values.yaml', line: 1, step: 'values' }],
      by: [{ file: 'chain/templates/_a.tpl', line: 2, step: 'template', through }],
    });
    expect(fields.find(({ path }) => path === 'data.for')).toMatchObject({ steps: [{ line: 3, through }] });
  });

  test.each([3, 4] as const)('prints what Helm %i prints, and nothing else', async (version) => {
    for (const [chart, args] of [
      [ORDER, ['--include-crds']],
      [FLAGS, ['-f', `${FLAGS}/more.yaml`, '--set', 'port=8080', '--set-string', 'off=no']],
    ] as const) {
      const real = await realTemplate(version, chart, args);
      const ours = await helm([chart, '--name', 'rel', '--helm-version', String(version), '--quiet', ...args]);
      expect(ours).toEqual({ code: 0, stderr: '', stdout: real.kind === 'text' ? real.text : '' });
    }
  });

  test('Helm 4, the name release-name and the namespace default, unless told otherwise', async () => {
    const { stdout } = await helm(['web'], folder);
    expect(stdout).toContain('name: release-name\n');
    expect((await helm([`${CHARTS}/crds-schema-and-kube-version`])).stdout).toContain('helm: v4.3.1\n');
  });

  test('values files are looked for from the current folder, the chart too', async () => {
    const { stdout, code } = await helm(['../web', '-f', '../prod.yaml', '--name', 'a'], join(folder, 'web'));
    expect([code, stdout]).toEqual([0, expect.stringContaining('port: "443"')]);
  });

  test.each([3, 4] as const)('--show-only prints the manifests that Helm %i prints with it', async (version) => {
    for (const shown of [['templates/*.yaml'], ['templates/NOTES.txt'], ['templates/all.yaml', 'templates/*'], ['none.yaml'], ['[']]) {
      const args = shown.flatMap((one) => ['--show-only', one]);
      const real = await realTemplate(version, ORDER, args);
      const { code, stdout } = await helm([ORDER, '--name', 'rel', '--helm-version', String(version), '--quiet', ...args]);
      expect([shown, code, stdout]).toEqual([shown, real.kind === 'text' ? 0 : 1, real.kind === 'text' ? real.text : '']);
    }
  });

  test('values from standard input and from an address', async () => {
    const piped = await helm(['web', '-f', 'prod.yaml', '-f', '-', '--why'], folder, 'port: 8443\n');
    expect([piped.code, piped.stdout]).toEqual([0, expect.stringMatching(/port: "8443" +# -:1 \(values\)/)]);
    expect((await helm(['web', '-f', '/dev/null'], folder)).code).toBe(0);
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/values.yaml' ? 200 : 404).end('port: 9443\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const there = await helm(['web', '-f', `http://127.0.0.1:${port}/values.yaml`], folder);
      expect([there.code, there.stdout]).toEqual([0, expect.stringContaining('port: "9443"')]);
      const gone = await helm(['web', '-f', `http://u:secret@127.0.0.1:${port}/none.yaml`], folder);
      expect([gone.code, gone.stdout]).toEqual([1, '']);
      expect(gone.stderr).toMatch(/downloadFailed: http:\/\/127\.0\.0\.1:\d+\/none\.yaml/);
      expect(gone.stderr).not.toContain('secret');
    } finally {
      server.close();
    }
    const odd = await helm(['web', '-f', 'ftp://example.com/values.yaml'], folder);
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining('over HTTP only')]);
  });

  test.skipIf(process.platform === 'win32')('values from a pipe, as <(command) makes one', async () => {
    const pipe = join(folder, 'values.pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'echo "port: 8444" > "$0"', pipe]);
    const written = new Promise((done) => writer.on('close', done));
    const { code, stdout } = await helm(['web', '-f', 'prod.yaml', '-f', pipe, '--why'], folder);
    await written;
    rmSync(pipe);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/port: "8444" +# .*values\.pipe:1 \(values\)/)]);
  });

  test('a packaged chart', async () => {
    execFileSync(await oraclePath('helm4'), ['package', 'web'], { cwd: folder, stdio: 'pipe' });
    const [archive, unpacked] = [await helm(['web-1.0.0.tgz'], folder), await helm(['web'], folder)];
    expect(archive).toEqual(unpacked);
  });

  test('--json has the shape of the schema, with what cannot be known', async () => {
    const { stdout } = await helm(['web', '--json'], folder);
    expect(expectShape('helm', JSON.parse(stdout))).toMatchObject({
      chart: 'web',
      notes: 'Port 80\n',
      unknowables: [],
      lookups: [],
      failures: [],
    });
    const looking = await helm([`${CHARTS}/library-tpl-include-required-and-fail`, '--json']);
    expect(expectShape('helm', JSON.parse(looking.stdout))).toMatchObject({
      lookups: [{ apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 'db' }],
    });
    const bad = await helm(['none', '--json'], folder);
    expect(bad.code).toBe(1);
    expect(expectShape('helm', JSON.parse(bad.stdout))).toMatchObject({ failures: [{ code: 'notFound' }] });
  });
});

describe('what is wrong is said on standard error, and nothing is printed', () => {
  test('at places as the user named them, where there is no repository', async () => {
    writeTree(folder, { 'list.yaml': '- a\n' });
    expect((await helm(['web', '-f', 'list.yaml'], folder)).stderr).toMatch(/^list\.yaml:1:1: valuesInvalid/);
    expect((await helm(['.', '-f', '../list.yaml'], join(folder, 'web'))).stderr).toMatch(/^\.\.\/list\.yaml:1:1: valuesInvalid/);
  });

  test.each([
    ['a value that the schema refuses', [`${CHARTS}/crds-schema-and-kube-version`, '--set', 'replicas=one'], /schemaViolated: .*replicas/],
    ['another Kubernetes', [`${CHARTS}/crds-schema-and-kube-version`, '--kube-version', '1.20'], /kubeVersionMismatch/],
    ['a version that is none', [FLAGS, '--kube-version', 'new'], /usage: “new” is not a Kubernetes version/],
    ['a dependency that is missing', [`${CHARTS}/dependency-that-is-not-there`], /Chart\.yaml:4:\d+: dependencyMissing: .*“gone”/],
    ['a template that gives no YAML', [`${CHARTS}/templates-that-give-no-yaml`], /templates\/a\.yaml:2:\d+: notYaml/],
    [
      'a template that fails',
      [`${CHARTS}/library-tpl-include-required-and-fail`, '--set', 'fail=now'],
      /templates\/x\.yaml:1:\d+: templateFailed: .*told to: now/,
    ],
    ['a chart that is not there', ['none'], /notFound/],
    ['a name that is none', [FLAGS, '--name', 'A_b'], /usage: “A_b”/],
    ['an argument that cannot be read', [FLAGS, '--set', 'b=1', '--set', 'a'], /valuesInvalid: .*--set a \(number 2 of 2\)/],
  ])('%s', async (_what, args, said) => {
    const { code, stdout, stderr } = await helm(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(said);
  });

  test.each([
    ['no chart', []],
    ['three names', ['a', 'b', 'c']],
    ['a Helm that is none', [FLAGS, '--helm-version', '2']],
    ['values over FTP', [FLAGS, '-f', 'ftp://example.com/values.yaml']],
  ])('%s: exit code 2', async (_what, args) => {
    expect(await helm(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('usage') });
  });
});

describe('helm --batch', () => {
  test('a line for each request, whatever is wrong with one of them; a changed chart is rendered anew', async () => {
    const lines = [
      { id: 1, chart: 'web', name: 'one', set: ['port=1'] },
      { chart: 'none' },
      'not JSON',
      { chart: 'web', values: ['prod.yaml'], helmVersion: 3 },
      { chart: 'web', set: 'port=1' },
    ].map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    const { code, stdout } = await helm(['--batch'], folder, `${lines.join('\n')}\n`);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => expectShape('helmBatchLine', JSON.parse(line)));
    expect(code).toBe(0);
    expect(answers).toMatchObject([
      { id: 1, chart: 'web', yaml: expect.stringMatching(/name: one\n[\s\S]*port: "1"/) },
      { chart: 'none', error: { code: 'notFound' } },
      { chart: '', error: { code: 'usage' } },
      { chart: 'web', yaml: expect.stringContaining('port: "443"') },
      { chart: 'web', error: { code: 'usage' } },
    ]);
  });

  test('requests are answered as they come, with what the disk has by then', async () => {
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [bundle, 'helm', '--batch'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    const answer = async (): Promise<string> => {
      child.stdin.write('{"chart":"web"}\n');
      const [chunk] = await new Promise<Buffer[]>((resolve) => child.stdout.once('data', (data: Buffer) => resolve([data])));
      return JSON.parse(String(chunk)).yaml;
    };
    expect(await answer()).toContain('port: "80"');
    writeFileSync(join(folder, 'web/values.yaml'), 'port: 8081\n');
    expect(await answer()).toContain('port: "8081"');
    writeFileSync(join(folder, 'web/values.yaml'), 'port: 80\n');
    expect(await answer()).toContain('port: "80"');
    child.stdin.end();
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  });
});
