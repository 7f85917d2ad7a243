// Files that may define further apps of an environment and could not be read: the environment says so.
import { describe, expect, test } from 'vitest';
import { discover } from '../../../src/engine/discover/discover';
import { memoryFiles } from '../../support/memory-files';
import { fluxKustomization, kustomization } from './trees';

const BROKEN = 'kind: [Kustomization\n';

function unread(tree: Record<string, string>): Record<string, readonly (string | undefined)[]> {
  const { environments } = discover(memoryFiles(tree));
  return Object.fromEntries(environments.map((environment) => [environment.name, (environment.unread ?? []).map(({ file }) => file)]));
}

describe('a file that is not YAML', () => {
  const fleet = {
    'clusters/dev/web.yaml': fluxKustomization('web', './apps/web'),
    'clusters/production/web.yaml': fluxKustomization('web', './apps/web'),
    'apps/web/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\n',
  };

  test('beside the entry points, or in a folder below, counts for that environment alone', () => {
    expect(unread({ ...fleet, 'clusters/production/api.yaml': BROKEN, 'clusters/production/more/db.yaml': BROKEN })).toEqual({
      dev: [],
      production: ['clusters/production/api.yaml', 'clusters/production/more/db.yaml'],
    });
  });

  test('elsewhere in the tree counts for none: what needs it fails itself', () => {
    expect(unread({ ...fleet, 'apps/web/broken.yaml': BROKEN, 'docs/example.yaml': BROKEN })).toEqual({ dev: [], production: [] });
  });

  test('that the kustomization file beside it does not name is applied by nobody', () => {
    const entry = { 'clusters/production/kustomization.yaml': kustomization('resources: [web.yaml]') };
    expect(unread({ ...fleet, ...entry, 'clusters/production/api.yaml': BROKEN }).production).toEqual([]);
    const named = { 'clusters/production/kustomization.yaml': kustomization('resources: [web.yaml, api.yaml]') };
    expect(unread({ ...fleet, ...named, 'clusters/production/api.yaml': BROKEN }).production).toEqual(['clusters/production/api.yaml']);
  });

  test('that an app takes in is told by the render of that app', () => {
    const root = { 'clusters/production/flux-system/sync.yaml': fluxKustomization('flux-system', './clusters/production') };
    expect(unread({ ...fleet, ...root, 'clusters/production/api.yaml': BROKEN }).production).toEqual([]);
  });

  test('of entry points in the root, only what lies in the root counts', () => {
    const tree = { 'web.yaml': fluxKustomization('web', './apps/web'), 'apps/web/a.yaml': 'a: 1\n' };
    expect(unread({ ...tree, 'docs/b.yaml': BROKEN, 'c.yaml': BROKEN })).toEqual({ default: ['c.yaml'] });
  });
});

test('spec.kubeConfig is noted where it stands', () => {
  const { environments } = discover(
    memoryFiles({
      'clusters/dev/web.yaml': fluxKustomization('web', './web', 'kubeConfig:\n    secretRef: { name: workload }'),
      'web/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
    }),
  );
  expect(environments[0]?.apps[0]?.otherCluster).toMatchObject({ file: 'clusters/dev/web.yaml', line: 12 });
});
