// The order in which controllers get to apps: parents and dependencies first, what waits for ever named.
import { expect, test } from 'vitest';
import { planOf } from '../../../src/engine/decide/plan';
import type { App } from '../../../src/engine/model';

const OWNER = { kind: 'Kustomization', apiVersion: 'kustomize.toolkit.fluxcd.io/v1', namespace: 'flux-system', name: 'x' } as const;

function app(name: string, dependsOn: readonly string[] = [], parent?: string): App {
  const source = { file: `${name}.yaml`, line: 1, column: 1 };
  const fixed = { path: name, kind: 'fluxKustomization', owner: OWNER, source, versions: [], unresolved: [] } as const;
  return { ...fixed, app: name, dependsOn, ...(parent === undefined ? {} : { parent }) };
}

function said(apps: readonly App[]) {
  const { steps, blocked } = planOf(apps);
  return [steps.map((step) => step.map((each) => each.app)), blocked.map(({ app: each, waitsFor }) => [each.app, waitsFor])];
}

test('what applies an app, and what it depends on, comes before it', () => {
  const apps = [
    app('shop', ['configs'], 'root'),
    app('configs', ['controllers'], 'root'),
    app('controllers', [], 'root'),
    app('root'),
    app('cart', ['configs'], 'root'),
  ];
  expect(said(apps)).toEqual([[['root'], ['controllers'], ['configs'], ['shop', 'cart']], []]);
});

test('a ring, and what waits for it or for what is nowhere, never gets its turn', () => {
  const apps = [app('a', ['b']), app('b', ['a']), app('c', ['b']), app('d', ['nowhere']), app('e')];
  expect(said(apps)).toEqual([
    [['e']],
    [
      ['a', ['b']],
      ['b', ['a']],
      ['c', ['b']],
      ['d', ['nowhere']],
    ],
  ]);
});

test('folders that no controller applies have no place in it', () => {
  const { owner: _, ...lone } = app('lone');
  expect(said([lone])).toEqual([[], []]);
});
