// Trees that kustomize 5.8.2 refuses because of what it does to them before it writes them, and their neighbours that it builds.
import { describe, expect, it } from 'vitest';
import { engineBuild } from '../../../support/kustomize';
import { memoryFiles } from '../../../support/memory-files';

describe('a key that without quotes reads as another type', () => {
  it('is refused where a transformer sets it, and not where a file has it', () => {
    expect(kindOf('labels: [{pairs: {"12": v}}]')).toBe('refused');
    expect(kindOf('labels: [{pairs: {"12": v}}]', { labels: '{"12": x}' })).toBe('yaml');
    expect(kindOf('commonAnnotations: {"true": v}')).toBe('refused');
  });

  it('is refused in every annotation, for those are set anew at the end', () => {
    expect(kindOf('', { annotations: '{"2001-01-01": x}' })).toBe('refused');
    expect(kindOf('', { annotations: '{"yes": x}' })).toBe('yaml');
    expect(kindOf('', { labels: '{"12": x}' })).toBe('yaml');
  });

  it('is refused in a label that a patch adds to selected objects', () => {
    const patch = 'patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: web, labels: {\\"12\\": v}}}"';
    expect(kindOf(`patches: [{target: {kind: ConfigMap}, ${patch}}]`)).toBe('refused');
    expect(kindOf(`patches: [{target: {kind: ConfigMap}, ${patch}}]`, { labels: '{"12": x}' })).toBe('yaml');
    expect(kindOf(`patches: [{${patch}}]`)).toBe('yaml');
  });

  it('is refused in an object that a generator merges into', () => {
    const merge = 'configMapGenerator: [{name: web, behavior: merge, literals: [a=b]}]';
    expect(kindOf(merge, { data: '{"12": x}' })).toBe('refused');
    expect(kindOf(merge, { data: '{c: x}' })).toBe('yaml');
    const replaced = merge.replace('}]', '}, {name: web, behavior: replace, literals: [a=b]}]');
    expect(kindOf(replaced, { data: '{"12": x}' })).toBe('yaml');
  });
});

describe('a JSON patch', () => {
  const of = (patch: string) => kindOf(`patches:\n- target: {kind: ConfigMap}\n  patch: |\n    ${patch.replaceAll('\n', '\n    ')}`);

  it('that begins with a bracket has to be JSON', () => {
    expect(of('[{op: add, path: /data/a, value: b}]')).toBe('refused');
    expect(of('[{"op": "add", "path": "/data/a", "value": "b"}]')).toBe('yaml');
    expect(of('# YAML\n[{op: add, path: /data/a, value: b}]')).toBe('yaml');
    expect(of('- {op: add, path: /data/a, value: b}')).toBe('yaml');
  });
});

describe('a var', () => {
  const of = (value: string) =>
    kindOf(`vars: [{name: A, objref: {apiVersion: v1, kind: ConfigMap, name: web}, fieldref: {fieldPath: data.a}}]`, {
      data: `{a: ${value}}`,
    });

  it('takes decimal integers and finite floats only', () => {
    expect(['17', '1e3', '1.5', 'true', '2001-01-01'].map(of)).toEqual(['yaml', 'yaml', 'yaml', 'yaml', 'yaml']);
    expect(['0x1F', '1_000', '12345678901234567890', '1_0.5'].map(of)).toEqual(['refused', 'refused', 'refused', 'refused']);
  });
});

function kindOf(fields: string, { labels = '{}', annotations = '{}', data = '{}' } = {}): string {
  const tree = {
    'kustomization.yaml': `resources: [base]\n${fields}\n`,
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, labels: ${labels}, annotations: ${annotations}}\ndata: ${data}\n`,
  };
  return engineBuild(memoryFiles(tree), '.').kind;
}
