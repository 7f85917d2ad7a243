// What a person reads when a kustomization cannot be built: the line at fault, what to do, and which overlay led there.
import { describe, expect, test } from 'vitest';
import { createMask } from '../../../../src/engine/normalise/mask';
import { failureLine } from '../../../../src/engine/presenter';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../../../src/engine/render/kustomize/build';
import { memoryFiles } from '../../../support/memory-files';

const deployment = (name: string, more = '') => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n${more}`;
const component = (more: string) => `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${more}`;
const BASE = { 'base/kustomization.yaml': 'resources: [web.yaml]\n', 'base/web.yaml': deployment('web') };

/** Every failure of building `overlay`, as the command line prints it. */
function errors(tree: Record<string, string>): string[] {
  const { failures } = buildKustomization('overlay', memoryFiles({ ...BASE, ...tree }), KUSTOMIZE_CLI, createBuildCache());
  return failures.map((failure) => failureLine(failure, createMask(new Uint8Array(32))));
}

const overlay = (more: string) => ({ 'overlay/kustomization.yaml': `resources: [../base]\n${more}` });

describe('a patch', () => {
  test('of an object that is not there: at the name, with what is there', () => {
    const tree = { ...overlay('patches: [{path: patch.yaml}]\n'), 'overlay/patch.yaml': deployment('wep') };
    expect(errors(tree)).toEqual([
      'overlay/patch.yaml:4:9: patchTargetMissing: “Deployment wep” matches nothing: there is Deployment web (apps/v1). ' +
        'Correct its target, or the name that it gives. (through overlay/kustomization.yaml)',
    ]);
  });

  test('with another apiVersion: the one that it should have', () => {
    const patch = deployment('web').replace('apps/v1', 'apps/v1beta1');
    expect(errors({ ...overlay('patches: [{path: patch.yaml}]\n'), 'overlay/patch.yaml': patch })[0]).toContain(
      'there is Deployment web (apps/v1)',
    );
  });

  test('that could mean two objects: which ones', () => {
    const tree = {
      'overlay/kustomization.yaml': 'resources: [../one, ../two]\npatches: [{path: patch.yaml}]\n',
      'one/kustomization.yaml': 'resources: [../base]\nnamePrefix: one-\n',
      'two/kustomization.yaml': 'resources: [../base]\nnamePrefix: two-\n',
      'overlay/patch.yaml': deployment('web'),
    };
    expect(errors(tree)).toEqual([
      'overlay/patch.yaml:4:9: ambiguous: Deployment web names more than one thing: it could mean Deployment one-web of base/web.yaml:1 or ' +
        'Deployment two-web of base/web.yaml:1. Say which one. (through overlay/kustomization.yaml)',
    ]);
  });
});

describe('a patch inside of the kustomization', () => {
  const inline = (text: string) => overlay(`patches:\n- patch: |\n    ${text.replaceAll('\n', '\n    ')}\n  target: {kind: Deployment}\n`);
  const at = (text: string) => errors(inline(text)).map((line) => line.split(': ').slice(0, 2).join(': '));

  test('is at fault at its own lines', () => {
    expect(at('kind: [Deployment')).toEqual([expect.stringMatching(/^overlay\/kustomization\.yaml:[45]:\d+: notYaml$/)]);
    expect(at('- op: replace\n  path: /spec/nothing/here\n  value: 1')).toEqual(['overlay/kustomization.yaml:5:13: patchInvalid']);
    expect(at('- op: jump\n  path: /spec')).toEqual(['overlay/kustomization.yaml:4:11: patchInvalid']);
    expect(at('apiVersion: apps/v1\nkind: Deployment\nmetadata: [a]')).toEqual(['overlay/kustomization.yaml:4:5: objectInvalid']);
  });
});

describe('a definition that is there twice', () => {
  test('in two files, and one file on two ways', () => {
    const tree = {
      'overlay/kustomization.yaml': 'resources:\n- ../base\n- again.yaml\n- ../other\n',
      'overlay/again.yaml': deployment('web'),
      'other/kustomization.yaml': 'resources: [../base]\n',
    };
    expect(errors(tree)).toEqual([
      'overlay/kustomization.yaml:3:3: duplicateObject: Deployment web is defined twice: in base/web.yaml:1 and in overlay/again.yaml:1. ' +
        'Remove one of the two, or give one another name.',
      'overlay/kustomization.yaml:4:3: duplicateObject: Deployment web is defined twice: base/web.yaml:1 is taken in on two ways. ' +
        'Remove one of the two, or give one another name.',
    ]);
  });

  test('a var', () => {
    const vars = 'vars: [{name: A, objref: {apiVersion: apps/v1, kind: Deployment, name: web}}]\n';
    const tree = { ...overlay(vars), 'base/kustomization.yaml': `resources: [web.yaml]\n${vars}` };
    expect(errors(tree).map((line) => line.split('. ')[0])).toEqual([
      'overlay/kustomization.yaml:2:8: duplicateObject: The var A is defined twice: in base/kustomization.yaml:2 and in overlay/kustomization.yaml:2',
    ]);
  });
});

describe('a component', () => {
  const shared = { 'shared/kustomization.yaml': component('replicas: [{name: nothing, count: 2}]\n') };

  test('under resources: nothing but that, at the line that names it', () => {
    expect(errors({ ...shared, 'overlay/kustomization.yaml': 'resources:\n- ../base\n- ../shared\n' })).toEqual([
      'overlay/kustomization.yaml:3:3: notAKustomization: This cannot be built as a kustomization: shared is a Component, and belongs under components. ' +
        'Correct the file, or what names it.',
    ]);
  });

  test('that is none, and one after it that would have needed it', () => {
    const merge = component('configMapGenerator: [{name: a, behavior: merge, literals: [a=b]}]\nreplicas: [{name: nothing, count: 2}]\n');
    expect(errors({ ...overlay('components:\n- ../base\n- ../shared\n'), 'shared/kustomization.yaml': merge })).toEqual([
      'overlay/kustomization.yaml:3:3: notAKustomization: This cannot be built as a kustomization: base is no Component, and belongs under resources. ' +
        'Correct the file, or what names it.',
    ]);
  });

  test('that matches nothing by itself', () => {
    expect(errors({ ...shared, ...overlay('components: [../shared]\n') })).toEqual([
      'shared/kustomization.yaml:3:19: patchTargetMissing: “replicas nothing” matches nothing. Correct its target, or the name that it gives. ' +
        '(through overlay/kustomization.yaml)',
    ]);
  });
});

describe('a kustomization', () => {
  test('with a slip in a field: the field that may be meant', () => {
    const words = errors(overlay('resorces: []\nnamepsace: a\nimagess: []\ncompletelyOther: 1\n'));
    expect(words.map((line) => line.replace(/^.*unknownField: /, '').split('. ')[0])).toEqual([
      'A kustomization has no field “resorces”: “resources” may be meant',
      'A kustomization has no field “namepsace”: “namespace” may be meant',
      'A kustomization has no field “imagess”: “images” may be meant',
      'A kustomization has no field “completelyOther”',
    ]);
  });

  test('that names a file outside of its folder', () => {
    expect(errors(overlay('patches: [{path: ../base/web.yaml}]\n'))).toEqual([
      'overlay/kustomization.yaml:2:18: outsideRoot: base/web.yaml lies outside of overlay, and no file may be read from there. ' +
        'Move it, or name a folder with a kustomization of its own.',
    ]);
  });

  test('that is there twice, or is none', () => {
    expect(errors({ ...overlay(''), 'overlay/kustomization.yml': '' })[0]).toMatch(
      /^overlay\/kustomization\.yml:1:1: severalKustomizations: /,
    );
    expect(errors({ 'overlay/kustomization.yaml': '- a\n' })).toEqual([
      'overlay/kustomization.yaml:1:1: notAKustomization: This cannot be built as a kustomization: it has to be a map of fields. ' +
        'Correct the file, or what names it.',
    ]);
    const root = buildKustomization('.', memoryFiles({ a: '' }), KUSTOMIZE_CLI, createBuildCache());
    expect(root.failures.map((failure) => failureLine(failure, createMask(new Uint8Array(32))))[0]).toMatch(
      /^noKustomization: The folder has no /,
    );
  });
});

test('one fault of the YAML is told once, in plain words', () => {
  const tree = { ...overlay(''), 'base/web.yaml': `${deployment('web')}spec:\n  a: b\n   - name: http\n` };
  expect(errors(tree)).toEqual([
    'base/web.yaml:6:6: notYaml: This is not valid YAML: a list or map begins here that the indentation, or a second colon on the line, does not allow. ' +
      'Correct the line. (through overlay/kustomization.yaml → base/kustomization.yaml)',
  ]);
});

test('an object with a field of the wrong kind: the field, where it stands', () => {
  const tree = {
    ...overlay('images: [{name: a, newTag: b}]\n'),
    'base/web.yaml': deployment('web', 'spec:\n  containers:\n  - image: [a]\n'),
  };
  expect(errors(tree)).toEqual([
    'base/web.yaml:7:5: objectInvalid: “image” of this object is wrong: must be a string. Correct it. (through overlay/kustomization.yaml)',
  ]);
});

test('a reference that could mean two objects: at the name', () => {
  const account = (namespace: string) => `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: sa\n  namespace: ${namespace}\n---\n`;
  const binding =
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: crb\nsubjects:\n- kind: ServiceAccount\n  name: sa\n';
  const tree = {
    'overlay/kustomization.yaml': 'resources: [all.yaml]\nnamePrefix: x-\n',
    'overlay/all.yaml': account('a') + account('b') + binding,
  };
  expect(errors(tree)).toEqual([
    'overlay/all.yaml:19:9: ambiguous: subjects names more than one thing: ClusterRoleBinding x-crb could mean ServiceAccount a/x-sa or ' +
      'ServiceAccount b/x-sa. Say which one. (through overlay/kustomization.yaml)',
  ]);
});
