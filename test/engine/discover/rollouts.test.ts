// Argo Rollouts: what a Rollout's pods run is pinned and promoted as a Deployment's is.
import { expect, test } from 'vitest';
import { planPromotion } from '../../../src/engine/act/promotion';
import { discover } from '../../../src/engine/discover/discover';
import { createMask } from '../../../src/engine/normalise/mask';
import { renderApp } from '../../../src/engine/pipeline';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { memoryFiles } from '../../support/memory-files';
import { kustomization } from './trees';

const rollout = (image: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - name: web\n        image: ${image}\n`;
const overlay = kustomization('resources: [../../base]\npatches: [{path: image.yaml}]');

test('a patch of a Rollout pins its image, and a promotion carries it', async () => {
  const files = memoryFiles({
    'web/base/kustomization.yaml': kustomization('resources: [rollout.yaml]'),
    'web/base/rollout.yaml': rollout('web:0'),
    'web/overlays/staging/kustomization.yaml': overlay,
    'web/overlays/staging/image.yaml': rollout('web:2'),
    'web/overlays/production/kustomization.yaml': overlay,
    'web/overlays/production/image.yaml': rollout('web:1'),
  });
  const discovery = discover(files);
  const pinned = discovery.environments.map(({ name, apps }) => `${name}: ${apps[0]?.versions.map(({ image, tag }) => `${image} ${tag}`)}`);
  expect(pinned).toEqual(['staging: web 2', 'production: web 1']);
  const plan = await planPromotion(
    { app: 'web', from: 'staging', to: 'production' },
    { files, discovery, mask: createMask(new Uint8Array(32)), render: async (app, over) => renderApp(app, over, createBuildCache()) },
  );
  expect(plan).toMatchObject({
    kind: 'answer',
    value: {
      edits: [{ file: 'web/overlays/production/image.yaml', before: 'web:1', after: 'web:2' }],
      effects: [{ ref: { kind: 'Rollout', name: 'web' } }],
    },
  });
});

test('an app says what rolls its workloads out; a Rollout with pods of its own is the workload itself', () => {
  const target = '{apiVersion: apps/v1, kind: Deployment, name: web}';
  const { environments } = discover(
    memoryFiles({
      'web/base/kustomization.yaml': kustomization('resources: [canary.yaml, rollout.yaml, own.yaml]'),
      'web/base/canary.yaml': `apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {name: web}\nspec: {targetRef: ${target}}\n`,
      'web/base/rollout.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec: {workloadRef: ${target}}\n`,
      'web/base/own.yaml': rollout('web:1'),
      'web/overlays/staging/kustomization.yaml': kustomization('resources: [../../base]'),
      'api/overlays/staging/kustomization.yaml': kustomization('namePrefix: a-'),
    }),
  );
  expect(environments[0]?.apps.map(({ app, rollouts = [] }) => [app, ...rollouts])).toEqual([
    ['api'],
    [
      'web',
      { kind: 'Canary', name: 'web', target: 'Deployment web', file: 'web/base/canary.yaml', line: 1, column: 1 },
      { kind: 'Rollout', name: 'r', target: 'Deployment web', file: 'web/base/rollout.yaml', line: 1, column: 1 },
    ],
  ]);
});
