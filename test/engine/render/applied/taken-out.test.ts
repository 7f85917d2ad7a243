// What a patch takes out of the folder of an app is none: neither are the apps that it would apply itself.
import { describe, expect, test } from 'vitest';
import { createDiscoveryCache } from '../../../../src/engine/discover/discover';
import { discoverFleet, walkFleet } from '../../../../src/engine/pipeline';
import { memoryFiles } from '../../../support/memory-files';
import { application, pod, type Tree } from './fleets';
import { fluxKustomization, helmRelease, kustomization } from '../../discover/trees';

const inFolder = (name: string, path: string, more = ''): string => application(name, `{repoURL: x, path: ${path}${more}}`);

const set = (name: string, app: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: ${name}, namespace: argocd}
spec:
  generators: [{list: {elements: [{app: ${app}}]}}]
  template:
    metadata: {name: "{{app}}"}
    spec:
      project: default
      source: {repoURL: x, path: "apps/{{app}}"}
      destination: {server: "https://kubernetes.default.svc", namespace: shop}
`;

const outOfFlux = (target: string): string => `patches:
    - target: {${target}}
      patch: |
        $patch: delete
        apiVersion: any/v1
        kind: Any
        metadata: {name: any}`;

const outOfArgo = (target: string): string =>
  `, kustomize: {patches: [{target: {${target}}, patch: "{$patch: delete, apiVersion: any/v1, kind: Any, metadata: {name: any}}"}]}`;

/** Environment, app and parent. */
function rows(tree: Tree, cache = createDiscoveryCache()): readonly string[] {
  const files = memoryFiles(tree);
  const { environments, failures } = discoverFleet(files, cache, walkFleet(files));
  expect(failures).toEqual([]);
  return environments.flatMap(({ name, apps }) =>
    apps.map(({ app, parent }) => `${name} ${app}${parent === undefined ? '' : ` < ${parent}`}`),
  );
}

describe('of an app of apps', () => {
  const TREE: Tree = {
    'root.yaml': inFolder('root', 'argo/production', outOfArgo('kind: Application, name: old')),
    'argo/production/kustomization.yaml': kustomization('resources: [web.yaml, old.yaml, sets.yaml]'),
    'argo/production/web.yaml': inFolder('web', 'apps/web'),
    'argo/production/old.yaml': inFolder('old', 'more'),
    'argo/production/sets.yaml': set('sets', 'cart'),
    'apps/web/pod.yaml': pod('web'),
    'apps/cart/pod.yaml': pod('cart'),
    'more/leaf.yaml': inFolder('leaf', 'apps/leaf'),
    'apps/leaf/leaves.yaml': set('leaves', 'twig'),
  };
  const names = (tree: Tree, cache = createDiscoveryCache()) =>
    rows(tree, cache)
      .map((row) => row.replace(/^\S+ /, ''))
      .sort();

  test('an Application is no app, and what stands in its folder is none', () => {
    expect(names(TREE)).toEqual(['cart < root', 'root', 'web < root']);
  });

  test('a set of Applications generates none', () => {
    const tree = { ...TREE, 'root.yaml': inFolder('root', 'argo/production', outOfArgo('kind: ApplicationSet')) };
    expect(names(tree)).toEqual(['leaf < old', 'old < root', 'root', 'twig < leaf', 'web < root']);
  });

  test('everything may go', () => {
    const tree = { ...TREE, 'root.yaml': inFolder('root', 'argo/production', outOfArgo('group: argoproj.io')) };
    expect(names(tree)).toEqual(['root']);
  });

  test('what another Application holds as well is an app', () => {
    const tree = {
      ...TREE,
      'also.yaml': inFolder('also', 'more'),
      'directory.yaml': inFolder('directory', 'argo', ', directory: {recurse: true}'),
    };
    expect(names(tree)).toContain('leaf < also');
    expect(names(tree)).toContain('old < directory');
  });

  test('an edit brings them back', () => {
    const cache = createDiscoveryCache();
    names(TREE, cache);
    const whole = { ...TREE, 'root.yaml': inFolder('root', 'argo/production') };
    expect(names(whole, cache)).toEqual(names(whole));
    expect(names(whole)).toContain('old < root');
    expect(names(TREE, cache)).toEqual(names(TREE));
  });
});

describe('of a Flux Kustomization', () => {
  const TREE: Tree = {
    'clusters/staging/apps.yaml': fluxKustomization('apps', './argo'),
    'clusters/production/apps.yaml': fluxKustomization('apps', './argo', outOfFlux('kind: Application')),
    'argo/web.yaml': inFolder('web', 'web'),
    'web/pod.yaml': pod('web'),
  };

  test('an Application is an app of the cluster that keeps it alone', () => {
    expect(rows(TREE)).toEqual(['staging apps', 'staging web < apps', 'production apps']);
    const none = { ...TREE, 'clusters/staging/apps.yaml': fluxKustomization('apps', './argo', outOfFlux('kind: Application')) };
    expect(rows(none)).toEqual(['staging apps', 'production apps']);
  });

  test('a HelmRelease is none, also where it is the only one', () => {
    const tree = {
      'clusters/production/apps.yaml': fluxKustomization('apps', './apps/production', outOfFlux('kind: HelmRelease')),
      'apps/production/web.yaml': helmRelease('web'),
    };
    expect(rows(tree)).toEqual(['production apps']);
  });

  test('a Kustomization is none, and so is what it would apply, unless another one does', () => {
    const tree = {
      'clusters/production/root.yaml': fluxKustomization('root', './layers', outOfFlux('kind: Kustomization')),
      'layers/apps.yaml': fluxKustomization('apps', './apps/production'),
      'apps/production/inner.yaml': fluxKustomization('inner', './inner'),
      'apps/production/web.yaml': helmRelease('web'),
      'inner/pod.yaml': pod('inner'),
    };
    expect(rows(tree)).toEqual(['production root']);
    const other = { ...tree, 'clusters/staging/apps.yaml': fluxKustomization('apps', './apps/production') };
    expect(rows(other)).toEqual(['staging apps', 'staging inner < apps', 'staging web < apps', 'production root']);
  });
});

describe('a Kustomization of Flux in the folder of an Application', () => {
  const tree = (more: string): Tree => ({
    'clusters/production/root.yaml': inFolder('root', 'flux', more),
    'flux/kustomization.yaml': kustomization('resources: [apps.yaml, infra.yaml]'),
    'flux/apps.yaml': fluxKustomization('apps', './apps'),
    'flux/infra.yaml': fluxKustomization('infra', './infra'),
    'apps/inner.yaml': fluxKustomization('inner', './infra'),
    'infra/pod.yaml': pod('infra'),
  });
  const names = (more: string, cache = createDiscoveryCache()) => rows(tree(more), cache).map((row) => row.replace(/^\S+ /, ''));

  test('is none where a patch takes it out, and neither is what it would apply', () => {
    const cache = createDiscoveryCache();
    const whole = ['apps', 'infra', 'inner < apps', 'root'];
    expect(names('', cache).sort()).toEqual(whole);
    expect(names(outOfArgo('kind: Kustomization, name: apps'), cache).sort()).toEqual(['infra', 'root']);
    expect(names(outOfArgo('kind: Kustomization, name: none'), cache).sort()).toEqual(whole);
  });

  test('is one where a Kustomization applies it as well', () => {
    const also = { ...tree(outOfArgo('kind: Kustomization')), 'clusters/staging/flux.yaml': fluxKustomization('flux', './flux') };
    expect(rows(also).filter((row) => row.startsWith('staging '))).toEqual([
      'staging apps < flux',
      'staging flux',
      'staging infra < flux',
      'staging inner < apps',
    ]);
  });
});

test('an Application that every overlay which is applied by hand takes out is no app', () => {
  const tree = {
    'argo/base/kustomization.yaml': kustomization('resources: [web.yaml]'),
    'argo/base/web.yaml': inFolder('web', 'web'),
    'argo/overlays/staging/kustomization.yaml': kustomization('resources: [../../base]'),
    'argo/overlays/production/kustomization.yaml': kustomization(
      'resources: [../../base]\npatches: [{target: {kind: Application}, patch: "{$patch: delete, apiVersion: a/v1, kind: A, metadata: {name: a}}"}]',
    ),
    'web/pod.yaml': pod('web'),
  };
  expect(rows(tree)).toEqual(['staging argo', 'production argo', 'in-cluster web']);
  const none = { ...tree, 'argo/overlays/staging/kustomization.yaml': tree['argo/overlays/production/kustomization.yaml'] };
  expect(rows(none)).toEqual(['staging argo', 'production argo']);
});
