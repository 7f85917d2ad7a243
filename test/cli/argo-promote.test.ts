// A release of an Argo CD Application: an image tag among the parameters of Helm, compared and promoted from one environment to the next.
import { expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';
import { gitRepo } from '../support/git-repo';

const fixture = cliFixture();

const application = (environment: string, tag: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop-${environment}, namespace: argocd}
spec:
  project: default
  destination: {name: ${environment}, namespace: shop}
  source:
    repoURL: https://git.example/fleet.git
    path: chart
    helm:
      releaseName: shop
      parameters:
      - name: image.tag
        value: "${tag}"  # the release
`;

const POD = `apiVersion: v1
kind: Pod
metadata: {name: shop}
spec: {containers: [{name: shop, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]}
`;

test('a tag in a parameter is a version: it is compared, and promoted at its line', async () => {
  const repo = gitRepo({
    'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'chart/values.yaml': 'image: {repository: example.com/shop, tag: "0"}\n',
    'chart/templates/pod.yaml': POD,
    'argocd/dev.yaml': application('dev', '1.3.0'),
    'argocd/prod.yaml': application('prod', '1.2.0'),
  });
  try {
    const listed = await fixture.cli(['environments'], { cwd: repo.root });
    expect(listed.stdout).toContain('example.com/shop 1.2.0  argocd/prod.yaml:14');
    const compared = await fixture.cli(['diff', 'prod', '--against-env', 'dev'], { cwd: repo.root });
    expect(compared).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('-  - image: example.com/shop:1.3.0\n+  - image: example.com/shop:1.2.0'),
    });
    const promoted = await fixture.cli(['promote', 'shop-dev', '--from', 'dev', '--to', 'prod', '--branch', 'release'], { cwd: repo.root });
    expect(promoted).toMatchObject({ code: 0, stdout: expect.stringContaining('example.com/shop  1.2.0 -> 1.3.0') });
    expect(repo.git('show', 'release:argocd/prod.yaml')).toBe(application('prod', '1.3.0'));
  } finally {
    repo.remove();
  }
});
