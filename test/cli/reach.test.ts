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

  test('of a value that may be among those that an origin does not name', async () => {
    const chart = `${PRODUCTION}/charts/chart`;
    fixture.repo.write(`${PRODUCTION}/kustomization.yaml`, 'resources: [../../base]\nhelmCharts:\n  - name: chart\n    releaseName: web\n');
    fixture.repo.write(`${chart}/Chart.yaml`, 'apiVersion: v2\nname: chart\nversion: 1.0.0\n');
    fixture.repo.write(`${chart}/values.yaml`, Array.from({ length: 2100 }, (_, index) => `key${index}: value ${index}\n`).join(''));
    fixture.repo.write(
      `${chart}/templates/a.yaml`,
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n' +
        '  {{- $all := "" }}{{ range $value := .Values }}{{ if kindIs "string" $value }}{{ $all = printf "%s %s" $all $value | sha256sum }}{{ end }}{{ end }}\n' +
        '  all: {{ $all }}\n',
    );
    // Go's order of keys, by which key999 is the last.
    const line = `${chart}/values.yaml:1000`;
    expect(await reach(line)).toEqual({
      code: 2,
      stderr: '',
      stdout:
        `${line} decides nothing in any environment, as far as is known\n` +
        'it may bear on 1 field more of production: shop (of more values than are named, see --json)\n',
    });
    const json = expectShape('reach', JSON.parse((await reach(line, '--json')).stdout));
    expect(json).toMatchObject({
      undecided: [{ environment: 'production', app: 'shop', fields: [{ kind: 'ConfigMap', name: 'web', path: 'data.all' }] }],
    });
  });

  test('of a file that is not there is refused', async () => {
    expect(await reach('apps/none.yaml:1')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('notFound') });
  });
});
