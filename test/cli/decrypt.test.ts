// Values that SOPS encrypted: decrypted by the real SOPS where the user asks for it, in the order of the controller, and masked wherever they land.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../src/engine/render/kustomize/build';
import { cliFixture } from '../support/cli-fleet';
import { type GitRepo, gitRepo } from '../support/git-repo';
import { memoryFiles } from '../support/memory-files';
import { openSops, type Sops } from '../support/sops';

const fixture = cliFixture();
const DATA = ['--encrypted-regex', '^(data|stringData|token)$'];
let sops: Sops;
let fleet: GitRepo;

const flux = (name: string, path: string, more = '') =>
  `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\n` +
  `spec:\n  path: ${path}\n  prune: true\n  interval: 1m\n  sourceRef: {kind: GitRepository, name: flux-system}\n${more}`;
const DECRYPTION = '  decryption: {provider: sops, secretRef: {name: sops-age}}\n';
const secret = (name: string, values: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: flux-system}\n${values}`;
const map = (told: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: told, namespace: web}\ndata:\n  told: ${told}\n`;

const ENV = 'USER=admin\nPASSWORD=correct horse\n';
const BINARY = new Uint8Array([0, 255, 1, 2]);

beforeAll(async () => {
  sops = await openSops();
  const generator = 'secretGenerator:\n- {name: env, envs: [plain.env]}\n- {name: files, files: [tls.json, raw]}\n';
  fleet = gitRepo({
    'clusters/dev/ks.yaml':
      flux('web', './apps/web', `${DECRYPTION}  postBuild:\n    substituteFrom: [{kind: Secret, name: variables}]\n`) +
      flux('generated', './apps/generated', DECRYPTION) +
      flux('refused', './apps/refused') +
      flux('settings', './apps/settings', DECRYPTION),
    'apps/settings/variables.yaml': sops.encrypt('a.yaml', secret('variables', 'stringData: {colour: ultramarine}\n'), ...DATA),
    'apps/settings/values.yaml': sops.encrypt(
      'a.yaml',
      secret('values', 'stringData:\n  values.yaml: "told: from the secret values"\n'),
      ...DATA,
    ),
    'apps/settings/release.yaml':
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: chart, namespace: flux-system}\nspec:\n  interval: 1m\n' +
      '  chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: flux-system}}}\n  valuesFrom: [{kind: Secret, name: values}]\n',
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
    'chart/templates/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: of-chart}\ndata: {told: {{ .Values.told }}}\n',
    'apps/web/kustomization.yaml':
      'namePrefix: web-\nresources: [secret.yaml, map.yaml, other.yaml, left.yaml]\npatches: [{path: patch.yaml}]\n',
    'apps/web/secret.yaml': sops.encrypt('a.yaml', secret('db', 'stringData:\n  password: hunter2\n  port: 5432\n'), ...DATA),
    'apps/web/map.yaml': map('${colour}'),
    'apps/web/other.yaml': sops.encrypt(
      'a.yaml',
      'apiVersion: example.com/v1\nkind: Vault\nmetadata: {name: vault}\nspec: {token: open sesame, plain: text}\n',
      ...DATA,
    ),
    'apps/web/left.yaml': sops.encrypt(
      'a.yaml',
      secret('left', 'stringData: {password: stays}\n').replace(
        'namespace: flux-system',
        'annotations: {kustomize.toolkit.fluxcd.io/decrypt: Disabled}',
      ),
      ...DATA,
    ),
    'apps/web/patch.yaml': sops.encrypt(
      'patch.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: told, namespace: web}\ndata: {patched: by a secret}\n',
      ...DATA,
    ),
    'apps/generated/kustomization.yaml': generator,
    'apps/generated/plain.env': sops.encrypt('plain.env', ENV),
    'apps/generated/tls.json': sops.encrypt('tls.json', '{"key": "in json"}'),
    'apps/generated/raw': sops.encrypt('raw', BINARY),
    'apps/refused/secret.yaml': sops.encrypt('a.yaml', secret('refused', 'stringData: {password: x}\n'), ...DATA),
  });
}, 300_000);
afterAll(() => fleet.remove());

const CLEAR = ['hunter2', 'ultramarine', 'open sesame', 'by a secret', 'correct horse', 'from the secret values', 'in json'];

const run = (args: readonly string[], env: Readonly<Record<string, string>> = sops.environment) =>
  fixture.cli([...args], { cwd: fleet.root, env });

test('without being asked nothing is decrypted, and what comes of it is said to be unknown', async () => {
  const web = await run(['preview', 'dev', 'web']);
  expect(web.stderr).toMatch(/ks\.yaml:\d+:\d+: notDecrypted: Secret\/variables is encrypted .*--decrypt/);
  expect(web.stderr).toContain('notDecrypted: apps/web/patch.yaml');
  const generated = await run(['preview', 'dev', 'generated']);
  expect(generated.stderr.match(/notDecrypted/g)).toHaveLength(3);
  expect((await run(['preview', 'dev', 'chart'])).stderr).toContain('notDecrypted: Secret/values');
});

