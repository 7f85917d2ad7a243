// The order of a sync of Argo CD: phases, waves and kinds, Helm's hooks among them, and what no sync applies.
import { expect, test } from 'vitest';
import { syncPlan } from '../../../src/engine/decide/sync-plan';
import type { MapNode, RenderedObject } from '../../../src/engine/model';
import { at, text } from '../../../src/engine/yaml/access';
import { readDocuments } from '../../../src/engine/yaml/read';

function objects(source: string): readonly RenderedObject[] {
  return readDocuments(source, 'objects.yaml').documents.map((document) => {
    const node = document as MapNode;
    const said = (...path: string[]): string => text(at(node, path)) ?? '';
    const namespace = said('metadata', 'namespace');
    const ref = { apiVersion: said('apiVersion'), kind: said('kind'), name: said('metadata', 'name') };
    return { ref: namespace === '' ? ref : { ...ref, namespace }, node };
  });
}

function object(kind: string, name: string, annotations: Readonly<Record<string, string>> = {}, rest = ''): string {
  const listed = Object.entries(annotations).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}\n`);
  const apiVersion = kind === 'CustomResourceDefinition' ? 'apiextensions.k8s.io/v1' : kind === 'Widget' ? 'shop.example/v1' : 'v1';
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${listed.length === 0 ? '' : `  annotations:\n${listed.join('')}`}${rest}`;
}

function said(...sources: readonly string[]) {
  const { steps, notSynced } = syncPlan(objects(sources.join('---\n')), 'shop');
  return [
    steps.map(({ phase, wave, objects: refs }) => `${phase} ${wave}: ${refs.map(({ name }) => name).join(' ')}`),
    notSynced.map(({ name }) => name),
  ];
}

const WAVE = 'argocd.argoproj.io/sync-wave';
const HOOK = 'argocd.argoproj.io/hook';

test('phases come before waves, waves before kinds, and kinds before names', () => {
  expect(
    said(
      object('Deployment', 'web'),
      object('Widget', 'own'),
      object('Service', 'b'),
      object('Service', 'a'),
      object('ConfigMap', 'first', { [WAVE]: '-1' }),
      object('Job', 'migrate', { [HOOK]: 'PreSync', [WAVE]: '7' }),
      object('Job', 'tell', { [HOOK]: 'PostSync, SyncFail' }),
      object('ConfigMap', 'later', { [WAVE]: '+3' }),
      object('ConfigMap', 'noNumber', { [WAVE]: '1.5' }),
    ),
  ).toEqual([
    ['PreSync 7: migrate', 'Sync -1: first', 'Sync 0: noNumber a b web own', 'Sync 3: later', 'PostSync 0: tell', 'SyncFail 0: tell'],
    [],
  ]);
});

test('hooks of Helm have a phase and a weight, unless Argo CD has its own', () => {
  expect(
    said(
      object('Job', 'before', { 'helm.sh/hook': 'pre-install,pre-upgrade', 'helm.sh/hook-weight': '-5' }),
      object('Job', 'after', { 'helm.sh/hook': 'post-install' }),
      object('Job', 'own', { 'helm.sh/hook': 'post-install', 'helm.sh/hook-weight': '4', [HOOK]: 'Sync', [WAVE]: '2' }),
      object('CustomResourceDefinition', 'crd', { 'helm.sh/hook': 'crd-install' }),
    ),
  ).toEqual([['PreSync -5: before', 'Sync 0: crd', 'Sync 2: own', 'PostSync 0: after'], []]);
});

test('what no sync applies is named', () => {
  expect(
    said(
      object('Pod', 'test', { 'helm.sh/hook': 'test' }),
      object('Job', 'delete', { [HOOK]: 'PostDelete' }),
      object('Job', 'skip', { [HOOK]: 'Skip' }),
      object('Job', 'both', { [HOOK]: 'Skip,PreSync' }),
    ),
  ).toEqual([['PreSync 0: both'], ['test', 'delete', 'skip']]);
});

test('a namespace and a definition come with the first that needs them, whatever their own wave', () => {
  const crd = object('CustomResourceDefinition', 'widgets', { [WAVE]: '4' }, 'spec:\n  group: shop.example\n  names:\n    kind: Widget\n');
  expect(
    said(
      object('Namespace', 'shop', { [WAVE]: '3' }),
      object('ConfigMap', 'a', { [WAVE]: '1' }),
      object('Widget', 'w', { [WAVE]: '2' }),
      crd,
    ),
  ).toEqual([['Sync 1: shop a', 'Sync 2: widgets w'], []]);
});
