// `values`: the merged Helm values of a release, as text and as JSON.
import { describe, expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();
const FLEET = ['--repo', new URL('../../examples/fleet', import.meta.url).pathname];
const GOLDEN = ['--repo', new URL('../fixtures/flux/helm-release-with-values-from-and-post-renderer', import.meta.url).pathname];

describe('values', () => {
  test('of the sample fleet’s release, each with the file and line that set it, by the name of the app that applies it', async () => {
    const found = await fixture.cli(['values', 'production', 'notifications', ...FLEET]);
    expect(found).toMatchObject({ code: 0, stderr: '' });
    expect(found.stdout).toMatch(
      /^replicaCount: 2 +# apps\/notifications\/overlays\/production\/values\.yaml:\d+ \(.*\), over charts\/notifications\/values\.yaml:1 \(values\)$/m,
    );
    expect(found.stdout).toMatch(/^ {4}cpu: 50m +# charts\/notifications\/values\.yaml:\d+ \(values\)$/m);
    expect((await fixture.cli(['values', 'production', 'helmrelease/notifications', ...FLEET])).stdout).toBe(found.stdout);
  });

  test('of an Argo CD Application that renders no chart there are none', async () => {
    const found = await fixture.cli(['values', 'in-cluster', 'docs', ...FLEET]);
    expect(found).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('A Helm chart of docs does not exist') });
  });

  test('as JSON, each with its path and what it overrode; those of Secrets are masked', async () => {
    const { stdout, code } = await fixture.cli(['values', 'dev', 'web', '--json', ...GOLDEN]);
    expect(code).toBe(0);
    expect(stdout).not.toContain('not-for-the-eye');
    const { keys, failures } = expectShape('values', JSON.parse(stdout)) as { keys: { path: string }[]; failures: object[] };
    expect(failures).toEqual([]);
    expect(keys.find(({ path }) => path === 'auth.token')).toMatchObject({
      value: expect.stringMatching(/^•{8} /),
      steps: [{ file: 'app/token.yaml', line: 6, column: 10 }],
    });
    expect(keys.find(({ path }) => path === 'image.tag')).toMatchObject({
      value: '1.4',
      steps: [
        { file: 'app/web-values.yaml', line: 3 },
        { file: 'charts/web/values.yaml', line: 4 },
      ],
    });
  });

  test('of a chart that is not fetched: what the release gives it, and that the chart’s own are unknown, with exit code 1', async () => {
    const { code, stdout, stderr } = await fixture.cli(['values', 'dev', 'ingress-nginx', '--offline', ...FLEET]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^# What the chart itself sets is unknown; this is what the release gives it\.\ncontroller:\n/);
    expect(stdout).toMatch(/^ {4}enabled: true +# infrastructure\/controllers\/ingress-nginx\.yaml:36 \(values\)$/m);
    expect(stderr).toContain('ingress-nginx 4.14.1 from https://kubernetes.github.io/ingress-nginx has not been fetched');
    const json = await fixture.cli(['values', 'dev', 'ingress-nginx', '--offline', '--json', ...FLEET]);
    expect(expectShape('values', JSON.parse(json.stdout))).toMatchObject({
      app: 'ingress-nginx',
      withoutChart: true,
      keys: [{ path: 'controller.ingressClassResource.default' }, { path: 'controller.metrics.enabled' }],
      failures: [{ code: 'notFetched' }],
    });
  });

  test.each([
    [['dev', 'gone'], 'noSuchApp: There is no app “gone”', 2],
    [['gone', 'web'], 'noSuchEnvironment', 2],
    [['dev', 'storefront'], 'noSuchRelease: storefront is no HelmRelease and applies none', 1],
    [['dev', 'infra-controllers'], 'ambiguous: infra-controllers names more than one thing: ingress-nginx, sealed-secrets', 1],
  ])('%j is refused: %s', async (names, said, exit) => {
    const { code, stdout, stderr } = await fixture.cli(['values', ...names, ...FLEET]);
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr).toContain(said);
  });
});

test('preview, diff and why show what a release renders', async () => {
  const diff = await fixture.cli(['diff', 'dev', 'helmrelease/notifications', '--against-env', 'production', ...FLEET]);
  expect(diff.code).toBe(1);
  expect(diff.stdout).toMatch(/^-\s+image: ghcr\.io\/plumb-shop\/notifications:0\.7\.0$/m);
  expect(diff.stdout).toMatch(/^\+\s+image: ghcr\.io\/plumb-shop\/notifications:0\.8\.0$/m);
  const why = await fixture.cli(['why', 'dev', 'Deployment/notifications', 'spec.replicas', '--offline', ...FLEET]);
  expect(why.stdout).toMatch(
    /^ {2}apps\/notifications\/overlays\/dev\/values\.yaml:8:19 .*\n {2}over charts\/notifications\/values\.yaml:1:.*\n {2}written by charts\/notifications\/templates\/deployment\.yaml:\d+:\d+ {2}\(template\)$/m,
  );
  const preview = await fixture.cli(['preview', 'dev', 'web', ...GOLDEN]);
  expect(preview).toMatchObject({ code: 0, stderr: '' });
  expect(preview.stdout).toContain('image: mirror.example.com/shop/web:1.4\n');
  expect(preview.stdout).not.toContain('not-for-the-eye');
});
