// `diff --against-rev` and `--against-env`: manifests against manifests, with no cluster.
import { describe, expect, test } from 'vitest';
import { cliFixture, PRODUCTION } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

describe('diff --against-rev', () => {
  test('what the working tree renders beside what a commit rendered', async () => {
    expect(await fixture.cli(['diff', 'production', '--against-rev', 'HEAD'])).toMatchObject({
      code: 0,
      stdout: 'production against HEAD: no differences\n',
    });
    fixture.repo.write(
      `${PRODUCTION}/replicas.yaml`,
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 7\n',
    );
    const { code, stdout } = await fixture.cli(['diff', 'production', '--against-rev', 'HEAD']);
    expect(code).toBe(1);
    expect(stdout).toContain('-  replicas: 5\n+  replicas: 7\n');
    expect(stdout).toMatch(/\nproduction against HEAD: 1 object changed\n$/);
    const json = JSON.parse((await fixture.cli(['diff', 'production', '--against-rev', 'HEAD', '--json'])).stdout);
    expect(expectShape('renderedDiff', json)).toMatchObject({
      environment: 'production',
      against: { revision: 'HEAD', commit: expect.stringMatching(/^[0-9a-f]{40}$/) },
      result: 'different',
      apps: [{ app: 'shop', objects: [{ kind: 'Deployment', name: 'shop', before: expect.stringContaining('replicas: 5') }] }],
    });
    expect(fixture.repo.git('status', '--porcelain').trim()).toBe(`M ${PRODUCTION}/replicas.yaml`);
  });

  test('a secret that changed is shown as changed, and never in clear', async () => {
    fixture.repo.write(
      'apps/shop/base/secret.yaml',
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\nstringData:\n  password: battery-staple\n',
    );
    const { code, stdout, stderr } = await fixture.cli(['diff', 'production', '--against-rev', 'HEAD']);
    expect(code).toBe(1);
    expect(stdout).toContain('Secret/shop');
    expect(stdout + stderr).not.toMatch(/correct-horse|battery-staple/);
  });

  test('what a revision failed with repeats no secret that only that revision has', async () => {
    const release = (password: string) =>
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {url: "https://example.com/f"}\n' +
      `---\napiVersion: v1\nkind: Secret\nmetadata: {name: keys, namespace: web}\nstringData:\n  values.yaml: |\n    password: ${password}\n` +
      '---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: web}\nspec:\n  valuesFrom: [{kind: Secret, name: keys}]\n' +
      '  chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}\n';
    fixture.repo.write('chart/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 1.0.0\n');
    fixture.repo.write(
      'chart/templates/config.yaml',
      '{{ if eq .Values.password "battery-staple" }}{{ fail (printf "not %s" .Values.password) }}{{ end }}' +
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
    );
    fixture.repo.write(
      'clusters/qa/flux.yaml',
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: flux-system, namespace: flux-system}\n' +
        'spec: {path: ./clusters/qa, sourceRef: {kind: GitRepository, name: flux-system}}\n',
    );
    fixture.repo.write('clusters/qa/web.yaml', release('battery-staple'));
    fixture.repo.git('add', '--all');
    fixture.repo.git('commit', '--quiet', '--message', 'web');
    fixture.repo.write('clusters/qa/web.yaml', release('other-words'));
    for (const more of [[], ['--json']]) {
      const { code, stdout, stderr } = await fixture.cli(['diff', 'qa', 'web', '--against-rev', 'HEAD', ...more]);
      expect({ code, stderr }).toMatchObject({ code: 2 });
      expect(stdout, stderr).toContain('wordsWithheld');
      expect(stdout + stderr).not.toContain('battery-staple');
    }
  });

  test('an object that comes and one that goes', async () => {
    fixture.repo.write('apps/shop/base/kustomization.yaml', 'resources: [deployment.yaml, settings.yaml]\n');
    fixture.repo.write('apps/shop/base/settings.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n');
    const { stdout } = await fixture.cli(['diff', 'production', '--against-rev', 'HEAD']);
    expect(stdout).toMatch(/\nproduction against HEAD: 1 object new, 1 object gone\n$/);
  });

  test('what cannot be rendered is unknown, on whichever side', async () => {
    fixture.repo.write(`${PRODUCTION}/replicas.yaml`, 'spec: [\n');
    const now = await fixture.cli(['diff', 'production', '--against-rev', 'HEAD']);
    expect(now.code).toBe(2);
    expect(now.stdout).toContain(`unknown: ${PRODUCTION}/replicas.yaml:`);
    fixture.repo.git('commit', '--quiet', '--all', '--message', 'broken');
    fixture.repo.git('checkout', '--quiet', 'HEAD~1', '--', PRODUCTION);
    const before = await fixture.cli(['diff', 'production', '--against-rev', 'HEAD', '--json']);
    expect(before.code).toBe(2);
    expect(expectShape('renderedDiff', JSON.parse(before.stdout))).toMatchObject({
      result: 'unknown',
      apps: [{ failures: { before: [{ file: `${PRODUCTION}/replicas.yaml` }], after: [] } }],
    });
  });

  test.each([
    [['--against-rev', 'nowhere'], 'there is no revision nowhere'],
    [['--against-rev', 'HEAD', '--snapshot', 'dump'], '--against-rev and --snapshot exclude each other.'],
    [['--against-rev', 'HEAD', '--against-env', 'staging'], '--against-rev and --against-env exclude each other.'],
    [['--against-env', 'moon'], 'There is no environment “moon”.'],
  ])('%j ends with 2 and says why', async (args, words) => {
    const { code, stdout, stderr } = await fixture.cli(['diff', 'production', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });

  test('an environment or app that the revision does not have, and one that only the revision has', async () => {
    fixture.repo.write('apps/shop/overlays/qa/kustomization.yaml', 'resources: [../../base]\n');
    const come = await fixture.cli(['diff', 'qa', '--against-rev', 'HEAD']);
    expect(come).toMatchObject({ code: 1, stdout: expect.stringMatching(/\nqa against HEAD: \d objects new\n$/) });
    const named = await fixture.cli(['diff', 'qa', 'shop', '--against-rev', 'HEAD']);
    expect(named).toMatchObject({ code: 1, stdout: expect.stringMatching(/\nqa against HEAD: \d objects new\n$/) });
    fixture.repo.git('add', '--all');
    fixture.repo.git('commit', '--quiet', '--message', 'qa');
    fixture.repo.git('rm', '--quiet', '-r', 'apps/shop/overlays/qa');
    const gone = await fixture.cli(['diff', 'qa', 'shop', '--against-rev', 'HEAD']);
    expect(gone).toMatchObject({ code: 1, stdout: expect.stringMatching(/\nqa against HEAD: \d objects gone\n$/) });
    const nowhere = await fixture.cli(['diff', 'moon', '--against-rev', 'HEAD']);
    expect(nowhere).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/There is no environment “moon”.*HEAD/) });
    const noApp = await fixture.cli(['diff', 'production', 'moon', '--against-rev', 'HEAD']);
    expect(noApp).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('There is no app “moon”') });
  });
});

