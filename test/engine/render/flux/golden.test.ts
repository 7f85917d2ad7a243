// A HelmRelease's objects and merged values, each value with its origin and Secrets left out, as they are kept in a golden file.
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createNodeFiles } from '../../../../src/adapters/node-files';
import { discover } from '../../../../src/engine/discover/discover';
import { renderApp } from '../../../../src/engine/pipeline';
import { createBuildCache } from '../../../../src/engine/render/kustomize/build';
import { matchGolden, withOrigins } from '../../../support/golden';

const FIXTURES = resolve(import.meta.dirname, '../../../fixtures/flux');

test.each(['helm-release-with-values-from-and-post-renderer'])('%s', (name) => {
  const folder = join(FIXTURES, name);
  const files = createNodeFiles(folder, { check: 'forget' });
  const apps = discover(files).environments.flatMap((environment) => environment.apps);
  const release = apps.find(({ kind }) => kind === 'helmRelease');
  if (release === undefined) throw new Error('no release');
  const rendered = renderApp(release, files, createBuildCache());
  expect(rendered.failures).toEqual([]);
  matchGolden(join(folder, 'expected.golden.yaml'), withOrigins(rendered));
  const values = rendered.values === undefined ? [] : [{ ref: { apiVersion: '', kind: '', name: '' }, node: rendered.values }];
  matchGolden(join(folder, 'values.golden.yaml'), withOrigins({ ...rendered, objects: values }));
});
