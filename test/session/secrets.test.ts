// Secrets in a session: masked in texts, refs and the words of others, looked at or not.
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/engine/ports';
import { stage } from './shop';

test('a text is scrubbed of a secret that stands in a render only as a part of another value', () => {
  const { tree: content, session } = stage();
  content['clusters/qa/plain.yaml'] =
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: plain\n  namespace: flux-system\nspec:\n  path: ./plain\n' +
    '  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild:\n    substituteFrom: [{kind: Secret, name: variables}]\n' +
    '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: variables\n  namespace: flux-system\nstringData:\n  PASSWORD: battery-staple\n';
  content['plain/config.yaml'] =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: plain\ndata:\n  url: postgres://u:$' + '{PASSWORD}@h\n';
  session.sourcesChanged(['clusters/qa/plain.yaml', 'plain/config.yaml']);
  expect(session.preview('qa', 'plain').text).toMatch(/ {2}url: •{8}/);
  expect(session.mask.scrub('refused: battery-staple and YmF0dGVyeS1zdGFwbGU=')).toMatch(/^refused: •{8} \((\w+)\) and •{8} \(\1\)$/);
});

test('a name that derives from a Secret is masked where refs are shown, and one that stands in clear is not', () => {
  const { tree: content, session } = stage();
  content['clusters/qa/plain.yaml'] =
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: plain\n  namespace: flux-system\nspec:\n  path: ./plain\n' +
    '  sourceRef: {kind: GitRepository, name: flux-system}\n  postBuild:\n    substituteFrom: [{kind: Secret, name: variables}]\n' +
    '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: variables\n  namespace: flux-system\nstringData:\n  DOMAIN: battery-staple\n';
  content['plain/config.yaml'] =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: $' +
    '{DOMAIN}-tls\n  namespace: plain\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: plain\n';
  session.sourcesChanged(['clusters/qa/plain.yaml', 'plain/config.yaml']);
  const refs = session.render('qa', 'plain').objects.map(({ ref }) => session.mask.ref(ref));
  expect(refs.map(({ name }) => name)).toEqual([expect.stringMatching(/^•{8} /), 'plain']);
  expect(refs[0]?.namespace).toBe('plain');
  expect(session.preview('qa', 'plain').text).toContain(`name: ${refs[0]?.name}`);
});

describe('secrets that nobody has looked at yet', () => {
  const signal = new AbortController().signal;

  test('are taken out of what is said about a render', () => {
    const { session, app } = stage();
    session.render('production', app);
    expect(session.mask.scrub('Invalid value: "correct-horse"')).toMatch(/^Invalid value: "•{8} \([a-z2-7]+\)"$/);
  });

  test('are taken out of what is said about a promotion', async () => {
    const { session, app } = stage();
    expect((await session.planPromotion({ app, from: 'staging', to: 'production' })).kind).toBe('answer');
    expect(session.mask.scrub('remote: correct-horse is not allowed')).not.toContain('correct-horse');
  });

  test('are taken out of the words of a controller, whatever comes of the request', async () => {
    const { tree: content, session, cluster } = stage();
    content['clusters/production/shop.yaml'] =
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n' +
      '  interval: 1h\n  path: ./apps/shop/overlays/production\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n';
    session.sourcesChanged(['clusters/production/shop.yaml']);
    const environment = session.discovery().environments.find(({ apps }) => apps.some(({ owner }) => owner !== undefined));
    const app = environment?.apps.find(({ owner }) => owner !== undefined)?.app ?? '';
    const name = environment?.name ?? '';
    const said: string[] = [];
    const run = async (handles: boolean) => {
      const controller = stubborn(cluster, 'Secret/shop is invalid: "correct-horse"', handles);
      await session.pin(name, controller, signal);
      return session.reconcile(name, app, controller, {
        signal,
        timeoutMilliseconds: 150,
        onProgress: (progress) => said.push(JSON.stringify(progress)),
      });
    };
    const failed = await run(true);
    expect(failed).toMatchObject({ kind: 'answer', value: { ready: false, message: expect.stringContaining('Secret/shop is invalid') } });
    const late = await run(false);
    expect(late).toMatchObject({ kind: 'failed', reason: { code: 'timeout', detail: expect.stringContaining('Secret/shop is invalid') } });
    expect(said.join()).toContain('Secret/shop is invalid');
    expect(JSON.stringify([failed, late, said])).not.toContain('correct-horse');
  });

  /** A live cluster whose controller says `message`: of its failure where it handles the request, of its work where it never ends. */
  function stubborn(cluster: Cluster, message: string, handles: boolean): Cluster {
    let asked = '';
    const conditions = () => [
      handles ? { type: 'Ready', status: 'False', reason: 'Failed', message } : { type: 'Reconciling', status: 'True', message },
    ];
    return {
      ...cluster,
      kind: 'live',
      read: async () => ({
        kind: 'answer',
        value: {
          metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': asked } },
          status: { conditions: conditions(), ...(handles ? { lastHandledReconcileAt: asked } : {}) },
        },
      }),
      async mergePatch(_ref, patch) {
        asked = JSON.stringify(patch).match(/\d{4}-[^"]+/)?.[0] ?? '';
        return { kind: 'answer', value: {} };
      },
    };
  }
});
