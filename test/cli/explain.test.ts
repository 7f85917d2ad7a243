// `explain`, the plan of `environments --json`, and where the objects of `preview --json` stand and who owns them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();
const FLEET = ['--repo', new URL('../../examples/fleet', import.meta.url).pathname];

test('explain begins with what could not be resolved, then the order, then a row for each app', async () => {
  const { stdout, code } = await fixture.cli(['explain', 'production', '--offline', ...FLEET]);
  expect(code).toBe(0);
  const titles = stdout.match(/^##? .*$/gm);
  expect(titles).toEqual(['# production', '## Not resolved', '## Order', '## Apps']);
  expect(stdout).toMatch(/\n- cart: objects \d+; from apps\/cart\/overlays\/production, Kustomization flux-system\/cart\n/);
  expect(stdout).toMatch(/\n- ingress-nginx: objects unknown, 1 not resolved; from /);
  expect(stdout).toMatch(/notFetched: ingress-nginx .* \(in ingress-nginx\)\n/);
  expect(stdout.split('\n').length).toBeLessThan(40);
});

test('explain --all says in which order things go and what could not be resolved of each', async () => {
  const { stdout, code } = await fixture.cli(['explain', 'production', '--all', ...FLEET]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# production\n\nFlux entry point in clusters\/production\. It is 3 of \d in promotion order: /);
  expect(stdout).toMatch(/\n## Order\n\n1\. flux-system\n2\. infra-controllers/);
  expect(stdout).toContain(
    '- source: GitRepository flux-system (clusters/production/flux-system/gotk-sync.yaml:3) is the source that Flux was installed from\n',
  );
  expect(stdout).toContain('- after infra-configs\n');
  expect(stdout).toContain('\n### Not resolved\n\n- infrastructure/controllers/');
  const json = expectShape('explanation', JSON.parse((await fixture.cli(['explain', 'production', 'cart', '--json', ...FLEET])).stdout));
  expect(json).toMatchObject({
    environment: 'production',
    order: 2,
    apps: [{ app: 'cart', problems: [] }],
    plan: { blocked: [] },
    unread: [],
  });
});

test('explain says which Secrets the objects of an app make, with their keys', async () => {
  fixture.repo.write(
    'apps/shop/base/login.yaml',
    'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: login}\nspec: {data: [{secretKey: user}], target: {name: db}}\n',
  );
  fixture.repo.write('apps/shop/base/kustomization.yaml', 'resources: [deployment.yaml, secret.yaml, login.yaml]\n');
  expect((await fixture.cli(['explain', 'production', 'shop'])).stdout).toContain(
    '- ExternalSecret/login in shop: Makes the Secret “db” in the cluster; Git does not hold its values. Its keys there: user.\n',
  );
});

test('explain of what is not there says so', async () => {
  const { code, stderr } = await fixture.cli(['explain', 'nowhere', ...FLEET]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('noSuchEnvironment')]);
});

test('environments --json has the plan of each, and why a source is this repository', async () => {
  const json = expectShape('environments', JSON.parse((await fixture.cli(['environments', '--json', ...FLEET])).stdout));
  const [dev] = json as readonly { plan: { steps: string[][]; blocked: unknown[] }; apps: { app: string; sourceReason?: string }[] }[];
  expect(dev?.plan.blocked).toEqual([]);
  expect(dev?.plan.steps[0]).toEqual(['flux-system']);
  expect(dev?.plan.steps.flat().sort()).toEqual(dev?.apps.map(({ app }) => app).sort());
  expect(dev?.apps.find(({ app }) => app === 'cart')?.sourceReason).toContain('is the source that Flux was installed from');
});

test('preview --json says where each object stands and which controller object owns it', async () => {
  const json = expectShape('preview', JSON.parse((await fixture.cli(['preview', 'dev', 'cart', '--json', ...FLEET])).stdout));
  const [cart] = (json as { apps: readonly { objects: readonly { kind: string; origin: object; owner?: object }[] }[] }).apps;
  const deployment = cart?.objects.find(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment');
  expect(deployment).toMatchObject({
    origin: { file: expect.stringMatching(/^apps\/cart\/base\//), line: 1, column: 1, step: 'resource' },
    owner: { kind: 'Kustomization', namespace: 'flux-system', name: 'cart' },
  });
});

test('the published shape of an app is the same in environments and in explain', () => {
  const { $defs } = JSON.parse(readFileSync(new URL('../../schema/plumbline.schema.json', import.meta.url), 'utf8'));
  const listed = $defs.environment.properties.apps.items;
  const app = listed.$ref === undefined ? listed : $defs[listed.$ref.replace('#/$defs/', '')];
  const { objects: _, problems: __, sync: ___, sources: ____, ...explained } = $defs.explanation.properties.apps.items.properties;
  expect(explained).toEqual(app.properties);
});

const SUSPENDED = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ./clusters/production, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: held, namespace: flux-system}
spec: {suspend: true, path: ./apps/shop/base, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: chart, namespace: shop}
spec:
  suspend: true
  kubeConfig: {secretRef: {name: edge}}
  dependsOn: [{name: absent}]
  chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
  valuesFrom: [{kind: ConfigMap, name: sizes}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: sizes, namespace: shop}
data: {values.yaml: 'a: 1'}
`;

test('what is suspended says so, a HelmRelease names what it is rendered from, and who waits for what nothing declares is told', async () => {
  fixture.repo.write('clusters/production/held.yaml', SUSPENDED);
  const listed = (await fixture.cli(['environments', '--offline'])).stdout;
  const words = 'suspended: Flux leaves it as it is until it is resumed';
  expect(listed).toMatch(new RegExp(`  held +apps/shop/base  Kustomization flux-system/held\\n(?:    .*\\n)*?    ${words}\\n`));
  expect(listed).toContain('  never: chart waits for shop/absent (declared nowhere in this environment)\n');
  const { stdout } = await fixture.cli(['explain', 'production', 'chart', '--offline']);
  expect(stdout).toContain('- chart never gets its turn: it waits for shop/absent (declared nowhere in this environment)\n');
  expect(stdout).toContain(`- ${words}\n`);
  expect(stdout).toContain('- goes to another cluster than its own, by spec.kubeConfig (clusters/production/held.yaml:16)\n');
  expect(stdout).toMatch(
    /- rendered from GitRepository flux-system\/flux-system \(.*\)\n- rendered from ConfigMap shop\/sizes \(clusters\/production\/held\.yaml:21\)\n/,
  );
  const json = expectShape(
    'explanation',
    JSON.parse((await fixture.cli(['explain', 'production', 'chart', '--json', '--offline'])).stdout),
  );
  expect(json).toMatchObject({ apps: [{ app: 'chart', suspended: true }] });
});
