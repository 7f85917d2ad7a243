// `environments`, `preview` and `why`.
import { describe, expect, test } from 'vitest';
import { createPins } from '../../src/adapters/pins';
import { cliFixture, PRODUCTION } from '../support/cli-fleet';
import { gitRepo } from '../support/git-repo';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

describe('environments, preview and why', () => {
  test('the environments in promotion order, in words and as JSON', async () => {
    const { stdout } = await fixture.cli(['environments']);
    expect(stdout.indexOf('staging')).toBeLessThan(stdout.indexOf('production'));
    expect(stdout).toContain('shop 1.0  apps/shop/overlays/production/kustomization.yaml:6');
    const json = expectShape('environments', JSON.parse((await fixture.cli(['environments', '--json'])).stdout));
    expect(json).toMatchObject([
      {
        name: 'staging',
        order: 0,
        apps: [{ path: 'apps/shop/overlays/staging', kind: 'kustomization', versions: [{ image: 'shop', tag: '2.0' }] }],
      },
      { name: 'production', order: 1 },
    ]);
  });

  test('the context that an environment is pinned to is listed with it', async () => {
    await createPins(fixture.repo.root).write('production', { context: 'shop-eu', uid: 'u1' });
    expect((await fixture.cli(['environments'])).stdout).toMatch(/^production {2}\(.*, pinned to shop-eu\)$/m);
    const json = expectShape('environments', JSON.parse((await fixture.cli(['environments', '--json'])).stdout));
    expect(json).toMatchObject([{ name: 'staging' }, { name: 'production', context: 'shop-eu' }]);
    expect((json as readonly object[])[0]).not.toHaveProperty('context');
  });

  test('an ApplicationSet that asks a Git host is in the list of the sample fleet, with its generator', async () => {
    const repo = ['--repo', new URL('../../examples/fleet', import.meta.url).pathname];
    const { stdout, stderr } = await fixture.cli(['environments', ...repo]);
    expect(stdout).toContain('storefront-previews  argocd  ApplicationSet argocd/storefront-previews');
    expect(stdout).toContain(
      'unknown: argocd/previews.yaml:11:7: controllerOnly: What the generator pullRequest gives is known to the controller alone: ',
    );
    expect(stderr).not.toContain('ApplicationSet');
    const json = expectShape('environments', JSON.parse((await fixture.cli(['environments', '--json', ...repo])).stdout));
    expect(json).toMatchObject([
      {},
      {},
      {},
      {
        name: 'in-cluster',
        apps: [{ app: 'docs' }, { kind: 'argoApplicationSet', owner: { kind: 'ApplicationSet', name: 'storefront-previews' } }],
      },
    ]);
  });

  test('what other tools carry out is listed with its environment, and what is of none at the end', async () => {
    fixture.repo.write('atlantis.yaml', 'projects:\n- {dir: dns, workspace: production}\n- {dir: shared}\n');
    const canary =
      'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {name: shop}\nspec: {targetRef: {kind: Deployment, name: shop}}\n';
    fixture.repo.write(`${PRODUCTION}/canary.yaml`, canary);
    fixture.repo.write(`${PRODUCTION}/kustomization.yaml`, 'resources: [../../base, canary.yaml]\n');
    const { stdout } = await fixture.cli(['environments']);
    expect(stdout).toContain(`    Deployment shop rolled out by Canary shop  ${PRODUCTION}/canary.yaml:1\n`);
    expect(stdout).toContain(
      '  Atlantis project dns (production)  dns  workspace production  atlantis.yaml:2  (workspace production)\n' +
        '\nOther\n  Atlantis project shared  atlantis.yaml:3  (no environment is called so: folder shared)\n',
    );
    const json = await fixture.cli(['environments', '--json']);
    expect(expectShape('environments', JSON.parse(json.stdout))).toMatchObject([
      { name: 'staging' },
      {
        name: 'production',
        apps: [{ rollouts: [{ kind: 'Canary', target: 'Deployment shop' }] }],
        parts: [{ kind: 'atlantis', folder: 'dns', workspace: 'production', file: 'atlantis.yaml', line: 2 }],
      },
    ]);
    expect(json.stderr).toContain('of no environment:  Atlantis project shared');
  });

  test('a preview says which Secret each object makes, as JSON too', async () => {
    const sealed = 'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: api\nspec:\n  encryptedData: {key: AgBy}\n';
    fixture.repo.write('apps/shop/overlays/staging/kustomization.yaml', 'resources: [../../base, sealed.yaml]\n');
    fixture.repo.write('apps/shop/overlays/staging/sealed.yaml', sealed);
    const { stderr } = await fixture.cli(['preview', 'staging']);
    expect(stderr).toContain('note: SealedSecret/api: Makes the Secret “api” in the cluster; Git does not hold its values.');
    const json = expectShape('preview', JSON.parse((await fixture.cli(['preview', 'staging', '--json'])).stdout));
    const { objects } = (json as { apps: { objects: { kind: string; notes?: unknown }[] }[] }).apps[0] as {
      objects: { kind: string; notes?: unknown }[];
    };
    expect(objects.filter(({ notes }) => notes !== undefined)).toMatchObject([
      { kind: 'SealedSecret', notes: [{ code: 'makesSecret' }, { code: 'secretKeys' }] },
    ]);
  });

  test('a file that may define more apps and cannot be read is in the list, even without warnings, and missing from the preview', async () => {
    const flux =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: flux-system}\n' +
      'spec: {path: ./web, sourceRef: {kind: GitRepository, name: flux-system}}\n';
    fixture.repo.write('clusters/qa/web.yaml', flux);
    fixture.repo.write('clusters/qa/api.yaml', 'kind: [Kustomization\n');
    const { stdout } = await fixture.cli(['environments', '--quiet']);
    expect(stdout).toContain('  unknown: whether clusters/qa/api.yaml defines more apps: it could not be read\n');
    const json = expectShape('environments', JSON.parse((await fixture.cli(['environments', '--json'])).stdout));
    expect(json).toContainEqual(expect.objectContaining({ name: 'qa', unread: [expect.objectContaining({ code: 'notYaml' })] }));
    fixture.repo.write('web/a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
    expect(await fixture.cli(['preview', 'qa'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/^clusters\/qa\/api\.yaml:/) });
    const { code, stdout: preview } = await fixture.cli(['preview', 'qa', '--json']);
    expect(code).toBe(1);
    expect(expectShape('preview', JSON.parse(preview))).toMatchObject({ apps: [{ failures: [] }], failures: [{ code: 'notYaml' }] });
    expect(await fixture.cli(['preview', 'qa', 'web'])).toMatchObject({ code: 0, stderr: '' });
  });

  test('a tree without an environment says how to get one', async () => {
    const empty = gitRepo();
    const { code, stderr } = await fixture.cli(['environments'], { cwd: empty.root });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^noEnvironment: No environment was found\./);
    expect(await fixture.cli(['environments', '--json'], { cwd: empty.root })).toEqual({ code: 1, stdout: '[]\n', stderr });
    empty.remove();
  });

  test('preview masks; names that do not exist are said', async () => {
    const { code, stdout } = await fixture.cli(['preview', 'production']);
    expect(code).toBe(0);
    expect(stdout).toContain('replicas: 5');
    expect(stdout).toContain('password: ••••••••');
    expect(stdout).not.toContain('correct-horse');
    const json = expectShape('preview', JSON.parse((await fixture.cli(['preview', 'production', '--json'])).stdout));
    expect(json).toMatchObject({
      apps: [{ objects: [{ kind: 'Secret' }, { kind: 'Deployment', yaml: expect.stringContaining('kind: Deployment') }] }],
    });
    for (const args of [
      ['preview', 'moon'],
      ['why', 'moon', 'Deployment/shop', 'spec.replicas'],
      ['promote', 'shop', '--from', 'moon', '--to', 'production'],
    ]) {
      expect(await fixture.cli(args)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^noSuchEnvironment: There is no environment “moon”/),
      });
    }
    expect(await fixture.cli(['preview', 'production', 'x'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^noSuchApp: There is no app “x”/),
    });
  });

  test('why says of an object that is not there whether it may be in what could not be rendered', async () => {
    const why = () => fixture.cli(['why', 'production', 'Deployment/sho', 'spec.replicas']);
    expect(await why()).toMatchObject({ code: 1, stderr: expect.stringMatching(/^noSuchObject: .*there is shop\. /) });
    fixture.repo.write('apps/other/overlays/production/kustomization.yaml', 'resources: [none.yaml]\n');
    expect(await why()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^objectUnknown: It is not known whether .*there is shop/),
    });
  });

  test('why gives the chain, also through a selection by name', async () => {
    const { stdout } = await fixture.cli(['why', 'production', 'deployment/shop', 'spec.replicas']);
    expect(stdout).toBe(
      'spec.replicas: 5\n  apps/shop/overlays/production/replicas.yaml:6:13  (patch)\n  over apps/shop/base/deployment.yaml:6:13  (resource)\n',
    );
    const path = 'spec.template.spec.containers[name=shop].image';
    const json = expectShape('why', JSON.parse((await fixture.cli(['why', 'production', 'Deployment/shop', path, '--json'])).stdout));
    expect(json).toMatchObject({
      path,
      value: 'shop:1.0',
      steps: [{ file: `${PRODUCTION}/kustomization.yaml`, line: 6, step: 'image' }, {}],
      by: [{ file: `${PRODUCTION}/kustomization.yaml`, line: 5 }],
    });
    const secret = await fixture.cli(['why', 'production', 'Secret/shop', 'stringData.password']);
    expect(secret.stdout).toContain('••••••••');
    expect(secret.stdout).not.toContain('correct-horse');
    fixture.repo.write(
      `${PRODUCTION}/kustomization.yaml`,
      'resources: [../../base]\nconfigMapGenerator:\n  - name: settings\n    literals:\n      - colour=blue\n',
    );
    const { stdout: listed } = await fixture.cli(['preview', 'production', '--json']);
    const name = /settings-[a-z0-9]+/.exec(listed)?.[0] ?? '';
    expect((await fixture.cli(['why', 'production', `ConfigMap/${name}`, 'metadata.name'])).stdout).toBe(
      `metadata.name: ${name}\n  ${PRODUCTION}/kustomization.yaml:3:5  (hash)\n  over ${PRODUCTION}/kustomization.yaml:3:11  (generator)\n` +
        `  made from ${PRODUCTION}/kustomization.yaml:5:16  (generator)\n`,
    );
    const nothing = await fixture.cli(['why', 'production', 'Deployment/shop', 'spec.containers[name=x].image']);
    expect(nothing).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('noSuchField: The object has no field spec.containers[name=x].image'),
    });
  });
});
