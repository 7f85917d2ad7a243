// Which version of a chart a HelmRelease names: where it stands, and what the chart is called.
import { expect, test } from 'vitest';
import { discover } from '../../../src/engine/discover/discover';
import { memoryFiles } from '../../support/memory-files';
import { release } from '../render/flux/helm-trees';
import { fluxKustomization } from './trees';

function versions(ref: string) {
  const chartRef = release('chartRef: {kind: OCIRepository, name: source}').replace(/ {2}chart:\n( {4}.*\n)+/, '');
  const source =
    'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: source, namespace: shop}\n' +
    `spec:\n  url: oci://ghcr.io/shop/charts/show/\n  ref:\n${ref}`;
  const files = { 'clusters/dev/ks.yaml': fluxKustomization('apps', './app'), 'app/release.yaml': chartRef, 'app/source.yaml': source };
  const apps = discover(memoryFiles(files)).environments.flatMap((environment) => environment.apps);
  return apps.find(({ kind }) => kind === 'helmRelease')?.versions;
}

test('a chart of an OCIRepository is called as the last part of its address, not as the object', () => {
  expect(versions('    tag: 1.2.3\n')).toMatchObject([{ chart: 'show', tag: '1.2.3', file: 'app/source.yaml', line: 7 }]);
});

test('its semver goes before its tag, as with the controller', () => {
  expect(versions('    tag: 1.2.3\n    semver: 1.x\n')).toMatchObject([{ chart: 'show', tag: '1.x', file: 'app/source.yaml', line: 8 }]);
});
