// The pipeline picks the way of rendering by the kind of app, and compares apps of an environment a few at a time.
import { describe, expect, test } from 'vitest';
import { openSnapshot } from '../../../src/adapters/snapshot';
import type { App, AppKind } from '../../../src/engine/model';
import { createMask } from '../../../src/engine/normalise/mask';
import { compareEnvironment, renderApp } from '../../../src/engine/pipeline';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { memoryFiles } from '../../support/memory-files';

const files = memoryFiles({
  'app/kustomization.yaml': 'resources: [b.yaml, a.yaml]\n',
  'app/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
  'app/b.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: b\n',
  'plain/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
  'argocd/app.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop}\nspec:\n  source: {repoURL: x, path: app}\n  destination: {name: in-cluster, namespace: tools}\n',
  'dump/namespaces.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: kube-system\n  uid: 11111111-1111-1111-1111-111111111111\n',
});

function app(kind: AppKind, path: string, name = 'app'): App {
  const source = { file: 'argocd/app.yaml', line: 2, column: 1 };
  return { app: name, path, kind, source, dependsOn: [], versions: [], unresolved: [] };
}

describe('renderApp', () => {
  test('an overlay as kustomize builds it', () => {
    const { objects, failures } = renderApp(app('kustomization', 'app'), files, createBuildCache());
    expect(failures).toEqual([]);
    expect(objects.map(({ ref }) => ref.name)).toEqual(['a', 'b']);
  });

  test('an Argo CD application with its own steps around kustomize', () => {
    const owner = { kind: 'Application', apiVersion: 'argoproj.io/v1alpha1', namespace: 'argocd', name: 'shop' } as const;
    const shop = { ...app('argoApplication', 'app', 'shop'), owner, source: { file: 'argocd/app.yaml', line: 1, column: 1 } };
    const { objects, failures } = renderApp(shop, files, createBuildCache());
    expect(failures).toEqual([]);
    expect(objects.map(({ ref }) => `${ref.namespace}/${ref.name}`)).toEqual(['tools/a', 'tools/b']);
    const gone = renderApp({ ...shop, owner: { ...owner, name: 'other' } }, files, createBuildCache());
    expect(gone.failures).toEqual([{ code: 'notFound', file: 'argocd/app.yaml', subject: 'shop' }]);
  });

  test('a HelmRelease is never shown as empty: what is missing is named', () => {
    const { objects, failures } = renderApp(app('helmRelease', 'app'), files, createBuildCache());
    expect(objects).toEqual([]);
    expect(failures).toEqual([{ code: 'notFound', file: 'argocd/app.yaml', subject: 'app' }]);
  });
});

test('compareEnvironment answers in the order of the apps, each with its own render', async () => {
  const opened = openSnapshot('dump', files);
  if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
  const apps = Array.from({ length: 9 }, (_, index) => app(index % 2 === 0 ? 'kustomization' : 'helmRelease', 'app', `app-${index}`));
  const environment = { name: 'production', order: 0, reason: '', orderReason: '', apps };
  const signal = new AbortController().signal;
  const seen: string[] = [];
  const results = await compareEnvironment(
    environment,
    apps,
    opened.value,
    (each) => renderApp(each, files, createBuildCache()),
    () => ({ mask: createMask(new Uint8Array(32).fill(1)), concurrency: 2, signal }),
    (comparison) => seen.push(comparison.app),
  );
  expect(results.map((result) => result.app)).toEqual(apps.map((each) => each.app));
  expect(seen.sort()).toEqual(apps.map((each) => each.app));
  expect(results.map((result) => result.verdict)).toEqual(apps.map((_, index) => (index % 2 === 0 ? results[0]?.verdict : 'unknown')));
  expect(results[0]?.comparisons).toHaveLength(2);
});
