// Values of Secrets that a release is given: their keys, what a schema says of them, and what becomes of a values file that cannot be read.
import { describe, expect, test } from 'vitest';
import { unreadValues } from '../../../../src/engine/check/chart-values';
import type { Rendered } from '../../../../src/engine/model';
import { learnSecrets } from '../../../../src/engine/normalise/learn-secrets';
import { createMask } from '../../../../src/engine/normalise/mask';
import { failureLine, findingLine } from '../../../../src/engine/presenter';
import { emitDocuments } from '../../../../src/engine/yaml/emit';
import { renderTree, release, secret } from '../flux/helm-trees';

const GIVEN = 'users:\n  alice-of-accounting: {password: Marzipan9-quilt, level: 73915}\nauth: {token: Zebra7-quilt}\n';

function render(more: Readonly<Record<string, string>> = {}, values = GIVEN): Rendered {
  return renderTree({
    'app/release.yaml': release('valuesFrom: [{kind: Secret, name: s}]'),
    'app/secret.yaml': secret('s', `values.yaml: |\n${values.replace(/^/gm, '  ')}`),
    'charts/show/values.yaml': 'auth: {token: ""}\n',
    'charts/show/templates/show.yaml': 'apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: {{ .Values.auth.token }}\n',
    ...more,
  });
}

const mask = (rendered: Rendered) => {
  const made = createMask(new Uint8Array(32));
  learnSecrets(rendered, made);
  return made;
};
const failures = (rendered: Rendered) => rendered.failures.map((failure) => failureLine(failure, mask(rendered)));
const document = (rendered: Rendered) => emitDocuments(rendered.values === undefined ? [] : [mask(rendered).node(rendered.values)]).text;

describe('keys that only a Secret has', () => {
  test('are hidden in the merged values; those that the chart names, or has itself, are shown', () => {
    expect(document(render()).replace(/\([a-z2-7]+\)/g, '()')).toBe(
      '•••••••• ():\n  •••••••• ():\n    •••••••• (): •••••••• ()\n    •••••••• (): •••••••• ()\nauth:\n  token: •••••••• ()\n',
    );
    const template = 'apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: {{ toJson .Values.users | quote }}\n';
    const shown = document(render({ 'charts/show/templates/show.yaml': template })).replace(/\([a-z2-7]+\)/g, '()');
    expect(shown).toBe('auth:\n  token: •••••••• ()\nusers:\n  •••••••• ():\n    •••••••• (): •••••••• ()\n    •••••••• (): •••••••• ()\n');
  });

  test('are hidden in what is said of values that no template reads, and the line is told', () => {
    const rendered = render();
    const [found, ...others] = (rendered.releases ?? []).flatMap((one) => unreadValues(one).made);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'valueUnread', file: 'app/secret.yaml', line: 8, subject: '["••••••••"]' });
    expect(found && findingLine(found, mask(rendered))).not.toMatch(/users|alice/);
  });

  test('that another source has as well stay readable', () => {
    const rendered = render({ 'app/release.yaml': release('valuesFrom: [{kind: Secret, name: s}]\nvalues: {users: {bob: 1}}') });
    expect(document(rendered)).toMatch(/^users:\n {2}•{8} .*(?:\n {4}.*)+\n {2}bob: 1\n/m);
  });
});