describe('diff --against-env', () => {
  test('what an environment has over another', async () => {
    const { code, stdout } = await fixture.cli(['diff', 'production', '--against-env', 'staging']);
    expect(code).toBe(1);
    expect(stdout).toContain('-  replicas: 1\n+  replicas: 5\n');
    expect(stdout).toContain('-        image: shop:2.0\n+        image: shop:1.0\n');
    expect(stdout).toMatch(/\nproduction against staging: 1 object changed\n$/);
  });

  test('objects of the same name pair although each environment has a namespace of its own', async () => {
    const staging = 'apps/shop/overlays/staging/kustomization.yaml';
    fixture.repo.write(staging, 'resources: [../../base]\nnamespace: shop-staging\n');
    const { stdout } = await fixture.cli(['diff', 'production', 'shop', '--against-env', 'staging']);
    expect(stdout).toContain('-  namespace: shop-staging\n+  namespace: shop\n');
    expect(stdout).toMatch(/\nproduction against staging: 2 objects changed\n$/);
  });

  test('is unknown while a file beside the entry points of either cannot be read', async () => {
    const entry = (path: string) =>
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\n' +
      `spec: {path: ${path}, sourceRef: {kind: GitRepository, name: flux-system}}\n`;
    fixture.repo.write('web/a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
    for (const environment of ['qa', 'uat']) fixture.repo.write(`clusters/${environment}/web.yaml`, entry('./web'));
    expect(await fixture.cli(['diff', 'uat', '--against-env', 'qa'])).toMatchObject({ code: 0 });
    fixture.repo.write('clusters/qa/api.yaml', 'kind: [Kustomization\n');
    const { code, stdout, stderr } = await fixture.cli(['diff', 'uat', '--against-env', 'qa']);
    expect(code).toBe(2);
    expect(stdout).toContain('\n  unknown  whether clusters/qa/api.yaml defines more apps: it could not be read\n');
    expect(stderr).toMatch(/^clusters\/qa\/api.yaml:\d+:\d+: notYaml: /);
    const json = JSON.parse((await fixture.cli(['diff', 'uat', '--against-env', 'qa', '--json'])).stdout) as unknown;
    expect(expectShape('renderedDiff', json)).toMatchObject({ result: 'unknown', failures: { before: [{ code: 'notYaml' }], after: [] } });
    expect(await fixture.cli(['diff', 'uat', 'web', '--against-env', 'qa'])).toMatchObject({ code: 0 });
  });
});
