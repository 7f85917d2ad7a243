// What objects that have a Secret made write into its template as it is: masked in renders and in live objects alike, while templates stay readable.
import { expect, test } from 'vitest';
import type { JsonObject, MapNode } from '../../../src/engine/model';
import { createMask } from '../../../src/engine/normalise/mask';
import { markSecrets } from '../../../src/engine/render/kustomize/secret';
import { emitDocuments } from '../../../src/engine/yaml/emit';
import { toJson } from '../../../src/engine/yaml/json';
import { readDocuments } from '../../../src/engine/yaml/read';

const DATA = '{url: "https://{{ .host }}/", password: hunter2-plain, port: 54321, open: true}';
const head = (apiVersion: string, kind: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, labels: {app: hunter1}}\n`;

const OBJECTS: Readonly<Record<string, string>> = {
  ExternalSecret: `${head('external-secrets.io/v1', 'ExternalSecret')}spec: {target: {name: t, template: {type: Opaque, metadata: {labels: {a: b}}, data: ${DATA}, templateFrom: [{target: Data, literal: hunter2-plain}, {literal: "{{ .all }}"}]}}}\n`,
  ClusterExternalSecret: `${head('external-secrets.io/v1', 'ClusterExternalSecret')}spec: {externalSecretSpec: {target: {template: {data: ${DATA}}}}}\n`,
  PushSecret: `${head('external-secrets.io/v1alpha1', 'PushSecret')}spec: {template: {data: ${DATA}}}\n`,
  SecretStore: `${head('external-secrets.io/v1', 'SecretStore')}spec: {provider: {fake: {data: [{key: "{{ k", value: hunter2-plain}, {key: "{{ l", value: 54321}]}}}\n`,
  Fake: `${head('generators.external-secrets.io/v1alpha1', 'Fake')}spec: {data: ${DATA}}\n`,
  SealedSecret: `${head('bitnami.com/v1alpha1', 'SealedSecret')}spec: {encryptedData: {a: "AgBy{{"}, template: {type: Opaque, data: ${DATA}, stringData: {b: hunter2-plain}}}\n`,
  VaultStaticSecret: `${head('secrets.hashicorp.com/v1beta1', 'VaultStaticSecret')}spec: {destination: {name: n, transformation: {templates: {a: {text: hunter2-plain}, b: {text: "{{ get .Secrets \\"x\\" }}"}, c: {text: "54321"}}}}}\n`,
  'one in a list': `apiVersion: v1\nkind: Template\nmetadata: {name: outer}\nspec:\n  objects:\n  - apiVersion: bitnami.com/v1alpha1\n    kind: SealedSecret\n    metadata: {name: hunter1}\n    spec: {template: {data: ${DATA}}}\n`,
};

test.each(Object.entries(OBJECTS))('%s', (_kind, yaml) => {
  const node = readDocuments(yaml, 'a.yaml').documents[0] as MapNode;
  const mask = createMask(new Uint8Array(32));
  const shown = [emitDocuments([mask.node(markSecrets(node))]).text, JSON.stringify(mask.object(toJson(node) as JsonObject))];
  for (const text of shown) {
    expect(text).not.toMatch(/hunter2|54321/);
    expect(text).toMatch(/•{8}/);
    expect(text).toMatch(/\{\{/);
    expect(text).toContain('hunter1');
  }
});

test('objects of the same kind in another group are left alone', () => {
  const yaml = `${head('example.com/v1', 'SealedSecret')}spec: {template: {data: ${DATA}}}\n`;
  const node = readDocuments(yaml, 'a.yaml').documents[0] as MapNode;
  expect(markSecrets(node)).toBe(node);
});

test('what a SealedSecret encrypts stays as it is: nobody but its controller reads it', () => {
  const node = readDocuments(`${OBJECTS.SealedSecret}`, 'a.yaml').documents[0] as MapNode;
  expect(emitDocuments([createMask(new Uint8Array(32)).node(markSecrets(node))]).text).toContain('AgBy{{');
});
