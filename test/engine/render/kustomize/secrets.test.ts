// A value of a Secret stays marked on every way that kustomize can carry it, so that it is masked wherever it lands.
import { expect, test } from 'vitest';
import type { Node, Rendered } from '../../../../src/engine/model';
import { createMask } from '../../../../src/engine/normalise/mask';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../../../src/engine/render/kustomize/build';
import { emitDocuments } from '../../../../src/engine/yaml/emit';
import { memoryFiles } from '../../../support/memory-files';

const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {password: before}\n';
const CONFIG =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {copy: x, part: "user:x@host", inner: \'{"a": "x"}\', reference: $(PASSWORD)}\n';
const VALUE = 'canary-value';

const PATCHES: Readonly<Record<string, string>> = {
  'a strategic merge patch that names the Secret': `- patch: '{apiVersion: v1, kind: Secret, metadata: {name: login}, stringData: {password: ${VALUE}}}'`,
  'a strategic merge patch with a target and another kind': `- target: {kind: Secret}\n  patch: '{apiVersion: v1, kind: Any, metadata: {name: any}, stringData: {password: ${VALUE}}}'`,
  'a JSON patch': `- target: {kind: Secret}\n  patch: '[{"op": "replace", "path": "/stringData/password", "value": "${VALUE}"}]'`,
  'a JSON patch that adds what a copy is made of': `- target: {kind: Secret}\n  patch: '[{"op": "add", "path": "/stringData/other", "value": "${VALUE}"}, {"op": "copy", "from": "/stringData/other", "path": "/stringData/password"}]'`,
};

test.each(Object.entries(PATCHES))('what %s puts into a Secret is secret where replacements and vars take it', (_, patch) => {
  const target = (fields: string) => `{select: {kind: ConfigMap}, ${fields}}`;
  const targets = [
    target('fieldPaths: [data.copy, data.inner.a]'),
    target('fieldPaths: [data.part], options: {delimiter: ":", index: 1}'),
    target('fieldPaths: [metadata.annotations.new], options: {create: true}'),
  ];
  const rendered = build({
    'kustomization.yaml':
      `resources: [secret.yaml, config.yaml]\npatches:\n${patch}\n` +
      `replacements:\n- source: {kind: Secret, fieldPath: stringData.password}\n  targets: [${targets.join(', ')}]\n` +
      'vars:\n- {name: PASSWORD, objref: {apiVersion: v1, kind: Secret, name: login}, fieldref: {fieldpath: stringData.password}}\n' +
      'configurations: [reference.yaml]\n',
    'reference.yaml': 'varReference:\n- {kind: ConfigMap, path: data}\n',
  });
  expect(rendered.failures).toEqual([]);
  expect(emitDocuments(rendered.objects.map(({ node }) => node)).text.split(VALUE)).toHaveLength(7 + Number(patch.includes('/other')));
  expect(unmarked(rendered)).toEqual([]);
});

test('what a replacement puts into a Secret is secret where the next one takes it', () => {
  const rendered = build({
    'kustomization.yaml':
      `resources: [secret.yaml, config.yaml]\nreplacements:\n- sourceValue: ${VALUE}\n  targets: [{select: {kind: Secret}, fieldPaths: [stringData.added], options: {create: true}}]\n` +
      '- source: {kind: Secret, fieldPath: stringData.added}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.copy]}]\n',
  });
  expect(rendered.failures).toEqual([]);
  expect(unmarked(rendered)).toEqual([]);
});

test('a Secret inside another object is one', () => {
  const inner = `{apiVersion: v1, kind: Secret, metadata: {name: inner}, stringData: {password: ${VALUE}}}`;
  const wrapper = `apiVersion: example.com/v1\nkind: Template\nmetadata: {name: outer}\nspec: {objects: [${inner}], one: ${inner}}\n`;
  const rendered = build({ 'kustomization.yaml': 'resources: [wrapper.yaml]\n', 'wrapper.yaml': wrapper });
  expect(rendered.objects).toHaveLength(1);
  expect(unmarked(rendered)).toEqual([]);
});

test.each([
  ['a line too far to the left', `stringData:\n  a: b\npassword: ${VALUE}\n`],
  ['a text that goes on at the left', `stringData:\n  a: b\n${VALUE}: c\n`],
  ['a second colon', `stringData:\n  a: {${VALUE}: more}\n`],
  ['a list', `data: [${VALUE}, {${VALUE}: ${VALUE}}]\n`],
  ['a text for a map', `stringData: ${VALUE}\n`],
])('of a Secret that is written wrong, with %s, nothing is shown', (_, fields) => {
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: wrong}\n${fields}`;
  const rendered = build({ 'kustomization.yaml': 'resources: [wrong.yaml]\n', 'wrong.yaml': secret });
  expect(rendered.objects).toHaveLength(1);
  const mask = createMask(new Uint8Array(32).fill(3));
  expect(emitDocuments(rendered.objects.map(({ node }) => mask.node(node))).text).not.toContain(VALUE);
});

test('an entry of files that is a literal is not quoted', () => {
  const { failures } = build({ 'kustomization.yaml': `secretGenerator: [{name: g, files: [token=${VALUE}==]}]\n` });
  expect(failures).toMatchObject([{ code: 'generatorInvalid', line: 1 }]);
  expect(JSON.stringify(failures)).not.toContain(VALUE);
});

test('a mask hides all of it', () => {
  const rendered = build({
    'kustomization.yaml': `resources: [secret.yaml, config.yaml]\npatches:\n${PATCHES['a JSON patch']}\nreplacements:\n- source: {kind: Secret, fieldPath: stringData.password}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.copy]}]\n`,
  });
  const mask = createMask(new Uint8Array(32).fill(3));
  const { text } = emitDocuments(rendered.objects.map(({ node }) => mask.node(node)));
  expect(text).toMatch(/ {2}copy: •{8}/);
  expect(text).not.toContain(VALUE);
});

function build(tree: Record<string, string>): Rendered {
  const files = memoryFiles({ 'secret.yaml': SECRET, 'config.yaml': CONFIG, ...tree });
  return buildKustomization('.', files, KUSTOMIZE_CLI, createBuildCache());
}

/** Texts that hold the value and are not marked. */
function unmarked({ objects }: Rendered): readonly string[] {
  const texts = (node: Node): readonly string[] => {
    if (node.kind === 'scalar') return node.text.includes(VALUE) && node.secret !== true ? [node.text] : [];
    return node.kind === 'list' ? node.items.flatMap(texts) : node.entries.flatMap(({ value }) => texts(value));
  };
  return objects.flatMap(({ node }) => texts(node));
}
