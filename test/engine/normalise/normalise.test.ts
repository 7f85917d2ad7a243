// Normalising: what only the server writes goes, and equivalents are written one way.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/engine/model';
import { equivalent, isEmptyDefault } from '../../../src/engine/normalise/equivalents';
import { applicable, normalise } from '../../../src/engine/normalise/normalise';
import { sameQuantity } from '../../../src/engine/normalise/quantity';

const live: JsonObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'web',
    namespace: 'shop',
    uid: '6f0d',
    resourceVersion: '812',
    generation: 2,
    creationTimestamp: '2026-09-01T08:00:00Z',
    managedFields: [{ manager: 'kubectl' }],
    labels: { app: 'web' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  },
  spec: { ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }] },
  status: { loadBalancer: {} },
};

describe('normalise', () => {
  test('takes off what only the server writes, and the copy of kubectl', () => {
    expect(normalise(live)).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
      spec: {
        ports: [
          { port: 80, protocol: 'TCP' },
          { port: 53, protocol: 'UDP' },
        ],
      },
    });
  });

  test('changes nothing of its argument', () => {
    const copy = structuredClone(live);
    normalise(live);
    expect(live).toEqual(copy);
  });

  test('twice is once', () => {
    expect(normalise(normalise(live))).toEqual(normalise(live));
  });

  test('stringData becomes data, and wins over it', () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', data: { a: btoa('old'), b: 'aHVu\ndGVy' }, stringData: { a: 'new', c: 'ünï' } };
    expect(normalise(secret)).toEqual({ apiVersion: 'v1', kind: 'Secret', data: { a: btoa('new'), b: 'aHVudGVy', c: 'w7xuw68=' } });
  });

  test.each([
    ['v1', 'Pod', (pod: JsonObject) => ({ spec: pod })],
    ['apps/v1', 'Deployment', (pod: JsonObject) => ({ spec: { template: { spec: pod } } })],
    ['batch/v1', 'CronJob', (pod: JsonObject) => ({ spec: { jobTemplate: { spec: { template: { spec: pod } } } } })],
  ])('%s %s: the protocol of a port is spelt out, as the controller does', (apiVersion, kind, at) => {
    const pod = (port: JsonObject) => at({ containers: [{ name: 'web', ports: [port] }] });
    expect(applicable({ apiVersion, kind, ...pod({ containerPort: 80 }) })).toEqual({
      apiVersion,
      kind,
      ...pod({ containerPort: 80, protocol: 'TCP' }),
    });
  });
});

describe('equivalents', () => {
  test.each([
    ['1000m', '1', true],
    ['1', 1, true],
    ['0.5', '500m', true],
    ['1024Mi', '1Gi', true],
    ['1e3', '1k', true],
    ['1E', '1000P', true],
    ['100Mi', '100M', false],
    ['1', '1m', false],
    ['-1', '1', false],
    ['', '', false],
    ['web', 'web', false],
    ['1e999999999', '1', false],
  ])('quantities %s and %s: %s', (a, b, same) => {
    expect(sameQuantity(a, b)).toBe(same);
  });

  test('quantities count only where the API has quantities', () => {
    const container = ['spec', 'template', 'spec', 'containers', '[name=web]'];
    expect(equivalent('1000m', '1', [...container, 'resources', 'requests', 'cpu'], 'apps/v1')).toBe(true);
    expect(equivalent({ cpu: '1000m' }, { cpu: '1' }, [...container, 'resources', 'limits'], 'apps/v1')).toBe(true);
    expect(equivalent('1000m', '1', [...container, 'env', '[name=RATE]', 'value'], 'apps/v1')).toBe(false);
    expect(equivalent('1000m', '1', ['spec', 'resources', 'requests', 'cpu'], 'postgresql.cnpg.io/v1')).toBe(false);
  });

  test('what is empty is absent only where it says nothing', () => {
    expect(isEmptyDefault(null, ['spec', 'x'], 'example.com/v1')).toBe(true);
    expect(isEmptyDefault({}, ['metadata', 'annotations'], 'example.com/v1')).toBe(true);
    expect(isEmptyDefault([], ['spec', 'template', 'spec', 'tolerations'], 'apps/v1')).toBe(true);
    expect(isEmptyDefault([], ['spec', 'list'], 'example.com/v1')).toBe(false);
    // `namespaceSelector: {}` selects every namespace; without it only the policy's own counts.
    expect(isEmptyDefault({}, ['spec', 'ingress', 0, 'from', 0, 'namespaceSelector'], 'networking.k8s.io/v1')).toBe(false);
  });
});
