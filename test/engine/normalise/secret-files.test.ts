// Files that may hold secrets, of which no line is quoted.
import { expect, it } from 'vitest';
import { mayHoldSecrets } from '../../../src/engine/normalise/secret-files';

it.each([
  'apiVersion: v1\nkind: Secret\ndata: {a: Yg==}\n',
  'apiVersion: v1\r\nkind: "Secret" # of the shop\r\n',
  '{apiVersion: v1, kind: Secret, stringData: {password: tell-nobody}}\n',
  '{"kind": "Secret","data": {"a": "Yg=="}}\n',
  '{"apiVersion": "v1", "kind":\n  "Secret"\n}\n',
  'kind: !!str Secret\n',
  '{"data": "ENC[…]", "sops": {"version": "3.9"}}\n',
  'a: 1\nsops:\n  version: 3.9\n',
  'secretGenerator:\n- name: db\n  envs: [db.env]\n',
  'secretGenerator: [{name: db, literals: [password=tell-nobody]}]\n',
])('holds secrets: %j', (text) => {
  expect(mayHoldSecrets(text)).toBe(true);
});

it.each([
  'apiVersion: external-secrets.io/v1\nkind: SecretStore\n',
  'kind: ConfigMap\ndata: {note: "a Secret is kept elsewhere"}\n',
  '{kind: Secretary, name: sopsy}\n',
  'secretKeyRef: {name: db, key: password}\n',
])('holds none: %j', (text) => {
  expect(mayHoldSecrets(text)).toBe(false);
});
