// The versions that Argo CD Applications pin: images among what Helm is given, at the line that an edit would change.
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { discover } from '../../../src/engine/discover/discover';
import { memoryFiles } from '../../support/memory-files';

const CHART = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
  'chart/values.yaml': 'image: {repository: example.com/shop, tag: "0"}\nsidecar:\n  image: {repository: example.com/proxy, tag: "0"}\n',
  'values/dev.yaml': 'image: {tag: "2"}\n',
  'values/all.yaml': 'sidecar:\n  image:\n    tag: "9"\n',
};

function application(name: string, helm: object, more: readonly object[] = []): string {
  const source = { repoURL: 'https://example.com/fleet', path: 'chart', helm };
  const spec = { destination: { name, namespace: 'shop' }, ...(more.length === 0 ? { source } : { sources: [source, ...more] }) };
  return stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: `shop-${name}`, namespace: 'argocd' },
    spec,
  });
}

/** `image tag file` of what each Application pins. */
function versions(tree: Record<string, string>): readonly (readonly [string, readonly string[]])[] {
  const apps = discover(memoryFiles({ ...CHART, ...tree })).environments.flatMap((environment) => environment.apps);
  return apps
    .filter(({ kind }) => kind === 'argoApplication')
    .map(({ app, versions: found }) => [app, found.map(({ image, tag, file }) => `${image} ${tag} ${file}`)]);
}

test('in parameters, by the repository that another parameter or the chart names', () => {
  const parameters = [
    { name: 'image.tag', value: '7' },
    { name: 'sidecar.image.repository', value: 'mirror.example/proxy' },
    { name: 'sidecar.image.tag', value: '8' },
    { name: 'job.image', value: 'example.com/job:1.2' },
    { name: 'unknown.tag', value: '1' },
    { name: 'replicas', value: '2' },
  ];
  expect(versions({ 'argocd/dev.yaml': application('dev', { parameters }) })).toEqual([
    ['shop-dev', ['example.com/shop 7 argocd/dev.yaml', 'mirror.example/proxy 8 argocd/dev.yaml', 'example.com/job 1.2 argocd/dev.yaml']],
  ]);
});

test('in values of the Application over those of values files, which count for one environment alone', () => {
  const files = { valueFiles: ['../values/all.yaml', '/values/dev.yaml'] };
  const tree = {
    'argocd/dev.yaml': application('dev', files),
    'argocd/prod.yaml': application('prod', { valueFiles: ['../values/all.yaml'], valuesObject: { image: { tag: '1' } } }),
  };
  expect(versions(tree)).toEqual([
    ['shop-dev', ['example.com/shop 2 values/dev.yaml']],
    ['shop-prod', ['example.com/shop 1 argocd/prod.yaml']],
  ]);
});

test('in values files that a pattern matches, the last of them first, and where one is named as well, there', () => {
  const values = { repoURL: 'https://example.com/fleet', ref: 'values' };
  const tag = (own: string, sidecar?: string) =>
    `image: {tag: "${own}"}\n${sidecar === undefined ? '' : `sidecar: {image: {tag: "${sidecar}"}}\n`}`;
  const tree = { 'envs/a.yaml': tag('3', '5'), 'envs/b.yaml': tag('4'), 'envs/eu/c.yaml': tag('6'), 'envs/notes.txt': tag('7') };
  const found = (files: readonly string[]) =>
    versions({ ...tree, 'argocd/dev.yaml': application('dev', { valueFiles: files }, [values]) })[0]?.[1];
  expect(found(['/envs/*.yaml'])).toEqual(['example.com/shop 4 envs/b.yaml', 'example.com/proxy 5 envs/a.yaml']);
  expect(found(['$values/envs/**/*.yaml'])?.[0]).toBe('example.com/shop 6 envs/eu/c.yaml');
  expect(found(['../envs/[a-b].yaml', '../envs/a.yaml'])?.[0]).toBe('example.com/shop 3 envs/a.yaml');
  expect(found(['/envs/x*.yaml'])).toEqual([]);
});

test('in none that patterns of several environments match', () => {
  const found = versions({
    'argocd/dev.yaml': application('dev', { valueFiles: ['/values/d*.yaml'] }),
    'argocd/prod.yaml': application('prod', { valueFiles: ['/values/*.yaml'] }),
  });
  expect(found).toEqual([
    ['shop-dev', []],
    ['shop-prod', ['example.com/proxy 9 values/all.yaml']],
  ]);
});

test('in a values file that another source has', () => {
  const values = { repoURL: 'https://example.com/fleet', ref: 'values' };
  expect(versions({ 'argocd/dev.yaml': application('dev', { valueFiles: ['$values/values/dev.yaml'] }, [values]) })).toEqual([
    ['shop-dev', ['example.com/shop 2 values/dev.yaml']],
  ]);
});
