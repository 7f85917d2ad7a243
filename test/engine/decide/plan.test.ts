// The order in which controllers get to apps: parents and dependencies first, what waits for ever named.
import { expect, test } from 'vitest';
import { planOf } from '../../../src/engine/decide/plan';
import type { App, SyncTurn } from '../../../src/engine/model';

const OWNER = { kind: 'Kustomization', apiVersion: 'kustomize.toolkit.fluxcd.io/v1', namespace: 'flux-system', name: 'x' } as const;

function app(name: string, dependsOn: readonly string[] = [], parent?: string, syncTurn?: SyncTurn): App {
  const source = { file: `${name}.yaml`, line: 1, column: 1 };
  const fixed = { path: name, kind: 'fluxKustomization', owner: OWNER, source, versions: [], unresolved: [] } as const;
  return { ...fixed, app: name, dependsOn, ...(parent === undefined ? {} : { parent }), ...(syncTurn === undefined ? {} : { syncTurn }) };
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

test('what one Application syncs goes by phase and wave; turns of different parents do not meet', () => {
  const apps = [
    app('late', [], 'root', { phase: 'Sync', wave: 2 }),
    app('usual', [], 'root'),
    app('early', [], 'root', { phase: 'Sync', wave: -1 }),
    app('hook', [], 'root', { phase: 'PreSync', wave: 5 }),
    app('within', [], 'late'),
    app('other', [], 'early', { phase: 'Sync', wave: 9 }),
    app('root'),
  ];
  expect(said(apps)).toEqual([[['root'], ['hook'], ['early'], ['usual', 'other'], ['late'], ['within']], []]);
});

test('a wave that is never reached says which apps it waits for', () => {
  const apps = [app('root'), app('stuck', ['nowhere'], 'root'), app('late', [], 'root', { phase: 'Sync', wave: 1 })];
  expect(said(apps)).toEqual([
    [['root']],
    [
      ['stuck', ['nowhere']],
      ['late', ['stuck']],
    ],
  ]);
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

test('what an app of another environment applies does not wait for it here', () => {
  expect(said([app('web', [], 'root of another'), app('shop', ['web'], 'root of another')])).toEqual([[['web'], ['shop']], []]);
});

test('folders that no controller applies have no place in it', () => {
  const { owner: _, ...lone } = app('lone');
  expect(said([lone])).toEqual([[], []]);
});

test('a parent in another environment, as the root of an app of apps is, keeps nobody waiting; siblings still have their turns', () => {
  const apps = [app('late', [], 'root', { phase: 'Sync', wave: 2 }), app('early', [], 'root'), app('alone', [], 'another')];
  expect(said(apps)).toEqual([[['early', 'alone'], ['late']], []]);
});

test('what is waited for and is nowhere is told from what is only blocked itself', () => {
  const { blocked } = planOf([app('a', ['b', 'nowhere']), app('b', ['a'])]);
  expect(blocked.map(({ absent }) => absent)).toEqual([['nowhere'], []]);
});
