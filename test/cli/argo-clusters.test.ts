// Clusters that only the cluster of Argo CD knows: the generator of an ApplicationSet has them where the user names it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';

const fixture = cliFixture();

const SET = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: web, namespace: argocd}
spec:
  goTemplate: true
  generators:
  - clusters: {selector: {matchLabels: {stage: qa}}}
  template:
    metadata: {name: "web-{{ .name }}"}
    spec:
      project: default
      source: {repoURL: "https://git.example/fleet", path: web, targetRevision: main}
      destination: {name: "{{ .name }}", namespace: web}
`;
const SYSTEM = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: 'u1' } };
const CLUSTER = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'qa', namespace: 'argocd', uid: 'u2', labels: { 'argocd.argoproj.io/secret-type': 'cluster', stage: 'qa' } },
  data: { name: btoa('qa-eu'), server: btoa('https://qa.example'), config: btoa('{"bearerToken":"correct-horse"}') },
};

test('environments, preview and explain know the environment of a cluster that a snapshot holds; without one it is named as unknown', async () => {
  fixture.repo.write('sets/web.yaml', SET);
  fixture.repo.write('web/web.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n');
  const folder = join(dirname(fixture.repo.root), 'dump');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'objects.yaml'), [SYSTEM, CLUSTER].map((object) => `${JSON.stringify(object)}\n`).join('---\n'));

  const without = await fixture.cli(['environments']);
  expect(without.stdout).toMatch(/sets\/web.yaml:7:\d+: controllerOnly: .*generator clusters/);
  expect(without.stdout).not.toContain('qa-eu');

  const listed = await fixture.cli(['environments', '--snapshot', folder]);
  expect(listed.stdout).toContain('web-qa-eu');
  expect(listed.stdout).not.toContain('controllerOnly');
  const preview = await fixture.cli(['preview', 'qa-eu', '--snapshot', folder, '--json']);
  expect([preview.stderr, preview.code]).toEqual(['', 0]);
  expect(JSON.parse(preview.stdout)).toMatchObject({ apps: [{ app: 'web-qa-eu', objects: [{ kind: 'ConfigMap', name: 'web' }] }] });
  const explained = await fixture.cli(['explain', 'qa-eu', '--snapshot', folder]);
  expect(explained.stdout).toContain('web-qa-eu');
  for (const { stdout, stderr } of [listed, preview, explained]) expect(stdout + stderr).not.toMatch(/correct-horse/);
});
