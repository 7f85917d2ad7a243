// What an edit does in every environment, against the saved content or that of a commit.
import { describe, expect, test } from 'vitest';
import type { AppEffect } from '../../src/engine/model';
import { formatPath } from '../../src/engine/model/field-path';
import { sessionOver } from '../support/session-over';

const BASE = 'apps/shop/base/deployment.yaml';
const STAGING = 'apps/shop/overlays/staging/kustomization.yaml';

const workload = (replicas: number) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n` +
  '      containers:\n        - name: shop\n          image: shop:0\n';

function tree(): Record<string, string> {
  return {
    'apps/shop/base/kustomization.yaml': 'resources: [deployment.yaml]\n',
    [BASE]: workload(1),
    'apps/shop/overlays/qa/kustomization.yaml': 'resources: [../../base]\nnamePrefix: qa-\n',
    [STAGING]: 'resources: [../../base]\n',
    'apps/shop/overlays/production/kustomization.yaml': 'resources: [../../base]\nreplicas:\n  - {name: shop, count: 5}\n',
    'apps/other/overlays/staging/kustomization.yaml': 'resources: [config.yaml]\n',
    'apps/other/overlays/staging/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n',
  };
}

/** `environment/app state: Kind/name path: before > after` per field. */
function said(effects: readonly AppEffect[]): string[] {
  return effects.flatMap(({ environment, app, state, objects }) => {
    const head = `${environment}/${app} ${state}:`;
    const rows = objects.flatMap(({ ref, before, after, fields }) => {
      const object = `${head} ${before === undefined ? '+' : after === undefined ? '-' : ''}${ref.kind}/${ref.name}`;
      return fields.length === 0
        ? [object]
        : fields.map(
            (field) =>
              `${object} ${formatPath(field.path)}: ${field.before} > ${field.after} (${field.origin?.file}:${field.origin?.line})`,
          );
    });
    return rows.length === 0 ? [`${head} nothing`] : rows;
  });
}

describe('the effect of an edit', () => {
  test('every environment that it reaches, also those where it changes nothing, and no other app', () => {
    const content = tree();
    const session = sessionOver(content);
    content[BASE] = workload(3);
    session.sourcesChanged([BASE]);
    expect(said(session.effect(new Map([[BASE, workload(1)]])))).toEqual([
      `qa/shop stays: Deployment/qa-shop spec.replicas: 1 > 3 (${BASE}:6)`,
      `staging/shop stays: Deployment/shop spec.replicas: 1 > 3 (${BASE}:6)`,
      'production/shop stays: nothing',
    ]);
  });

  test('keystroke after keystroke, and back', () => {
    const content = tree();
    const session = sessionOver(content);
    const before = new Map([[BASE, content[BASE]]]);
    for (const replicas of [2, 4, 8]) {
      content[BASE] = workload(replicas);
      session.sourcesChanged([BASE]);
      expect(said(session.effect(before))[1]).toBe(`staging/shop stays: Deployment/shop spec.replicas: 1 > ${replicas} (${BASE}:6)`);
    }
    content[BASE] = workload(1);
    session.sourcesChanged([BASE]);
    expect(said(session.effect(before)).every((line) => line.endsWith('nothing'))).toBe(true);
    // Another file is edited now, and the first one is as it was saved.
    content[STAGING] += 'namespace: web\n';
    session.sourcesChanged([STAGING]);
    expect(said(session.effect(new Map([[STAGING, 'resources: [../../base]\n']])))).toEqual([
      'staging/shop stays: +Deployment/shop',
      'staging/shop stays: -Deployment/shop',
    ]);
  });

  test('a file that is new, or gone, brings and takes objects and apps', () => {
    const content = tree();
    const session = sessionOver(content);
    const added = 'apps/shop/overlays/demo/kustomization.yaml';
    content[added] = 'resources: [../../base]\n';
    session.sourcesChanged([added]);
    expect(said(session.effect(new Map([[added, undefined]])))).toEqual(['demo/shop comes: +Deployment/shop']);
    delete content[added];
    session.sourcesChanged([added]);
    expect(said(session.effect(new Map([[added, 'resources: [../../base]\n']])))).toEqual(['demo/shop goes: -Deployment/shop']);
  });

  test('an edit that breaks a render says so on its side', () => {
    const content = tree();
    const session = sessionOver(content);
    content[STAGING] = 'resources: [../../base, missing.yaml]\n';
    session.sourcesChanged([STAGING]);
    const [effect] = session.effect(new Map([[STAGING, 'resources: [../../base]\n']]));
    expect(effect?.failures.before).toEqual([]);
    expect(effect?.failures.after.map(({ code }) => code)).toEqual(['notFound']);
  });

  test('secrets are masked on both sides, and told apart', () => {
    const content = tree();
    const secret = (password: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\nstringData:\n  password: ${password}\n`;
    content['apps/other/overlays/staging/config.yaml'] = secret('battery-staple');
    const session = sessionOver(content);
    const effects = session.effect(new Map([['apps/other/overlays/staging/config.yaml', secret('correct-horse')]]));
    expect(JSON.stringify(effects)).not.toMatch(/battery-staple|correct-horse/);
    expect(effects[0]?.objects[0]?.fields.map(({ path, before, after }) => [formatPath(path), before === after])).toEqual([
      ['stringData.password', false],
    ]);
  });
});
