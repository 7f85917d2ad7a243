// Which apps of two environments are the same thing, by their names.
import { describe, expect, test } from 'vitest';
import { pairApps } from '../../../src/engine/discover/counterpart';
import type { App } from '../../../src/engine/model';

function place(name: string, ...apps: string[]) {
  return { name, apps: apps.map((app) => ({ app }) as App) };
}

function names(before: ReturnType<typeof place>, after: ReturnType<typeof place>): readonly string[] {
  return pairApps(before, after).map((pair) => `${pair.before?.app ?? '-'} ${pair.after?.app ?? '-'}`);
}

describe('apps of two environments pair', () => {
  test('by their names', () => {
    expect(names(place('staging', 'shop', 'web'), place('production', 'web', 'api'))).toEqual(['- api', 'shop -', 'web web']);
  });

  test('where the names differ in the environment alone, or in another word for its stage', () => {
    expect(names(place('staging', 'shop-staging'), place('production', 'shop-production'))).toEqual(['shop-staging shop-production']);
    expect(names(place('stage', 'stg.shop'), place('production', 'prod.shop'))).toEqual(['stg.shop prod.shop']);
    expect(names(place('us-east', 'shop-us-east'), place('eu-west', 'shop-eu-west'))).toEqual(['shop-us-east shop-eu-west']);
  });

  test('where an overlay is all of its environment', () => {
    expect(names(place('staging', 'staging'), place('production', 'production'))).toEqual(['staging production']);
  });

  test('not where the rest differs, several could be meant, or the name is there as it is', () => {
    expect(names(place('staging', 'shop-staging'), place('production', 'web-production'))).toEqual(['shop-staging -', '- web-production']);
    expect(names(place('staging', 'shop-staging'), place('production', 'shop-prod', 'shop-production'))).toEqual([
      '- shop-prod',
      '- shop-production',
      'shop-staging -',
    ]);
    expect(names(place('staging', 'shop-staging'), place('production', 'shop-staging', 'shop-production'))).toEqual([
      '- shop-production',
      'shop-staging shop-staging',
    ]);
    expect(names(place('staging', 'upstaging'), place('production', 'upproduction'))).toEqual(['- upproduction', 'upstaging -']);
  });
});