describe('what a template makes of a map that Secrets have a part of', () => {
  const shown = (expression: string, more: Readonly<Record<string, string>> = {}) => {
    const template = `apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: {{ ${expression} }}\n`;
    const rendered = render({ 'charts/show/templates/show.yaml': template, ...more });
    expect(failures(rendered)).toEqual([]);
    const [own] = rendered.objects.filter(({ ref }) => ref.kind === 'A');
    const spec = own?.node.entries.find(({ key }) => key === 'spec')?.value;
    return spec?.kind === 'scalar' && spec.secret === true ? 'masked' : spec?.kind === 'scalar' && spec.text;
  };
  const mixed = { 'app/release.yaml': release('valuesFrom: [{kind: Secret, name: s}]\nvalues: {users: {bob: 1}, auth: {mode: open}}') };

  test.each([
    '.Values.users | toJson | b64enc',
    '.Values.users | toYaml | sha256sum',
    'keys .Values.users | sortAlpha | join "+"',
    'keys .Values.users | sortAlpha | last',
    'printf "%v" .Values.users | b64enc',
    '.Values.users | toToml | b64enc',
    'dict "a" .Values.users | toJson | b64enc',
  ])('is masked: %s', (expression) => {
    expect([shown(expression), shown(expression, mixed)]).toEqual(['masked', 'masked']);
  });

  test.each([
    ['.Values.auth.mode', 'open'],
    ['(pick .Values.auth "mode").mode', 'open'],
    ['get .Values.auth "mode"', 'open'],
    ['ternary "some" "none" (hasKey .Values.users "bob")', 'some'],
    ['if .Values.users }}yes-users{{ end', 'yes-users'],
    ['(merge (dict "a" "own") .Values.auth).a', 'own'],
  ])('is shown where nothing of a Secret is in it: %s', (expression, text) => {
    expect(shown(expression, mixed)).toBe(text);
  });
});

describe('a schema that values of a Secret do not meet', () => {
  const said = (schema: object, values = GIVEN) =>
    failures(render({ 'charts/show/values.schema.json': JSON.stringify(schema) }, values)).join('\n');
  const users = (level: object) => ({ properties: { users: { additionalProperties: { properties: { level } } } } });

  test.each([
    ['too large a number', users({ maximum: 5 }), /does not meet “maximum”/],
    ['no multiple of a number', users({ multipleOf: 2 }), /does not meet “multipleOf”/],
    ['a constant', users({ const: 4 }), /does not meet “const”/],
    ['a text', users({ type: 'string' }), /does not meet “type”/],
    ['a key too many', { properties: { users: { additionalProperties: false } } }, /users\.•{8}: the schema has no place for it/],
    ['a name of a key', { properties: { users: { propertyNames: { maxLength: 3 } } } }, /does not meet “/],
    ['a pattern', { properties: { auth: { properties: { token: { pattern: '^[0-9]+$' } } } } }, /does not meet “pattern”/],
  ])('%s', (_what, schema, words) => {
    const text = said(schema);
    expect(text).toMatch(words);
    expect(text).not.toMatch(/73915|alice|Marzipan|Zebra/i);
    expect(text).toContain('app/secret.yaml:');
  });

  test('what is missing is named, as the schema names it', () => {
    expect(said({ properties: { auth: { required: ['name'] } } })).toContain('does not have required property "name"');
  });
});

test.each([
  ['a second colon', 'a: Marzipan9: quilt\n'],
  ['an open quote', 'a: "Marzipan9-quilt\n'],
  ['an unknown tag', 'a: !Marzipan9 quilt\n'],
  ['a number with that tag', 'a: !!int Marzipan9\n'],
  ['an alias', 'a: *Marzipan9\n'],
  ['a directive', '%Marzipan9 quilt\n---\na: 1\n'],
  ['a list', '- Marzipan9\n'],
  ['a text', 'Marzipan9-quilt\n'],
  ['a control character', 'a: "Marzipan9\\u0007"\nb: \u0001Marzipan9\n'],
  ['a merge of no map', '<<: Marzipan9\n'],
  ['a key that is a map', '? {Marzipan9: quilt}\n: b\n'],
  ['a block that ends too early', 'a: |Marzipan9\n  b\n'],
  ['an escape that there is not', 'a: "\\Marzipan9"\n'],
])('a values file of a Secret that cannot be read, with %s, is not repeated', (_what, text) => {
  const yaml = `apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\ndata:\n  values.yaml: ${btoa(text)}\n`;
  const rendered = render({ 'app/secret.yaml': yaml });
  expect(failures(rendered).join('\n')).not.toMatch(/marz|quilt/i);
});
