// Plain Secrets are found where they stand in clear, and nowhere else.
import { describe, expect, test } from 'vitest';
import { findPlainSecrets } from '../../../src/engine/check/secrets';
import { memoryFiles } from '../../support/memory-files';

function find(tree: Record<string, string>): string[] {
  const paths = Object.keys(tree).filter((path) => path.endsWith('.yaml'));
  return findPlainSecrets(memoryFiles(tree), paths).map(({ file, line, column, subject }) => `${file}:${line}:${column} ${subject}`);
}

const HEAD = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  namespace: shop\n';

describe('a Secret', () => {
  test('in clear is found at its first value', () => {
    expect(find({ 'a/s.yaml': `${HEAD}data:\n  empty: ""\n  password: aHVudGVyMg==\n` })).toEqual(['a/s.yaml:8:13 shop/db']);
    expect(find({ 's.yaml': `${HEAD}stringData:\n  password: hunter2\n` })).toEqual(['s.yaml:7:13 shop/db']);
  });

  test('that a cluster was dumped from is told as such: encrypting a dump makes no sense', () => {
    const dumped = `${HEAD}  uid: 0b1c\ndata:\n  password: aHVudGVyMg==\n`;
    const files = memoryFiles({ 'dump/secrets.yaml': dumped, 's.yaml': `${HEAD}stringData:\n  password: hunter2\n` });
    expect(findPlainSecrets(files, ['dump/secrets.yaml', 's.yaml']).map(({ code }) => code)).toEqual(['dumpedSecret', 'plainSecret']);
  });

  test('is found inside a List', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata:\n    name: db\n  data:\n    a: Yg==\n`;
    expect(find({ 's.yaml': list })).toEqual(['s.yaml:9:8 db']);
  });

  test('with nothing in it, or with a variable, is fine', () => {
    expect(find({ 's.yaml': HEAD, 't.yaml': `${HEAD}stringData:\n  a: ""\n  b: \${PASSWORD}\n  c:\n` })).toEqual([]);
  });

  test('encrypted with SOPS is fine; a value that SOPS left in clear is not', () => {
    const sops = 'sops:\n  mac: ENC[AES256_GCM,data:xx,type:str]\n';
    const encrypted = 'ENC[AES256_GCM,data:abc=,iv:def=,tag:ghi=,type:str]';
    expect(find({ 's.yaml': `${HEAD}stringData:\n  a: ${encrypted}\n${sops}` })).toEqual([]);
    expect(find({ 's.yaml': `${HEAD}stringData:\n  a: ${encrypted}\n  b: clear\n${sops}` })).toEqual(['s.yaml:8:6 shop/db']);
  });

  test('of another kind is fine', () => {
    const sealed = 'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: db\nspec:\n  encryptedData:\n    a: AgBy\n';
    const external =
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: db\nspec:\n  data:\n    - secretKey: a\n';
    expect(find({ 'a.yaml': sealed, 'b.yaml': external })).toEqual([]);
  });
});

describe('a secretGenerator', () => {
  const generator = (field: string) => `kind: Kustomization\nsecretGenerator:\n- name: api\n  ${field}\n`;

  test('over literals in clear is found at the literal', () => {
    expect(find({ 'app/kustomization.yaml': generator('literals: [EMPTY=, "KEY=abc"]') })).toEqual(['app/kustomization.yaml:4:22 api']);
  });

  test('over a clear file is found at the name of the file', () => {
    const tree = { 'app/kustomization.yaml': generator('envs: [../secret.env]'), 'secret.env': '# comment\nPASSWORD=hunter2\n' };
    expect(find(tree)).toEqual(['app/kustomization.yaml:4:10 api']);
    expect(find({ 'kustomization.yaml': generator('files: [token=token.txt]'), 'token.txt': 'abc' })).toEqual([
      'kustomization.yaml:4:11 api',
    ]);
  });

  test('over encrypted, empty or absent files is fine', () => {
    const encrypted = 'PASSWORD=ENC[AES256_GCM,data:x,type:str]\nsops_mac=ENC[AES256_GCM,data:y]\nsops_version=3.13.3\n';
    expect(find({ 'kustomization.yaml': generator('envs: [s.env]'), 's.env': encrypted })).toEqual([]);
    expect(find({ 'kustomization.yaml': generator('files: [gone.txt]') })).toEqual([]);
    expect(find({ 'kustomization.yaml': generator('files: [s.json]'), 's.json': '{"a":"ENC[AES256_GCM,data:x]","sops":{}}' })).toEqual([]);
  });
});

test('what is no YAML has no findings and does not stop the others', () => {
  expect(find({ 'a.yaml': 'kind: Secret\n\t- {', 'b.yaml': `${HEAD}stringData:\n  password: hunter2\n` })).toEqual(['b.yaml:7:13 shop/db']);
});
