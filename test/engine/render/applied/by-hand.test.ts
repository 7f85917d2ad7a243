// Applications in overlay folders that no controller applies, as for an installation of Argo CD: each environment has them as its patches make them.
import { expect, test } from 'vitest';
import { createDiscoveryCache } from '../../../../src/engine/discover/discover';
import { discoverFleet, walkFleet } from '../../../../src/engine/pipeline';
import { memoryFiles } from '../../../support/memory-files';

const KIND = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, namespace: argocd}\n';
const BASE = `${KIND}spec:\n  project: default\n  source: {repoURL: x, path: shop, targetRevision: HEAD}\n`;
const overlay = (more: string): string => `resources: [../../base]\nnameSuffix: -it\n${more}`;

const TREE = {
  'argocd/base/kustomization.yaml': 'resources: [shop.yaml]\n',
  'argocd/base/shop.yaml': BASE,
  'argocd/overlays/staging/kustomization.yaml': overlay('patches: [{path: patch.yaml}]\n'),
  'argocd/overlays/staging/patch.yaml': `${KIND}spec: {destination: {name: staging, namespace: shop}, source: {targetRevision: v2}}\n`,
  'argocd/overlays/production/kustomization.yaml': overlay(
    'patches: [{target: {kind: Application}, patch: "- {op: add, path: /spec/destination, value: {name: production}}"}]\n',
  ),
  'shop/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\n',
};

function found(tree: Readonly<Record<string, string>>) {
  const files = memoryFiles(tree);
  return discoverFleet(files, createDiscoveryCache(), walkFleet(files)).environments.map(({ name, apps }) => [
    name,
    apps.map(({ app, kind, path, unresolved }) => [app, kind, path, unresolved.map(({ subject }) => subject)].flat().join(' ')),
  ]);
}

test('a patch is no Application, and a base that overlays complete is none by itself', () => {
  expect(found(TREE)).toEqual([
    ['staging', ['argocd kustomization argocd/overlays/staging', 'shop-it argoApplication shop']],
    ['production', ['argocd kustomization argocd/overlays/production', 'shop-it argoApplication shop']],
  ]);
});

test('one that nothing gives a destination is listed, and says so', () => {
  const { 'argocd/base/kustomization.yaml': _, ...alone } = TREE;
  const base = Object.fromEntries(Object.entries(alone).filter(([path]) => !path.includes('overlays')));
  expect(found(base)).toEqual([['in-cluster', ['shop argoApplication shop spec.destination']]]);
});

test.each([
  ['{namespace: shop}', 'it names no cluster'],
  ['{name: staging, server: "https://staging"}', 'it has a name and a server, and Argo CD takes one of them'],
])('the destination %s is none that Argo CD takes', (destination, detail) => {
  const files = memoryFiles({ 'argocd/shop.yaml': `${BASE}  destination: ${destination}\n`, 'shop/pod.yaml': TREE['shop/pod.yaml'] });
  const [app] = discoverFleet(files, createDiscoveryCache(), walkFleet(files)).environments.flatMap(({ apps }) => apps);
  expect(app?.unresolved).toMatchObject([{ code: 'objectInvalid', subject: 'spec.destination', detail, file: 'argocd/shop.yaml' }]);
});

test.each([
  ['source: {repoURL: x, chart: web}', 'spec.source', 'Argo CD takes no chart without a targetRevision'],
  ['source: {repoURL: x}', 'spec.source', 'Argo CD takes no source without a path or a chart'],
  ['sources: [{repoURL: x, path: shop}, {repoURL: y}]', 'spec.sources', 'Argo CD takes no source without a path, a chart or a ref'],
])('the source %s is none that Argo CD takes', (source, subject, detail) => {
  const spec = `spec:\n  project: default\n  ${source}\n  destination: {name: staging}\n`;
  const files = memoryFiles({ 'argocd/shop.yaml': KIND + spec, 'shop/pod.yaml': TREE['shop/pod.yaml'] });
  const [app] = discoverFleet(files, createDiscoveryCache(), walkFleet(files)).environments.flatMap(({ apps }) => apps);
  const why = `${detail}, and applies nothing of the Application`;
  expect(app?.unresolved).toMatchObject([{ code: 'objectInvalid', subject, detail: why, file: 'argocd/shop.yaml', line: 6 }]);
});