test('what is decrypted is masked in previews, and each value keeps its line', async () => {
  const { stdout, stderr, code } = await run(['preview', 'dev', 'web', '--decrypt', '--why']);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  for (const clear of CLEAR) expect(stdout + stderr).not.toContain(clear);
  expect(stdout).toMatch(/password: .*apps\/web\/secret\.yaml:\d+/);
  expect(stdout).toMatch(/token: .*apps\/web\/other\.yaml/);
  expect(stdout).toContain('plain: text');
  expect(stdout).not.toContain('sops:\n    age');
});

test('an object whose annotation says so stays encrypted', async () => {
  const { stdout } = await run(['preview', 'dev', 'web', '--decrypt']);
  expect(stdout.split(/^---\n/m).find((document) => document.includes('name: web-left'))).toContain('sops:');
});

test('variables and values of encrypted Secrets are put in, masked', async () => {
  for (const app of ['web', 'chart']) {
    const { stdout, stderr, code } = await run(['preview', 'dev', app, '--decrypt']);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('notDecrypted')]);
    expect(stdout).toMatch(/told: (?!\$).*•/);
  }
  const { stdout } = await run(['values', 'dev', 'chart', '--decrypt']);
  expect(stdout).toMatch(/told: .*•/);
});

test('names of generated Secrets have the hash of what was decrypted before the build', async () => {
  const { stdout, code } = await run(['preview', 'dev', 'generated', '--decrypt']);
  const tree = { 'kustomization.yaml': 'secretGenerator:\n- {name: env, envs: [plain.env]}\n', 'plain.env': ENV };
  const [expected] = buildKustomization('.', memoryFiles(tree), KUSTOMIZE_CLI, createBuildCache()).objects;
  expect([code, stdout]).toEqual([0, expect.stringContaining(`name: ${expected?.ref.name}\n`)]);
});

test('without the key, and without SOPS, the failure says what to do, and the rest is rendered', async () => {
  const { stdout, stderr, code } = await run(['preview', 'dev', 'web', '--decrypt'], sops.withoutKey);
  expect([code, stdout]).toEqual([1, expect.stringContaining('name: web-db')]);
  expect(stderr).toMatch(/secret\.yaml:\d+:\d+: decryptionFailed: SOPS could not decrypt Secret web-db: .*SOPS_AGE_KEY_FILE/);
  const git = dirname(execFileSync('which', ['git'], { encoding: 'utf8' }).trim());
  const missing = await run(['preview', 'dev', 'web', '--decrypt'], { PATH: git });
  expect(missing.stderr).toContain('programMissing: “sops” is not installed');
});

test('a Secret that stays encrypted for want of spec.decryption is one that the controller refuses', async () => {
  const { stderr, code } = await run(['preview', 'dev', 'refused', '--decrypt']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('no spec.decryption, so the controller refuses it')]);
});

test('nothing that was decrypted is in the cache, or left in the temporary folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-kept-'));
  try {
    await run(['preview', 'dev', '--decrypt'], { ...sops.environment, XDG_CACHE_HOME: folder, TMPDIR: folder });
    const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    const texts = files.map(({ name, parentPath }) => readFileSync(join(parentPath, name), 'utf8'));
    for (const clear of CLEAR) expect(texts.join('\n')).not.toContain(clear);
    expect(readdirSync(folder).filter((name) => name.startsWith('plumbline-sops'))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what an earlier commit encrypted is decrypted as well, so that only what differs is shown as changed', async () => {
  const before = fleet.git('rev-parse', 'HEAD').trim();
  fleet.write('apps/settings/variables.yaml', sops.encrypt('a.yaml', secret('variables', 'stringData: {colour: vermilion}\n'), ...DATA));
  fleet.write('apps/web/secret.yaml', sops.encrypt('a.yaml', secret('db', 'stringData:\n  password: hunter2\n  port: 5432\n'), ...DATA));
  fleet.git('commit', '-qam', 'Other ciphertexts, and one other value');
  try {
    const { stdout, stderr, code } = await run(['diff', 'dev', 'web', '--against-rev', before, '--decrypt', '--json']);
    expect([code, stderr]).toEqual([1, '']);
    const [app] = JSON.parse(stdout).apps;
    expect(app.failures).toEqual({ before: [], after: [] });
    expect(app.objects.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`)).toEqual(['ConfigMap web-told']);
    for (const clear of [...CLEAR, 'vermilion']) expect(stdout).not.toContain(clear);
    const undecrypted = await run(['diff', 'dev', 'web', '--against-rev', before]);
    expect([undecrypted.code, undecrypted.stdout]).toEqual([2, expect.stringContaining('unknown, before and after: ')]);
  } finally {
    fleet.git('reset', '-q', '--hard', before);
  }
});
