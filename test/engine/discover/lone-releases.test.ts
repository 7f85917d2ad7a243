// HelmReleases that nothing in the repository applies are not lost: they stand in the environment that their folder names, with the reason.
import { expect, test } from 'vitest';
import { discover } from '../../../src/engine/discover/discover';
import { memoryFiles } from '../../support/memory-files';

const release = (name: string): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${name}}\nspec: {chart: {spec: {chart: c, version: 1.0.0, sourceRef: {kind: HelmRepository, name: r}}}}\n`;

function found(tree: Readonly<Record<string, string>>) {
  return discover(memoryFiles(tree)).environments.map(({ name, apps }) => [
    name,
    apps.map(({ app, unresolved }) => [app, ...unresolved.map(({ detail }) => detail)].join(': ')),
  ]);
}

test('in the folder of a cluster', () => {
  expect(found({ 'clusters/production/web.yaml': release('web'), 'lib/other.yaml': release('other') })).toEqual([
    ['production', ['web: no Kustomization of this repository applies clusters/production/web.yaml']],
  ]);
});

test('beside a Kustomization that leads elsewhere', () => {
  const kustomization = `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec: {path: ./apps, sourceRef: {kind: GitRepository, name: flux-system}}\n`;
  const tree = {
    'clusters/production/apps.yaml': kustomization,
    'clusters/production/web.yaml': release('web'),
    'apps/api.yaml': release('api'),
  };
  expect(found(tree)).toEqual([
    ['production', ['api', 'apps', 'web: no Kustomization of this repository applies clusters/production/web.yaml']],
  ]);
});

test('not where an overlay of the environment holds it', () => {
  const tree = { 'overlays/production/kustomization.yaml': 'resources: [web.yaml]\n', 'overlays/production/web.yaml': release('web') };
  expect(found(tree)).toEqual([['production', ['production']]]);
});

test('not where an artifact takes it in, merged with another file', () => {
  const generator =
    'apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata: {name: g, namespace: flux-system}\nspec: {sources: [{alias: fleet, kind: GitRepository, name: flux-system}], artifacts: [{name: web, copy: [{from: "@fleet/clusters/production/web.yaml", to: "@artifact/"}, {from: "@fleet/more.yaml", to: "@artifact/web.yaml", strategy: Merge}]}]}\n';
  const kustomization =
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec: {path: ./, sourceRef: {kind: ExternalArtifact, name: web}}\n';
  const tree = {
    'clusters/production/flux-system/apps.yaml': kustomization,
    'clusters/production/flux-system/generator.yaml': generator,
    'clusters/production/web.yaml': release('web'),
    'more.yaml': release('web'),
  };
  expect(found(tree)).toEqual([['production', ['apps', 'web']]]);
});
