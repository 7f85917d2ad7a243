// Which Flux Kustomizations are built while environments are looked for: those that may change what discovery reads of others’ objects.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts hold variables that Flux substitutes.
import { describe, expect, test } from 'vitest';
import { discover } from '../../../src/engine/discover/discover';
import { memoryFiles } from '../../support/memory-files';
import { fluxKustomization, helmRelease, kustomization } from './trees';

function isBuilt(field: string, more: Readonly<Record<string, string>> = {}): boolean {
  const { environments } = discover(
    memoryFiles({
      'clusters/dev/root.yaml': fluxKustomization('root', './layers', field),
      'layers/apps.yaml': fluxKustomization('apps', './apps'),
      'layers/web.yaml': helmRelease('web'),
      'apps/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n',
      ...more,
    }),
  );
  return environments[0]?.apps.find(({ app }) => app === 'root')?.appliesOthers === true;
}

const inline = (...lines: readonly string[]): string =>
  ['patches:', '  - target: {group: any}', '    patch: |', ...lines.map((line) => `      ${line}`)].join('\n');

describe('a Kustomization whose patches set', () => {
  test.each([
    ['a path', inline('spec:', '  path: ./other')],
    ['a path in flow style', inline('{spec: {path: ./other}}')],
    ['a path by an operation', inline('- op: replace', '  path: /spec/path', '  value: ./other')],
    ['a path by an operation in JSON', inline('[{"op": "replace", "path": "/spec/path", "value": "./other"}]')],
    ['all of the spec', inline('- {op: replace, path: /spec, value: {}}')],
    ['a version of a chart', inline('- {op: replace, path: /spec/chart/spec/version, value: 2.0.0}')],
    ['that it waits', inline('spec:', '  suspend: true')],
    ['values', inline('spec:', '  values:', '    image: {tag: "2"}')],
    ['a name', inline('- {op: replace, path: /metadata/name, value: other}')],
    ['a namespace', inline('- {op: replace, path: /metadata/namespace, value: other}')],
    ['where variables come from', inline('spec:', '  postBuild:', '    substituteFrom: [{kind: ConfigMap, name: x}]')],
    ['nothing, but take objects out', inline('$patch: delete')],
  ])('%s is built', (_, field) => {
    expect(isBuilt(field)).toBe(true);
  });

  test.each([
    ['an interval', inline('spec:', '  interval: 1h')],
    ['an interval by an operation', inline('- op: replace', '  path: /spec/interval', '  value: 1h')],
    [
      'patches of what it applies',
      inline('spec:', '  patches:', '    - {patch: "spec: {upgrade: {force: true}}", target: {kind: HelmRelease}}'),
    ],
    ['labels by an operation in JSON', inline('[{"op": "add", "path": "/metadata/labels/a", "value": "b"}]')],
    ['what is named alike', inline('spec:', '  pathological: 1', '  upgrade: {chartish: 2}')],
  ])('%s is not built', (_, field) => {
    expect(isBuilt(field)).toBe(false);
  });
});

describe('a Kustomization over sources whose patches set', () => {
  const source = (spec: string, more = '') =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: web${more}}\nspec: ${spec}\n`;
  const isBuiltOver = (field: string, held = source('{url: "oci://x/web", ref: {tag: 1.0.0}}')): boolean =>
    isBuilt(field, { 'layers/chart.yaml': held });

  test.each([
    ['a tag', inline('spec:', '  ref: {tag: 2.0.0}')],
    ['a tag by an operation', inline('- {op: replace, path: /spec/ref/tag, value: 2.0.0}')],
    ['an address', inline('- {op: replace, path: /spec/url, value: x}')],
    ['a tag of what they target', inline('spec: {ref: {tag: 2.0.0}}').replace('{group: any}', '{kind: OCIRepository}')],
  ])('%s is built', (_, field) => {
    expect(isBuiltOver(field)).toBe(true);
    expect(isBuilt(field), 'and not where there are none').toBe(false);
  });

  test.each([
    ['an interval', inline('spec: {interval: 1h}')],
    ['what other objects have', inline('spec: {ref: {name: x}, type: y}').replace('{group: any}', '{kind: HelmRelease}')],
  ])('%s is not built', (_, field) => {
    expect(isBuiltOver(field)).toBe(false);
  });

  test('nothing is built where variables or another namespace change them', () => {
    expect(isBuiltOver('postBuild: {substitute: {A: b}}', source('{url: "oci://x/${A}"}'))).toBe(true);
    expect(isBuiltOver('postBuild: {substitute: {A: b}}')).toBe(false);
    expect(isBuiltOver('targetNamespace: other')).toBe(false);
    expect(isBuiltOver('targetNamespace: other', source('{url: "oci://x/y"}', ', namespace: own'))).toBe(true);
  });
});

describe('a Kustomization', () => {
  test('that gives a prefix, or variables that its objects hold, is built', () => {
    expect(isBuilt('namePrefix: a-')).toBe(true);
    const substitute = 'postBuild: {substitute: {A: b}}';
    expect(isBuilt(substitute)).toBe(false);
    expect(isBuilt(substitute, { 'layers/apps.yaml': fluxKustomization('apps', '"./apps/${A}"') })).toBe(true);
  });

  test('is built for what the kustomizations of its folder and of its components patch', () => {
    const release = 'spec:\n  chart:\n    spec: {version: 2.0.0}\n';
    const patched = {
      'layers/kustomization.yaml': kustomization('resources: [apps.yaml, web.yaml]\npatches: [{path: patch.yaml}]'),
      'layers/patch.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web}\n${release}`,
    };
    expect(isBuilt('prune: true', patched)).toBe(true);
    expect(isBuilt('prune: true', { ...patched, 'layers/patch.yaml': 'kind: HelmRelease\nspec: {timeout: 1m}\n' })).toBe(false);
    const component = { 'parts/a/kustomization.yaml': 'kind: Component\nnameSuffix: -a\n' };
    expect(isBuilt('components: [../parts/a]', component)).toBe(true);
    expect(isBuilt('components: [../parts/a]', { 'parts/a/kustomization.yaml': 'kind: Component\n' })).toBe(false);
  });

  test('is built for replacements of what discovery reads', () => {
    const replacing = (path: string) => ({
      'layers/kustomization.yaml': kustomization(
        `resources: [apps.yaml, web.yaml]\nreplacements: [{source: {kind: X}, targets: [{select: {kind: HelmRelease}, fieldPaths: [${path}]}]}]`,
      ),
    });
    expect(isBuilt('prune: true', replacing('spec.chart.spec.version'))).toBe(true);
    expect(isBuilt('prune: true', replacing('spec.interval'))).toBe(false);
  });
});
