// What a session compares: with which cluster, what it holds of it, and what it refuses.
import { describe, expect, test } from 'vitest';
import type { Cluster, ClusterIdentity } from '../../src/engine/ports';
import type { SessionEvent } from '../../src/session/session';
import { stage } from './shop';

describe('pins and comparisons', () => {
  const signal = new AbortController().signal;

  test('an environment that is not pinned is unknown, and nothing is held', async () => {
    const { session, cluster, app } = stage();
    const [result] = await session.compare({ environment: 'production', cluster, signal });
    expect(result).toMatchObject({ verdict: 'unknown', comparisons: [], failures: [{ code: 'notPinned', subject: 'production' }] });
    expect(session.comparison('production', app)).toBe(undefined);
  });

  test('one that is pinned elsewhere is refused, even where no pin is needed', async () => {
    const { session, cluster, pins } = stage();
    pins.set('production', { context: 'other', uid: 'another-uid' });
    const [result] = await session.compare({ environment: 'production', cluster, signal, withoutPin: true });
    expect(result).toMatchObject({ verdict: 'unknown', failures: [{ code: 'contextMismatch', subject: 'production' }] });
    expect(await session.checkPin('production', cluster, signal)).toMatchObject({ kind: 'refused', reason: { code: 'contextMismatch' } });
  });

  test('pinned, it is compared, held, told, and dropped by a change that reaches it', async () => {
    const { tree: content, session, cluster, app } = stage();
    const events: SessionEvent[] = [];
    const listener = session.onDidChange((event) => events.push(event));
    expect(await session.checkPin('production', cluster, signal)).toMatchObject({
      kind: 'unpinned',
      uid: '11111111-1111-1111-1111-111111111111',
    });
    expect(await session.pin('production', cluster, signal)).toEqual({ kind: 'answer', value: undefined });
    const [result] = await session.compare({ environment: 'production', cluster, signal });
    expect(result?.comparisons.map(({ ref }) => ref.kind).sort()).toEqual(['Deployment', 'Secret']);
    expect(result?.verdict).not.toBe('inSync');
    expect(session.comparison('production', app)).toBe(result);
    expect(events).toEqual([{ kind: 'comparisons', environment: 'production' }]);

    session.sourcesChanged(['apps/shop/overlays/staging/kustomization.yaml']);
    expect(session.comparison('production', app)).toBe(result);
    content['apps/shop/overlays/production/replicas.yaml'] = content['apps/shop/overlays/production/replicas.yaml']!.replace('5', '6');
    session.sourcesChanged(['apps/shop/overlays/production/replicas.yaml']);
    expect(session.comparison('production', app)).toBe(undefined);
    expect(events.slice(1).map(({ kind }) => kind)).toEqual(['sources', 'sources', 'comparisons']);
    listener.dispose();
    session.sourcesChanged(['x']);
    expect(events).toHaveLength(4);
  });

  test('a file that the render did not read drops the comparison, too, where it gives the app another source', async () => {
    const { tree: content, session, cluster } = stage();
    content['clusters/qa/plain.yaml'] =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: plain\n  namespace: flux-system\nspec:\n  path: ./plain\n' +
      '  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild:\n    substituteFrom: [{kind: ConfigMap, name: variables, optional: true}]\n';
    content['plain/config.yaml'] = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: plain\ndata:\n  host: $' + '{host}\n';
    session.sourcesChanged(['clusters/qa/plain.yaml', 'plain/config.yaml']);
    await session.pin('qa', cluster, signal);
    await session.compare({ environment: 'qa', cluster, signal });
    const held = session.comparison('qa', 'plain');
    expect(held).not.toBe(undefined);
    session.sourcesChanged(['docs/readme.yaml']);
    expect(session.comparison('qa', 'plain')).toBe(held);
    content['variables/all.yaml'] =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: variables\n  namespace: flux-system\ndata:\n  host: example.com\n';
    session.sourcesChanged(['variables/all.yaml']);
    expect(session.preview('qa', 'plain').text).toContain('host: example.com');
    expect(session.comparison('qa', 'plain')).toBe(undefined);
  });

  test('a pin that somebody else moved forgets what was compared, and what is under way', async () => {
    const { session, cluster, app } = stage();
    await session.pin('production', cluster, signal);
    await session.compare({ environment: 'production', cluster, signal });
    const events: SessionEvent[] = [];
    session.onDidChange((event) => events.push(event));
    session.pinChanged('production');
    expect(session.comparison('production', app)).toBe(undefined);
    expect(events).toEqual([{ kind: 'comparisons', environment: 'production' }]);
    const running = session.compare({ environment: 'production', cluster, signal });
    await new Promise((resolve) => setTimeout(resolve, 0));
    session.pinChanged('production');
    await running;
    expect(session.comparison('production', app)).toBe(undefined);
  });

  test('taking the pin off forgets what was compared', async () => {
    const { session, cluster, app, pins } = stage();
    await session.pin('production', cluster, signal);
    await session.compare({ environment: 'production', cluster, signal });
    await session.unpin('production');
    expect(pins.size).toBe(0);
    expect(session.comparison('production', app)).toBe(undefined);
  });

  test('an environment that does not exist is unknown, too', async () => {
    const { session, cluster } = stage();
    expect(await session.compare({ environment: 'moon', cluster, signal })).toMatchObject([
      { verdict: 'unknown', failures: [{ code: 'noSuchEnvironment' }] },
    ]);
  });

  test('reconcile writes nothing to a snapshot, and names apps that no controller owns', async () => {
    const { tree: content, session, cluster, app } = stage();
    const options = { signal, timeoutMilliseconds: 1000 };
    const answer = await session.reconcile('production', app, cluster, options);
    expect(answer).toMatchObject({ kind: 'failed', reason: { code: 'unsupported', detail: `no controller owns ${app}` } });
    content['clusters/qa/plain.yaml'] =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: plain, namespace: flux-system}\n' +
      'spec: {path: ./plain, sourceRef: {kind: GitRepository, name: flux-system}}\n';
    session.sourcesChanged(['clusters/qa/plain.yaml']);
    await session.pin('qa', cluster, signal);
    const writes: string[] = [];
    const watched: Cluster = {
      ...cluster,
      async mergePatch(ref) {
        writes.push(ref.name);
        return { kind: 'absent' };
      },
    };
    expect(await session.reconcile('qa', 'plain', watched, options)).toMatchObject({ kind: 'failed', reason: { code: 'noCluster' } });
    expect(writes).toEqual([]);
  });
});

