// `diff` against snapshots, and the sample fleet from end to end.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../support/cli';
import { cliFixture } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

describe('diff', () => {
  const dump = (replicas: number) => ({
    'dump/namespaces.yaml':
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: kube-system\n  uid: 11111111-1111-1111-1111-111111111111\n',
    'dump/deployments.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n  namespace: shop\n  uid: u1\nspec:\n  replicas: ${replicas}\n`,
  });

  test('against a snapshot: differences with their owners, secrets masked, and an exit code', async () => {
    for (const [path, content] of Object.entries(dump(3))) fixture.repo.write(path, content);
    const { code, stdout } = await fixture.cli(['diff', 'production', '--snapshot', 'dump']);
    expect(code).toBe(1);
    expect(stdout).toContain('Deployment/shop in shop');
    expect(stdout).toContain('Secret/shop in shop: missing');
    expect(stdout).not.toContain('correct-horse');
    expect(stdout).toMatch(/\nproduction against snapshot:.*: .*1 missing/);
    // What differs stands together at the end, the worst first.
    expect(stdout).toMatch(/\n {2}missing {2}Secret\/shop in shop\n {2}drifted {2}Deployment\/shop in shop\n$/);
    const json = await fixture.cli(['diff', 'production', '--snapshot', 'dump', '--json']);
    expect(expectShape('diff', JSON.parse(json.stdout))).toMatchObject({ environment: 'production' });
    expect(json.code).toBe(code);
    expect(json.stdout).not.toContain('correct-horse');
  });

  test('a file beside the entry points that cannot be read leaves the environment unknown, whatever the rest says', async () => {
    const shop = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata: {a: "1"}\n';
    const flux =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\n' +
      'spec: {path: ./web, sourceRef: {kind: GitRepository, name: flux-system}}\n';
    const labels = 'labels: {kustomize.toolkit.fluxcd.io/name: web, kustomize.toolkit.fluxcd.io/namespace: flux-system}, ';
    const tree = {
      'clusters/qa/web.yaml': flux,
      'web/a.yaml': shop,
      'live/a.yaml': `${shop.replace('name: a', `${labels}name: a`)}---\n${flux}`,
    };
    for (const [path, content] of Object.entries(tree)) fixture.repo.write(path, content);
    expect(await fixture.cli(['diff', 'qa', '--snapshot', 'live'])).toMatchObject({ code: 0 });
    fixture.repo.write('clusters/qa/api.yaml', 'kind: [Kustomization\n');
    const { code, stdout, stderr } = await fixture.cli(['diff', 'qa', '--snapshot', 'live']);
    expect(code).toBe(2);
    expect(stdout).toContain('  unknown  whether clusters/qa/api.yaml defines more apps: it could not be read\n');
    expect(stderr).toMatch(/^clusters\/qa\/api.yaml:\d+:\d+: notYaml: /);
    const json = await fixture.cli(['diff', 'qa', '--snapshot', 'live', '--json']);
    expect(expectShape('diff', JSON.parse(json.stdout))).toMatchObject({ verdict: 'unknown', failures: [{ code: 'notYaml' }] });
    expect(await fixture.cli(['diff', 'qa', 'web', '--snapshot', 'live'])).toMatchObject({ code: 0 });
  });

  test('an environment that is pinned to a snapshot is compared with it again', async () => {
    for (const [path, content] of Object.entries(dump(3))) fixture.repo.write(path, content);
    const first = await fixture.cli(['diff', 'production', '--snapshot', 'dump', '--pin']);
    const again = await fixture.cli(['diff', 'production']);
    const untagged = (text: string) => text.replace(/•{8} \(\w+\)/g, '••••••••');
    expect({ ...again, stdout: untagged(again.stdout) }).toEqual({ ...first, stdout: untagged(first.stdout) });
    expect(again.stdout).toMatch(/\nproduction against snapshot:dump: /);
  });

  test('an environment that is pinned elsewhere is refused', async () => {
    for (const [path, content] of Object.entries(dump(3))) fixture.repo.write(path, content);
    await fixture.cli(['diff', 'production', '--snapshot', 'dump', '--pin']);
    fixture.repo.write('dump/namespaces.yaml', dump(3)['dump/namespaces.yaml'].replaceAll('1111', '2222'));
    const { code, stdout, stderr } = await fixture.cli(['diff', 'production', '--snapshot', 'dump']);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain('contextMismatch: This is not the cluster that the environment “production” is pinned to:');
  });

  test.each([
    [['diff', 'moon'], 'noSuchEnvironment: '],
    [['diff', 'production', 'x'], 'noSuchApp: '],
    [['diff', 'production', '--snapshot', 'nowhere'], 'snapshotInvalid: '],
    [['diff', 'production', '--context', 'gone'], 'noSuchContext: '],
    [['diff', 'production'], 'noCluster: '],
  ])('%j ends with 2 and says why', async (args, start) => {
    const { code, stdout, stderr } = await fixture.cli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(start);
  });
});

test('the sample fleet: every environment renders, and the production snapshot has drifted', async () => {
  const fleet = join(projectRoot, 'examples/fleet');
  const environments = expectShape('environments', JSON.parse((await fixture.cli(['environments', '--json', '--repo', fleet])).stdout)) as {
    name: string;
    apps: { app: string; kind: string }[];
  }[];
  expect(environments.map(({ name }) => name).slice(0, 3)).toEqual(['dev', 'staging', 'production']);
  for (const { name, apps } of environments.slice(0, 3)) {
    const preview = expectShape('preview', JSON.parse((await fixture.cli(['preview', name, '--json', '--repo', fleet])).stdout)) as {
      apps: { app: string; objects: unknown[]; failures: unknown[] }[];
    };
    const rendered = apps.filter(({ kind }) => kind === 'fluxKustomization').map(({ app }) => app);
    for (const app of preview.apps.filter((candidate) => rendered.includes(candidate.app))) {
      expect({ app: app.app, failures: app.failures, empty: app.objects.length === 0 }).toEqual({
        app: app.app,
        failures: [],
        empty: false,
      });
    }
  }
  const snapshot = join(fleet, 'snapshots/production');
  const diff = await fixture.cli(['diff', 'production', 'storefront', '--snapshot', snapshot, '--json', '--repo', fleet]);
  expect(diff.code).toBe(1);
  expect(expectShape('diff', JSON.parse(diff.stdout))).toMatchObject({ verdict: 'drifted', apps: [{ app: 'storefront' }] });
  const storefront = ['diff', 'production', 'storefront', '--snapshot', snapshot, '--repo', fleet];
  expect((await fixture.cli(storefront)).stdout).toMatch(/ignored \(set by the server\): \d+ fields/);
  expect((await fixture.cli([...storefront, '--ignored'])).stdout).toMatch(
    /ignored \(set by the server\): .*spec\.progressDeadlineSeconds/,
  );
  const quiet = await fixture.cli(['diff', 'production', 'infra-configs', '--snapshot', snapshot, '--json', '--repo', fleet]);
  expect({ code: quiet.code, verdict: JSON.parse(quiet.stdout).verdict }).toEqual({ code: 0, verdict: 'inSync' });
});
