// validators: what they may leave in an object, and what kustomize takes for a change of it although the text is the same.
import { describe, expect, it } from 'vitest';
import { engineBuild } from '../../../support/kustomize';
import { memoryFiles } from '../../../support/memory-files';

const LABEL = 'kind: LabelTransformer\n  labels: {validated-by: me}\n  fieldSpecs: [{path: metadata/labels, create: true}]';
const COUNT = 'kind: ReplicaCountTransformer\n  replica: {name: web, count: 2}\n  fieldSpecs: [{path: spec/replicas}]';
const NAMESPACE = 'kind: NamespaceTransformer\n  fieldSpecs: [{path: metadata/namespace}]';
const PATCH = 'kind: PatchTransformer\n  target: {kind: Service}\n  patch: "{apiVersion: v1, kind: Service, metadata: {name: any}}"';

describe('a validator', () => {
  it('may add its label to an object without labels, and to one whose labels were set before', () => {
    expect(validated(LABEL)).toBe('yaml');
    expect(validated(LABEL, { fields: 'labels: [{pairs: {app: web}}]\n' })).toBe('yaml');
  });

  it('may not add it to an object whose labels stand in a file', () => {
    expect(validated(LABEL, { metadata: '  labels: {app: web}\n' })).toBe('refused');
  });

  it('may set what was set before, and not the same value where a file has it', () => {
    expect(validated(COUNT, { fields: 'replicas: [{name: web, count: 2}]\n' })).toBe('yaml');
    expect(validated(COUNT)).toBe('refused');
  });

  it('may not set a namespace, although it is the same', () => {
    expect(validated(NAMESPACE, { metadata: '  namespace: shop\n' })).toBe('refused');
  });

  it('may select nothing', () => expect(validated(PATCH)).toBe('yaml'));

  it('may not patch an object, although the patch changes nothing, unless it was patched in the same way before', () => {
    const empty = '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}';
    const selecting = `kind: PatchTransformer\n  target: {kind: Deployment}\n  patch: "${empty}"`;
    expect(validated(selecting)).toBe('refused');
    expect(validated(`kind: PatchTransformer\n  patch: "${empty}"`)).toBe('refused');
    expect(validated(`kind: PatchStrategicMergeTransformer\n  patches: "${empty}"`)).toBe('refused');
    expect(validated(selecting, { fields: `patches: [{target: {kind: Deployment}, patch: "${empty}"}]\n` })).toBe('yaml');
    const test = 'target: {kind: Deployment, name: web}\n  jsonOp: "- {op: test, path: /spec/replicas, value: 2}"';
    expect(validated(`kind: PatchJson6902Transformer\n  ${test}`)).toBe('refused');
  });
});

function validated(validator: string, { metadata = '', fields = '' } = {}): string {
  const head = 'apiVersion: builtin\n  metadata: {name: any, namespace: shop}';
  return engineBuild(
    memoryFiles({
      'kustomization.yaml': `resources: [web.yaml]\n${fields}validators:\n- |-\n  ${head}\n  ${validator}\n`,
      'web.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n${metadata}spec:\n  replicas: 2\n`,
    }),
    '.',
  ).kind;
}
