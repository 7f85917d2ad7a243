// `reach`: what a line decides in every environment, as text and as JSON.
import { describe, expect, test } from 'vitest';
import { cliFixture, PRODUCTION } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();
const reach = (...args: string[]) => fixture.cli(['reach', ...args]);
const DEPLOYMENT = 'apps/shop/base/deployment.yaml';

describe('reach', () => {
  test('of a line that one environment takes and another one overrides', async () => {
    expect(await reach(`${DEPLOYMENT}:6`)).toEqual({
      code: 0,
      stderr: '',
      stdout:
        '== staging: shop\n  Deployment/shop in shop\n    spec.replicas: 1  (sets, resource)\n' +
        '== production: shop\n  Deployment/shop in shop\n' +
        `    spec.replicas: 5  (overridden by ${PRODUCTION}/replicas.yaml:6:13 (patch))\n`,
    });
  });

  test('of a file seen from the current folder, and from that of --repo', async () => {
    const line = '== production: shop\n  Deployment/shop in shop\n    spec.replicas: 5  (sets, patch)\n';
    expect((await fixture.cli(['reach', 'replicas.yaml:6'], { cwd: `${fixture.repo.root}/${PRODUCTION}` })).stdout).toBe(line);
    const elsewhere = await fixture.cli(['reach', `${PRODUCTION}/replicas.yaml:6`, '--repo', fixture.repo.root], { cwd: '/' });
    expect(elsewhere.stdout).toBe(line);
  });

  test('as JSON, with paths as why takes them and Secrets masked', async () => {
    const { stdout } = await reach('apps/shop/base/secret.yaml:6', '--json');
    expect(stdout).not.toContain('correct-horse');
    const { apps } = expectShape('reach', JSON.parse(stdout)) as { apps: { environment: string; fields: Record<string, unknown>[] }[] };
    expect(apps.map(({ environment }) => environment)).toEqual(['staging', 'production']);
    expect(apps[0]?.fields).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: 'shop',
        name: 'shop',
        path: 'stringData.password',
        value: expect.stringMatching(/^•{8}/),
        how: 'sets',
        at: { file: 'apps/shop/base/secret.yaml', line: 6, column: 13, step: 'resource' },
        origin: { file: 'apps/shop/base/secret.yaml', line: 6, column: 13, step: 'resource' },
      },
    ]);
  });

  test('of a line that decides nothing; where something could not be rendered, that is not known', async () => {
    const comment = 'apps/shop/overlays/staging/kustomization.yaml:4';
    expect(await reach(comment)).toEqual({ code: 0, stderr: '', stdout: `${comment} decides nothing in any environment\n` });
    fixture.repo.write(`${PRODUCTION}/kustomization.yaml`, 'resources: [../../base, none.yaml]\n');
    const broken = await reach(comment);
    expect(broken.code).toBe(2);
    expect(broken.stdout).toContain('not everything is known of 1 app');
    expectShape('reach', JSON.parse((await reach(comment, '--json')).stdout));
  });

  test('of a file that is not there is refused', async () => {
    expect(await reach('apps/none.yaml:1')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('notFound') });
  });
});
