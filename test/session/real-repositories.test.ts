// Real repositories, read in place: everything is listed and rendered, and what is not known is named.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import type { App, Rendered } from '../../src/engine/model';
import { createHelmCache, renderChart } from '../../src/engine/render/helm/render-chart';
import { sentence } from '../../src/engine/presenter';
import { renderedChanges } from '../../src/session/rendered-changes';
import type { Session } from '../../src/session/session';
import { corpus } from '../support/corpus';
import { sessionOverFiles } from '../support/session-over';

function sessionOf(name: string): Session {
  return sessionOverFiles(createNodeFiles(join(corpus as string, 'repos', name), { check: 'forget' }));
}

describe.skipIf(!corpus)('home-ops', () => {
  let session: Session;
  let apps: readonly App[];
  const rendered = (app: App): Rendered => session.render('cluster', app.app);
  const of = (kind: App['kind']) => apps.filter((app) => app.kind === kind);

  beforeAll(() => {
    session = sessionOf('home-ops');
    apps = session.discovery().environments[0]?.apps ?? [];
  });

  test('lists every Kustomization and HelmRelease with its namespace, its parent and what it waits for', () => {
    expect([of('fluxKustomization').length, of('helmRelease').length]).toEqual([79, 69]);
    const [root, ...others] = of('fluxKustomization').filter(({ parent }) => parent === undefined);
    // What its FluxInstance makes, beside the 78 in files.
    expect([root?.app, others]).toEqual(['flux-system', []]);
    expect(apps.every(({ owner }) => owner !== undefined && owner.namespace !== '')).toBe(true);
    const names = new Set(apps.map(({ app }) => app));
    expect(of('helmRelease').every(({ parent }) => parent !== undefined && names.has(parent))).toBe(true);
    const waiting = apps.flatMap(({ dependsOn }) => dependsOn);
    expect(waiting).toHaveLength(19);
    expect(waiting.filter((name) => !names.has(name))).toEqual([]);
  });

  test('renders every Kustomization with its substitutions; only the one whose Secret is in no file is incomplete', () => {
    const incomplete = of('fluxKustomization').filter((app) => rendered(app).failures.length > 0);
    expect(incomplete.map(({ app }) => app)).toEqual(['cloudflare-tunnel']);
    for (const app of of('fluxKustomization')) expect(rendered(app).objects.length, app.app).toBeGreaterThan(0);
    const [failure, ...others] = incomplete.flatMap((app) => rendered(app).failures);
    expect(others).toEqual([]);
    expect(failure).toMatchObject({ code: 'onlyInCluster', file: 'kubernetes/apps/network/cloudflare-tunnel/ks.yaml', line: 15 });
    expect(failure && sentence(failure, session.mask)).toBe(
      'Secret/cloudflare-tunnel-id-secret is only in the cluster: postBuild.substituteFrom asks for it, and no file of the repository has it, and none ' +
        'an ExternalSecret or the like that makes it. What takes values from it is shown as Git has it.',
    );
    expect(session.preview('cluster', 'cloudflare-tunnel').text).toContain('    - ${CLOUDFLARE_TUNNEL_ID}.cfargotunnel.com\n');
    expect(session.preview('cluster', 'atuin').text).not.toContain('${');
  });

  test('names the chart of each HelmRelease that is not fetched, with its version and its repository', () => {
    const failures = of('helmRelease').map((app) => [app.app, rendered(app).failures] as const);
    const unapplied = failures.filter(([, [first]]) => first?.code === 'unresolvedSource');
    expect(unapplied.map(([app]) => app)).toEqual(['home-operations-runner']);
    const charts = failures.filter(([, own]) =>
      own.some(({ code, subject = '' }) => code === 'notFetched' && /^\S+ \S+ from oci:/.test(subject)),
    );
    expect(charts).toHaveLength(68);
  });
});

describe.skipIf(!corpus)('flux2-kustomize-helm-example', () => {
  test('shows how production differs from staging, and which charts are not fetched on both sides', () => {
    const session = sessionOf('flux2-kustomize-helm-example');
    const changes = renderedChanges({ session, environment: 'staging' }, { session, environment: 'production' }, undefined);
    if (changes.kind === 'failed') throw new Error(JSON.stringify(changes));
    const differing = changes.value.filter((app) => app.changes.length > 0);
    expect(differing.map(({ app, changes: [change] }) => [app, change?.ref.kind, change?.ref.name])).toEqual([
      ['apps', 'HelmRelease', 'podinfo'],
      ['infra-configs', 'ClusterIssuer', 'letsencrypt'],
    ]);
    const [podinfo, issuer] = differing.map((app) => app.changes[0]);
    expect(podinfo?.before).toContain("version: '>=1.0.0-alpha'");
    expect(podinfo?.after).toContain('- podinfo.production\n');
    expect(issuer?.before).toContain('acme-staging-v02');
    expect(issuer?.after).not.toContain('staging');
    const incomplete = changes.value.filter(({ failures }) => failures.before.length + failures.after.length > 0);
    expect(
      incomplete.map(({ app, failures }) => [app, failures.before.map(({ code }) => code), failures.after.map(({ code }) => code)]),
    ).toEqual(['cert-manager', 'envoy-gateway', 'podinfo'].map((app) => [app, ['notFetched'], ['notFetched']]));
  });
});

describe.skipIf(!corpus)('podinfo', () => {
  test('renders its overlays whole, and its chart', () => {
    const session = sessionOf('podinfo');
    for (const { name, apps } of session.discovery().environments) {
      const [only, ...others] = apps.map(({ app }) => session.render(name, app));
      expect([name, only?.failures, only?.objects.length, others]).toEqual([name, [], 25, []]);
    }
    const files = createNodeFiles(join(corpus as string, 'repos/podinfo'), { check: 'forget' });
    const request = {
      chart: { kind: 'path', path: 'charts/podinfo' },
      release: { name: 'podinfo', namespace: 'web' },
      values: [],
    } as const;
    const { objects, failures } = renderChart({ ...request, helm: 4 }, files, createHelmCache());
    expect(failures).toEqual([]);
    expect(objects.map(({ ref }) => ref.kind)).toEqual(expect.arrayContaining(['Service', 'Deployment']));
  });
});
