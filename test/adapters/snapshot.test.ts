// Snapshots: dumps in every form that kubectl writes, and what they can and cannot answer.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import { openSnapshot } from '../../src/adapters/snapshot';
import { CancelledError, type ObjectRef } from '../../src/engine/model';
import type { Cluster } from '../../src/engine/ports';
import { memoryFiles } from '../support/memory-files';

const never = new AbortController().signal;

function open(tree: Readonly<Record<string, string>>, path = 'dump'): Cluster {
  const opened = openSnapshot(path, memoryFiles(tree));
  if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
  return opened.value;
}

function object(kind: string, name: string, namespace?: string, apiVersion = 'v1'): string {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), uid: `uid-of-${name}` };
  return JSON.stringify({ apiVersion, kind, metadata });
}

function ref(kind: string, name: string, namespace?: string, apiVersion = 'v1'): ObjectRef {
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

describe('the forms of a dump', () => {
  const map = object('ConfigMap', 'a', 'shop');
  test.each([
    ['a List', { 'dump/all.yaml': `apiVersion: v1\nkind: List\nitems: [${map}]` }],
    [
      'a list of the API, whose items have no kind',
      { 'dump/maps.json': `{"apiVersion":"v1","kind":"ConfigMapList","items":[{"metadata":{"name":"a","namespace":"shop"}}]}` },
    ],
    ['several documents', { 'dump/all.yaml': `${object('Secret', 'b', 'shop')}\n---\n${map}` }],
    ['a file per object, in folders', { 'dump/shop/maps/a.yml': map, 'dump/README.md': 'not a dump' }],
    ['JSON', { 'dump/a.json': map }],
  ])('%s', async (_, tree) => {
    const answer = await open(tree).read(ref('ConfigMap', 'a', 'shop'), never);
    expect(answer).toMatchObject({ kind: 'answer', value: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } } });
  });

  test('a single file', async () => {
    const cluster = open({ 'incident.yaml': map }, 'incident.yaml');
    expect((await cluster.read(ref('ConfigMap', 'a', 'shop'), never)).kind).toBe('answer');
    expect(cluster.context).toBe('snapshot:incident.yaml');
  });
});

