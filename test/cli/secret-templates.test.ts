// Literal values in the templates of ExternalSecrets and SealedSecrets, and what SOPS encrypted, through every verb that shows objects.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';

const fixture = cliFixture();
const OVERLAY = 'apps/shop/overlays/production';

const object = (password: string): string => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: login}
spec: {target: {template: {data: {user: "{{ .user }}", password: ${password}}}}}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: sealed}
spec: {encryptedData: {key: AgBy3i4OJSWK}, template: {stringData: {password: ${password}}}}
`;

beforeEach(() => {
  fixture.repo.write(`${OVERLAY}/login.yaml`, object('zebra-quilt'));
  const path = `${OVERLAY}/kustomization.yaml`;
  fixture.repo.write(path, 'resources: [../../base, login.yaml]\nnamespace: shop\n');
  fixture.repo.git('add', '.');
  fixture.repo.git('commit', '-q', '-m', 'login');
});

test('preview shows templates and what is sealed, and no literal value', async () => {
  for (const json of [[], ['--json']]) {
    const { stdout, stderr } = await fixture.cli(['preview', 'production', ...json]);
    expect(stdout + stderr).not.toContain('zebra');
    expect(stdout).toContain('{{ .user }}');
    expect(stdout).toContain('AgBy3i4OJSWK');
  }
});

test('a diff with another commit says that they changed', async () => {
  fixture.repo.write(`${OVERLAY}/login.yaml`, object('marzipan-quilt'));
  for (const json of [[], ['--json']]) {
    const { stdout, stderr, code } = await fixture.cli(['diff', 'production', '--against-rev', 'HEAD', ...json]);
    expect(code).toBe(1);
    expect(stdout + stderr).not.toMatch(/zebra|marzipan/);
    expect(stdout).toMatch(/password: •{8}/);
  }
});

test('a diff with a snapshot shows neither side, a key too many included', async () => {
  const folder = join(dirname(fixture.repo.root), 'dump');
  mkdirSync(folder, { recursive: true });
  const live = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'login', namespace: 'shop' },
    spec: { target: { template: { data: { user: '{{ .user }}', password: 'marzipan-quilt', more: 'walnut-quilt' } } } },
  };
  writeFileSync(join(folder, 'objects.yaml'), JSON.stringify(live));
  for (const json of [[], ['--json']]) {
    const { stdout, stderr } = await fixture.cli(['diff', 'production', '--snapshot', folder, ...json]);
    expect(stdout + stderr).toContain('login');
    expect(stdout + stderr).not.toMatch(/zebra|marzipan|walnut/);
  }
});

test('render prints them as kustomize does', async () => {
  const { stdout } = await fixture.cli(['render', OVERLAY]);
  expect(stdout.match(/zebra-quilt/g)).toHaveLength(2);
});

test('why and reach do not tell them', async () => {
  const why = await fixture.cli(['why', 'production', 'ExternalSecret/login', 'spec.target.template.data.password']);
  const reach = await fixture.cli(['reach', `${OVERLAY}/login.yaml:4`]);
  expect(why.stdout).toContain('login.yaml:4');
  expect(why.stdout + reach.stdout).toMatch(/•{8}/);
  expect(why.stdout + why.stderr + reach.stdout + reach.stderr).not.toContain('zebra');
});
