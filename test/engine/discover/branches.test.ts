// Which branches are environments, and trees that are one environment as a whole.
import { describe, expect, test } from 'vitest';
import { chooseBranches } from '../../../src/engine/discover/branch/choose';
import { createDiscoveryCache, discover, discoverWhole } from '../../../src/engine/discover/discover';
import { walkTree } from '../../../src/engine/discover/tree';
import type { KnownBranch } from '../../../src/engine/model';
import { memoryFiles } from '../../support/memory-files';
import { fluxKustomization, kustomization } from './trees';

function chosen(
  refs: readonly string[],
  taken: readonly string[] = [],
  declared: Readonly<Record<string, string>> = {},
): readonly string[] {
  const branches = refs.map((ref): KnownBranch => ({ ref, branch: ref.replace(/^(?:origin|fork)\//, ''), commit: '0'.repeat(40) }));
  const rules = { taken: new Set(taken), declared: new Map(Object.entries(declared)) };
  return chooseBranches(branches, rules).map(({ ref, environment }) => `${environment}: ${ref}`);
}

describe('environment branches', () => {
  test('lie below env/ or environment/, or two of them have environments’ names', () => {
    expect(chosen(['main', 'env/staging', 'environment/production', 'feature/env/x'])).toEqual([
      'staging: env/staging',
      'production: environment/production',
    ]);
    expect(chosen(['main', 'dev', 'staging', 'production'])).toEqual(['dev: dev', 'production: production', 'staging: staging']);
    expect(chosen(['main', 'dev'])).toEqual([]);
    expect(chosen(['main', 'develop', 'test', 'live'])).toEqual([]);
  });

  test('of a remote count where there is no local one, those of origin first', () => {
    expect(chosen(['fork/env/qa', 'origin/env/qa', 'origin/env/dev', 'env/dev'])).toEqual(['dev: env/dev', 'qa: origin/env/qa']);
  });

  test('whose name a folder has: a bare one holds all environments, one below env/ is what is made of the folder', () => {
    expect(chosen(['staging', 'production', 'env/staging'], ['staging', 'production'])).toEqual(['env-staging: env/staging']);
  });

  test('may be declared, and what GitOps Promoter proposes on a branch of its own is none', () => {
    expect(chosen(['live-eu', 'environment/qa', 'environment/qa-next'], [], { 'live-eu': 'eu' })).toEqual([
      'qa: environment/qa',
      'eu: live-eu',
    ]);
  });
});

describe('a tree that is one environment', () => {
  const apps = (tree: Record<string, string>) =>
    discoverWhole('staging', memoryFiles(tree)).environment.apps.map(({ app, kind, path }) => `${app} ${kind} ${path}`);

  test('has the kustomizations that nothing builds on', () => {
    expect(apps({ 'kustomization.yaml': kustomization('resources: [web]'), 'web/kustomization.yaml': kustomization('') })).toEqual([
      'staging kustomization .',
    ]);
    expect(apps({ 'web/kustomization.yaml': kustomization(''), 'api/kustomization.yaml': kustomization('') })).toEqual([
      'api kustomization api',
      'web kustomization web',
    ]);
  });

  test('of rendered manifests has the topmost folders that hold any', () => {
    const object =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, image: "web:1.2"}]}}}\n';
    const tree = { 'web/manifest.yaml': object, 'web/more/other.yaml': object, 'api/all.yaml': object, 'notes.yaml': 'a: 1\n' };
    expect(apps(tree)).toEqual(['api manifests api', 'web manifests web']);
    const [api] = discoverWhole('staging', memoryFiles(tree)).environment.apps;
    expect(api?.versions).toMatchObject([{ image: 'web', tag: '1.2', file: 'api/all.yaml' }]);
  });

  test('has what its controllers’ objects say, and nothing else; of several environments the one of its name', () => {
    const flux = {
      'clusters/eu/web.yaml': fluxKustomization('web', './web'),
      'web/kustomization.yaml': kustomization(''),
      'lib/kustomization.yaml': kustomization(''),
    };
    expect(apps(flux)).toEqual(['web fluxKustomization web']);
    const overlays = {
      'shop/overlays/staging/kustomization.yaml': kustomization(''),
      'shop/overlays/dev/kustomization.yaml': kustomization(''),
    };
    expect(apps(overlays)).toEqual(['shop kustomization shop/overlays/staging']);
  });

  test('that is checked out is that environment, unless its folders hold several', () => {
    const names = (tree: Record<string, string>) => {
      const files = memoryFiles(tree);
      const current = { environment: 'staging', branch: 'env/staging' };
      return discover(files, createDiscoveryCache(), walkTree(files), { current }).environments.map(
        ({ name, reason }) => `${name}: ${reason}`,
      );
    };
    expect(names({ 'kustomization.yaml': kustomization('') })).toEqual(['staging: branch env/staging, which is checked out']);
    const overlays = { 'overlays/staging/kustomization.yaml': kustomization(''), 'overlays/dev/kustomization.yaml': kustomization('') };
    expect(names(overlays)).toEqual(['dev: overlay folder overlays/dev', 'staging: overlay folder overlays/staging']);
  });
});
