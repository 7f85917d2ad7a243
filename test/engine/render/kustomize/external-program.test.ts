// Functions and plugins that are programs are named at their place, and the rest is rendered.
import { describe, expect, it } from 'vitest';
import { createBuildCache, buildKustomization, KUSTOMIZE_CLI } from '../../../../src/engine/render/kustomize/build';
import { memoryFiles } from '../../../support/memory-files';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: y}\n';

function build(field: string, plugin: string) {
  const files = memoryFiles({
    'kustomization.yaml': `resources: [a.yaml]\n${field}: [plugin.yaml]\n`,
    'a.yaml': CONFIG,
    'plugin.yaml': plugin,
  });
  return buildKustomization('.', files, KUSTOMIZE_CLI, createBuildCache());
}

const HEAD = 'apiVersion: example.com/v1\nkind: Foo\nmetadata:\n  name: f\n';

describe('programs of their own', () => {
  it.each([
    [
      'container function',
      `${HEAD}  annotations:\n    config.kubernetes.io/function: |\n      container: {image: 'fn/labels:v1'}\n`,
      'the container function fn/labels:v1',
      6,
    ],
    [
      'container function, named as before',
      `${HEAD}  configFn:\n    container: {image: 'fn/labels:v1'}\n`,
      'the container function fn/labels:v1',
      5,
    ],
    [
      'container by an annotation alone',
      `${HEAD}  annotations:\n    config.kubernetes.io/container: fn/old:v0\n`,
      'the container function fn/old:v0',
      6,
    ],
    [
      'exec function',
      `${HEAD}  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./change.sh}\n`,
      'the exec function ./change.sh',
      6,
    ],
    ['Go plugin', HEAD, 'the plugin Foo of example.com', 1],
  ])('names a %s', (_name, plugin, detail, line) => {
    for (const field of ['transformers', 'generators']) {
      const rendered = build(field, plugin);
      expect(rendered.failures).toEqual([expect.objectContaining({ code: 'externalProgram', file: 'plugin.yaml', line, detail })]);
      expect(rendered.objects.map(({ ref }) => ref.name)).toEqual(['a']);
    }
  });
});
