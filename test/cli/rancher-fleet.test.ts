// Bundles of Rancher Fleet on the command line.
import { expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

test('a bundle is an app in the environment of each of its targets, and renders with its options', async () => {
  fixture.repo.write(
    'web/fleet.yaml',
    'namespace: web\ndiff: {comparePatches: [{apiVersion: v1, kind: ConfigMap, name: settings, jsonPointers: [/data]}]}\ntargetCustomizations:\n- {name: qa, clusterSelector: {matchLabels: {env: qa}}}\n',
  );
  fixture.repo.write('web/settings.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n');
  const json = expectShape('environments', JSON.parse((await fixture.cli(['environments', '--json'])).stdout));
  expect(json).toMatchObject([
    { name: 'qa', reason: 'target qa of web/fleet.yaml:4', apps: [{ app: 'web', kind: 'fleetBundle' }] },
    {},
    {},
  ]);
  const explained = expectShape('explanation', JSON.parse((await fixture.cli(['explain', 'qa', '--json'])).stdout));
  expect(explained).toMatchObject({
    apps: [{ kind: 'fleetBundle', objects: 1, driftIgnores: [{ object: 'ConfigMap settings', fields: ['/data'], line: 2 }] }],
  });
  const preview = await fixture.cli(['preview', 'qa', '--why']);
  expect(preview.stdout).toMatch(/namespace: web +# .*web\/fleet\.yaml:1/);
  expect(preview.code, preview.stderr).toBe(0);
  expect((await fixture.cli(['environments'])).stdout).toContain('Which clusters the target qa reaches is not known here');
  const check = await fixture.cli(['check', 'qa', '--format', 'json']);
  expect(JSON.parse(check.stdout)).toMatchObject({ counts: { error: 0 } });
});
