// What is said of objects that make Secrets, refer to Vault, or roll others out.
import { expect, test } from 'vitest';
import { findPlainSecrets } from '../../../src/engine/check/secrets';
import { notesOf } from '../../../src/engine/decide/notes';
import { discover } from '../../../src/engine/discover/discover';
import type { App } from '../../../src/engine/model';
import { createMask } from '../../../src/engine/normalise/mask';
import { renderApp } from '../../../src/engine/pipeline';
import { noteSentence } from '../../../src/engine/presenter';
import { createBuildCache } from '../../../src/engine/render/kustomize/build';
import { memoryFiles } from '../../support/memory-files';
import { kustomization } from '../discover/trees';

const object = (apiVersion: string, kind: string, name: string, rest = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;

/** What is said of the objects of one overlay, by kind and name. */
function notesFor(objects: readonly string[], fields = ''): readonly string[] {
  const files = memoryFiles({
    'web/overlays/production/kustomization.yaml': kustomization(`resources: [objects.yaml]\n${fields}`),
    'web/overlays/production/objects.yaml': objects.join('---\n'),
  });
  const { objects: rendered } = renderApp(discover(files).environments[0]?.apps[0] as App, files, createBuildCache());
  const mask = createMask(new Uint8Array(32));
  return [...notesOf(rendered)].flatMap(([{ ref }, notes]) => notes.map((note) => `${ref.kind} ${ref.name}: ${noteSentence(note, mask)}`));
}

const deployment = object('apps/v1', 'Deployment', 'web', 'spec: {}\n');
const canary = (target: string) =>
  object('flagger.app/v1beta1', 'Canary', 'web', `spec:\n  targetRef: {apiVersion: apps/v1, kind: Deployment, name: ${target}}\n`);

test('a Canary and a Rollout that refers to a workload are said at both ends', () => {
  expect(notesFor([deployment, canary('web')], 'namespace: shop')).toEqual([
    'Canary web: Rolls out the Deployment web.',
    'Deployment web: Rolled out by the Canary web.',
  ]);
  const rollout = object(
    'argoproj.io/v1alpha1',
    'Rollout',
    'web',
    'spec:\n  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n',
  );
  expect(notesFor([deployment, rollout])).toContain('Deployment web: Rolled out by the Rollout web.');
  expect(notesFor([object('argoproj.io/v1alpha1', 'Rollout', 'web', 'spec: {template: {}}\n')])).toEqual([]);
});

test('a target that is not rendered with it is said to be elsewhere: kustomize does not rename it by a prefix', () => {
  const said = ['Canary x-web: Rolls out the Deployment web, which is not rendered here.'];
  expect(notesFor([deployment, canary('web')], 'namePrefix: x-')).toEqual(said);
});

test('what makes a Secret in the cluster says which', () => {
  const sealed = 'spec:\n  encryptedData: {password: AgBy}\n  template: {metadata: {name: other}}\n';
  expect(
    notesFor([
      object('bitnami.com/v1alpha1', 'SealedSecret', 'db', sealed),
      object('external-secrets.io/v1', 'ExternalSecret', 'api', 'spec: {target: {name: api-keys}}\n'),
      object('external-secrets.io/v1', 'ExternalSecret', 'none', 'spec: {target: {creationPolicy: None}}\n'),
      object('secrets.hashicorp.com/v1beta1', 'VaultPKISecret', 'tls', 'spec: {destination: {name: web-tls}}\n'),
    ]),
  ).toEqual([
    // The controller of SealedSecrets takes no name from the template.
    'SealedSecret db: Makes the Secret “db” in the cluster; Git does not hold its values.',
    'SealedSecret db: Its keys there: password.',
    'ExternalSecret api: Makes the Secret “api-keys” in the cluster; Git does not hold its values.',
    'VaultPKISecret tls: Makes the Secret “web-tls” in the cluster; Git does not hold its values.',
  ]);
});

test('keys are those that the object names, those of a template, and whole entries of a store', () => {
  const external = (spec: string) => object('external-secrets.io/v1', 'ExternalSecret', 'api', `spec: ${spec}\n`);
  const keys = (of: string) => notesFor([of]).filter((said) => said.includes('Its keys'));
  expect(
    keys(
      external(
        '{data: [{secretKey: user, remoteRef: {key: db}}], dataFrom: [{extract: {key: shop/db}}, {find: {name: {regexp: "^web"}}}]}',
      ),
    ),
  ).toEqual(['ExternalSecret api: Its keys there: user, all of shop/db, all that matches ^web.']);
  const template = (more: string) => external(`{data: [{secretKey: user}], target: {template: {data: {url: "x"}${more}}}}`);
  expect(keys(template(''))).toEqual(['ExternalSecret api: Its keys there: url.']);
  expect(keys(template(', mergePolicy: Merge'))).toEqual(['ExternalSecret api: Its keys there: url, user.']);
  const vault = object(
    'secrets.hashicorp.com/v1beta1',
    'VaultStaticSecret',
    'api',
    'spec: {mount: kv, path: shop/api, destination: {name: api}}\n',
  );
  expect(keys(vault)).toEqual(['VaultStaticSecret api: Its keys there: all of kv/shop/api.']);
});

test('certificates, Terraform objects with outputs, and clusters make Secrets too; each only where it says so', () => {
  const cluster = object('cluster.x-k8s.io/v1beta1', 'Cluster', 'eu', 'spec: {}\n');
  const terraform = (name: string, spec: string) => object('infra.contrib.fluxcd.io/v1alpha2', 'Terraform', name, `spec: ${spec}\n`);
  expect(
    notesFor([
      cluster,
      terraform('network', '{writeOutputsToSecret: {name: network-ids}}'),
      terraform('dns', '{}'),
      object('cert-manager.io/v1', 'Certificate', 'web', 'spec: {secretName: web-tls}\n'),
      object('external-secrets.io/v1', 'ClusterExternalSecret', 'all', 'spec: {externalSecretSpec: {target: {name: pull}}}\n'),
    ]).map((line) => line.replace(' in the cluster; Git does not hold its values.', '')),
  ).toEqual([
    'Certificate web: Makes the Secret “web-tls”',
    'Cluster eu: Makes the Secret “eu-kubeconfig”',
    'ClusterExternalSecret all: Makes the Secret “pull”',
    'Terraform network: Makes the Secret “network-ids”',
  ]);
});

test('SOPS and the three forms of references to Vault are recognised', () => {
  const annotated = `spec:\n  template:\n    metadata:\n      annotations: {vault.hashicorp.com/agent-inject: "true"}\n`;
  const env =
    'spec:\n  template:\n    spec:\n      containers:\n      - name: a\n        env: [{name: P, value: "vault:secret/data/db#PASSWORD"}]\n';
  expect(notesFor([object('apps/v1', 'Deployment', 'a', annotated)])).toEqual([
    'Deployment a: Values of it come from Vault (vault.hashicorp.com/agent-inject); Git does not hold them.',
  ]);
  expect(notesFor([object('apps/v1', 'Deployment', 'a', env)])).toEqual([
    'Deployment a: Values of it come from Vault (vault:…#…); Git does not hold them.',
  ]);
  const sops = 'stringData: {a: "ENC[AES256_GCM,data:x,type:str]"}\nsops: {mac: "ENC[AES256_GCM,data:y,type:str]"}\n';
  expect(notesFor([object('v1', 'Secret', 'a', sops)])).toEqual([
    'Secret a: Values of it are encrypted by SOPS; they are decrypted where it is applied.',
  ]);
});

test('a Secret of references alone is no Secret in clear; one with a value beside them is', () => {
  const encoded = btoa('<path:secret/data/db#password>');
  const secret = (more: string) => object('v1', 'Secret', 'a', `data: {p: ${encoded}}\nstringData: {q: "vault:secret/data/db#Q"${more}}\n`);
  const files = memoryFiles({ 'references.yaml': secret(''), 'clear.yaml': secret(', r: hunter2') });
  expect(findPlainSecrets(files, ['references.yaml', 'clear.yaml']).map(({ file }) => file)).toEqual(['clear.yaml']);
  expect(notesFor([secret('')])).toEqual(
    ['<path:…#…>', 'vault:…#…'].map((form) => `Secret a: Values of it come from Vault (${form}); Git does not hold them.`),
  );
});
