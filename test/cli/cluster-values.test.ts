// Variables and values that only a cluster has: asked for where the user names the cluster, masked wherever they land.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { expectShape } from '../support/json-schema';

const fixture = cliFixture();

const KUSTOMIZATION = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web, namespace: flux-system}
spec:
  path: ./web
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substituteFrom: [{kind: Secret, name: vars}]}
`;
const MADE = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: vars, namespace: flux-system}\nspec: {}\n';
const WEB =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: default}\ndata: {host: "${host}", url: "https://x:${token}@h"}\n';
const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'vars', namespace: 'flux-system', uid: 'u2' },
  data: { token: btoa('hunter2-token'), host: btoa('shop.example.com') },
};
const SYSTEM = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: 'u1' } };

function snapshot(...objects: readonly object[]): string {
  const folder = join(dirname(fixture.repo.root), 'dump');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'objects.yaml'), objects.map((object) => `${JSON.stringify(object)}\n`).join('---\n'));
  return folder;
}

function writeFleet(): void {
  for (const [path, text] of [
    ['clusters/qa/web.yaml', KUSTOMIZATION],
    ['web/web.yaml', WEB],
    ['secrets/vars.yaml', MADE],
  ] as const)
    fixture.repo.write(path, text);
}

test('a preview names what makes the Secret; with a cluster it has its values, masked', async () => {
  writeFleet();
  const without = await fixture.cli(['preview', 'qa', 'web']);
  expect(without.stdout).toContain('host: ${host}\n');
  expect(without.stderr).toContain(
    'clusters/qa/web.yaml:7:53: onlyInCluster: Secret/vars is only in the cluster: postBuild.substituteFrom asks for it, and the ExternalSecret vars (secrets/vars.yaml:1) makes it there.',
  );
  const dump = snapshot(SYSTEM, SECRET);
  const { stdout, stderr, code } = await fixture.cli(['preview', 'qa', 'web', '--snapshot', dump]);
  expect([stderr, code]).toEqual(['', 0]);
  expect(stdout).not.toContain('${');
  for (const secret of ['hunter2-token', 'shop.example.com', btoa('hunter2-token')]) expect(stdout).not.toContain(secret);
  expect(stdout.match(/^ {2}(?:host|url): .*$/gm)).toHaveLength(2);
});

test('drift is told against the values of the cluster, and prints none of them', async () => {
  writeFleet();
  const web = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'default', uid: 'u3' } };
  const dump = snapshot(SYSTEM, SECRET, { ...web, data: { host: 'shop.example.com', url: 'https://x:hunter2-token@h' } });
  const { stdout } = await fixture.cli(['diff', 'qa', 'web', '--snapshot', dump, '--json']);
  const json = expectShape('diff', JSON.parse(stdout)) as { apps: readonly { failures: readonly { code: string }[] }[] };
  expect(json.apps[0]?.failures.map(({ code }) => code)).not.toContain('onlyInCluster');
  for (const secret of ['hunter2-token', 'shop.example.com']) expect(stdout).not.toContain(secret);
});

test('a cluster without the Secret says that it is missing there', async () => {
  writeFleet();
  const { stderr, code } = await fixture.cli(['preview', 'qa', 'web', '--snapshot', snapshot(SYSTEM)]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('notInCluster: The cluster has no Secret flux-system/vars: no file')]);
  expect(stderr).toContain('Secret flux-system/vars');
});