describe('what a dump can say', () => {
  const cluster = open({
    'dump/all.yaml': [
      object('Namespace', 'kube-system'),
      object('ConfigMap', 'a', 'shop'),
      object('ConfigMap', 'b', 'other'),
      object('Widget', 'w', 'shop', 'example.com/v1'),
      JSON.stringify({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'gadgets.example.com' },
        spec: { group: 'example.com', scope: 'Cluster', names: { kind: 'Gadget' }, versions: [{ name: 'v1' }] },
      }),
    ].join('\n---\n'),
  });

  test('who it is: by kube-system where it was dumped, else by its path', async () => {
    expect(await cluster.identity(never)).toEqual({ kind: 'answer', value: { uid: 'uid-of-kube-system', server: 'dump' } });
    const other = open({ 'dump/a.yaml': object('ConfigMap', 'a', 'shop') });
    expect(await other.identity(never)).toEqual({ kind: 'answer', value: { uid: 'snapshot:dump', server: 'dump' } });
  });

  test.each([
    ['of a kind that it holds', ref('ConfigMap', 'z', 'shop'), 'namespaced'],
    ['of a kind of Kubernetes that it holds nothing of', ref('Secret', 'z', 'shop'), 'namespaced'],
    ['of a custom kind that it holds', ref('Widget', 'z', 'shop', 'example.com/v1'), 'namespaced'],
    ['of a custom kind that it defines', ref('Gadget', 'z', undefined, 'example.com/v1'), 'cluster'],
    ['of a newer kind of Kubernetes', ref('HorizontalPodAutoscaler', 'z', 'shop', 'autoscaling/v2'), 'namespaced'],
  ])('an object %s is absent', async (_, wanted, scope) => {
    expect(await cluster.read(wanted, never)).toEqual({ kind: 'absent' });
    expect(await cluster.scope(wanted.apiVersion, wanted.kind, never)).toEqual({ kind: 'answer', value: scope });
  });

  test('of a kind that it knows nothing of, nothing is known', async () => {
    const wanted = ref('Thing', 'z', 'shop', 'example.com/v1');
    for (const answer of [await cluster.read(wanted, never), await cluster.scope(wanted.apiVersion, wanted.kind, never)]) {
      expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'noSuchKind', subject: 'Thing (example.com/v1)' } });
    }
  });

  test('what it holds in another version is not absent: it cannot convert, as a server does', async () => {
    const old = open({
      'dump/a.yaml': 'apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {name: web, namespace: shop}\n',
    });
    const wanted = ref('HorizontalPodAutoscaler', 'web', 'shop', 'autoscaling/v2');
    const detail = 'dump holds web as autoscaling/v1; dump this kind in the version that Git has, or write autoscaling/v1 in Git';
    expect(await old.read(wanted, never)).toMatchObject({ kind: 'failed', reason: { code: 'unsupported', detail } });
    expect(await old.read({ ...wanted, name: 'api' }, never)).toEqual({ kind: 'absent' });
  });

  test('lists by namespace', async () => {
    const names = async (namespace: string | undefined) => {
      const answer = await cluster.list('v1', 'ConfigMap', namespace, never);
      return answer.kind === 'answer' ? answer.value.map((each) => (each.metadata as { name: string }).name) : answer.reason;
    };
    expect([await names('shop'), await names(undefined)]).toEqual([['a'], ['a', 'b']]);
  });

  test('lists by labels', async () => {
    const labelled = open({
      'dump/a.yaml': ['{tier: edge, of: a}', '{tier: core}', 'null']
        .map((labels, at) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s${at}, namespace: shop, labels: ${labels}}\n`)
        .join('---\n'),
    });
    const names = async (labels?: Readonly<Record<string, string>>) => {
      const answer = await labelled.list('v1', 'Secret', 'shop', never, labels);
      return answer.kind === 'answer' ? answer.value.map((each) => (each.metadata as { name: string }).name) : answer.reason;
    };
    expect([await names({ tier: 'edge' }), await names({ tier: 'edge', of: 'b' }), await names()]).toEqual([
      ['s0'],
      [],
      ['s0', 's1', 's2'],
    ]);
  });

  test('takes no writes and answers no dry runs', async () => {
    expect(await cluster.mayPatch(ref('ConfigMap', 'a', 'shop'), never)).toEqual({ kind: 'answer', value: false });
    const dryRun = await cluster.dryRunApply({}, { fieldManager: 'plumbline', force: true }, never);
    const patch = await cluster.mergePatch(ref('ConfigMap', 'a', 'shop'), {}, never);
    for (const answer of [dryRun, patch]) expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'unsupported' } });
  });

  test('a cancelled question throws', async () => {
    await expect(cluster.read(ref('ConfigMap', 'a'), AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('what is no dump', () => {
  test.each([
    ['nothing there', {}, { file: 'dump' }],
    ['a folder without dumps', { 'dump/README.md': 'hello' }, { file: 'dump' }],
    ['broken YAML', { 'dump/a.yaml': 'kind: ConfigMap\n  broken: [' }, { file: 'dump/a.yaml', line: expect.any(Number) }],
    ['something that is no object', { 'dump/a.yaml': `${object('ConfigMap', 'a')}\n---\nhello: world` }, { file: 'dump/a.yaml', line: 3 }],
  ])('%s: refused, with the place', (_, tree, place) => {
    expect(openSnapshot('dump', memoryFiles(tree))).toMatchObject({ kind: 'failed', reason: { code: 'snapshotInvalid', ...place } });
  });
});

test('the snapshots of the sample fleet open', async () => {
  const files = createNodeFiles(join(import.meta.dirname, '../../examples/fleet'));
  for (const environment of ['dev', 'staging', 'production']) {
    const opened = openSnapshot(`snapshots/${environment}`, files);
    expect(opened.kind).toBe('answer');
    if (opened.kind === 'answer')
      expect((await opened.value.read(ref('Deployment', 'cart', 'cart', 'apps/v1'), never)).kind).toBe('answer');
  }
});