describe('what comes late', () => {
  const signal = new AbortController().signal;

  /** A cluster whose objects arrive when they are let through. */
  function slow(cluster: Cluster): { readonly cluster: Cluster; readonly letThrough: () => void } {
    let letThrough: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    return { cluster: { ...cluster, read: (ref, own) => gate.then(() => cluster.read(ref, own)) }, letThrough };
  }

  test('a comparison that is overtaken by a newer one does not replace it', async () => {
    const { session, cluster, app } = stage();
    await session.pin('production', cluster, signal);
    const { cluster: late, letThrough } = slow(cluster);
    const older = session.compare({ environment: 'production', cluster: late, signal });
    const [newer] = await session.compare({ environment: 'production', cluster, signal });
    letThrough();
    await older;
    expect(session.comparison('production', app)).toBe(newer);
  });

  test('a comparison that ends after its pin was taken off, or moved, is not held', async () => {
    const { session, cluster, app } = stage();
    await session.pin('production', cluster, signal);
    const { cluster: late, letThrough } = slow(cluster);
    const running = session.compare({ environment: 'production', cluster: late, signal });
    await new Promise((resolve) => setTimeout(resolve, 0));
    await session.unpin('production');
    await session.pin('production', { ...cluster, identity: answering({ uid: 'another', server: 'elsewhere' }) }, signal);
    letThrough();
    await running;
    expect(session.comparison('production', app)).toBe(undefined);
  });

  test('where the pinned cluster gives no answer, what it said before is not shown as if it still held', async () => {
    const { session, cluster, app } = stage();
    await session.pin('production', cluster, signal);
    await session.compare({ environment: 'production', cluster, signal });
    const elsewhere: Cluster = { ...cluster, identity: answering({ uid: 'another', server: 'elsewhere' }) };
    await session.compare({ environment: 'production', cluster: elsewhere, signal });
    expect(session.comparison('production', app)).not.toBe(undefined);
    const gone: Cluster = { ...cluster, identity: async () => ({ kind: 'failed', reason: { code: 'unreachable' } }) };
    const events: SessionEvent[] = [];
    session.onDidChange((event) => events.push(event));
    expect(await session.compare({ environment: 'production', cluster: gone, signal })).toMatchObject([{ verdict: 'unknown' }]);
    expect(session.comparison('production', app)).toBe(undefined);
    expect(events).toEqual([{ kind: 'comparisons', environment: 'production' }]);
  });

  test('a cluster that is known only by its server is the pinned one under the same context only', async () => {
    const { session, cluster, pins } = stage();
    const restricted: Cluster = { ...cluster, context: 'production', identity: answering({ uid: 'server:abc', server: 'https://gate' }) };
    await session.pin('production', restricted, signal);
    expect(pins.get('production')).toEqual({ context: 'production', uid: 'server:abc' });
    expect(await session.checkPin('production', restricted, signal)).toEqual({ kind: 'pinned' });
    expect(await session.checkPin('production', { ...restricted, context: 'dev' }, signal)).toMatchObject({ kind: 'refused' });
    expect(await session.checkPin('production', cluster, signal)).toMatchObject({
      kind: 'refused',
      reason: { code: 'contextMismatch', detail: expect.stringContaining('kube-system') },
    });
  });

  function answering(identity: ClusterIdentity): Cluster['identity'] {
    return async () => ({ kind: 'answer', value: identity });
  }
});
