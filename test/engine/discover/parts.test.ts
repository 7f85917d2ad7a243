// What other tools carry out: under the environment that takes it in or is named by it, and under none with the reason.
import { expect, test } from 'vitest';
import { discover } from '../../../src/engine/discover/discover';
import type { BranchTree, Part } from '../../../src/engine/model';
import { discoverBranch } from '../../../src/engine/pipeline';
import { memoryFiles } from '../../support/memory-files';
import { fluxKustomization, helmRelease, kustomization } from './trees';

const overlays = {
  'web/overlays/staging/kustomization.yaml': kustomization('namePrefix: a-'),
  'web/overlays/production/kustomization.yaml': kustomization('namePrefix: a-'),
};

const terraform = (name: string) => `apiVersion: infra.contrib.fluxcd.io/v1alpha2
kind: Terraform
metadata:
  name: ${name}
spec:
  path: ./network
  workspace: blue
  sourceRef: {kind: GitRepository, name: infra}
  dependsOn: [{name: accounts}]
  vars: [{name: region, value: eu}]
  varsFrom: [{kind: Secret, name: keys}]
`;
const cluster = (spec: string) => `apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata: {name: eu-1}\nspec: ${spec}\n`;

/** Each part as `environment: kind name file:line (reason)`, those of none under `-`. */
function partsIn(files: Readonly<Record<string, string>>): readonly string[] {
  const { environments, otherParts } = discover(memoryFiles(files));
  const text = (environment: string, { kind, name, file, line, reason }: Part) =>
    `${environment}: ${kind} ${name} ${file}:${line} (${reason})`;
  return [
    ...environments.flatMap(({ name, parts = [] }) => parts.map((part) => text(name, part))),
    ...otherParts.map((part) => text('-', part)),
  ];
}

test('Terraform objects and clusters are of the environment whose app applies them', () => {
  const files = {
    'clusters/production/apps.yaml': fluxKustomization('infra', './infra'),
    'infra/app.yaml': helmRelease('agent'),
    'infra/kustomization.yaml': kustomization('resources: [app.yaml, network.yaml, cluster.yaml]\npatches: [{path: patch.yaml}]'),
    'infra/network.yaml': terraform('network'),
    'infra/cluster.yaml': cluster('{infrastructureRef: {kind: AWSCluster, name: eu-1}}'),
    'infra/patch.yaml': cluster('{topology: {version: v1.33.0}}'),
  };
  expect(partsIn(files)).toEqual([
    'production: clusterApi eu-1 infra/cluster.yaml:1 (applied by infra)',
    'production: terraform network infra/network.yaml:1 (applied by infra)',
  ]);
  expect(discover(memoryFiles(files)).environments[0]?.parts).toMatchObject([
    { from: 'AWSCluster eu-1', app: 'infra' },
    { folder: './network', workspace: 'blue', from: 'GitRepository infra', dependsOn: ['accounts'], variables: ['region', 'Secret keys'] },
  ]);
});

test('an object that no app takes in is placed by its folder, or is under none', () => {
  const files = { ...overlays, 'infra/prod/network.yaml': terraform('network'), 'infra/common/dns.yaml': terraform('dns') };
  expect(partsIn(files)).toEqual([
    'production: terraform network infra/prod/network.yaml:1 (folder infra/prod)',
    '-: terraform dns infra/common/dns.yaml:1 (no environment is called so: folder infra/common, folder infra, name dns)',
  ]);
});

test('projects of Atlantis go by their workspace, then by their folder, then by their name', () => {
  const atlantis = `version: 3
projects:
- dir: network
  workspace: staging
- dir: network/production
  workspace: default
- name: dns-prod
  dir: dns
- name: staging-to-production
  dir: .
- dir: shared
`;
  expect(partsIn({ ...overlays, 'atlantis.yaml': atlantis })).toEqual([
    'staging: atlantis network (staging) atlantis.yaml:3 (workspace staging)',
    'production: atlantis network/production (default) atlantis.yaml:5 (folder network/production)',
    'production: atlantis dns-prod atlantis.yaml:7 (name dns-prod)',
    '-: atlantis staging-to-production atlantis.yaml:9 (name staging-to-production names several environments: staging, production)',
    '-: atlantis shared atlantis.yaml:11 (no environment is called so: folder shared)',
  ]);
});

test('environments of Jenkins X and helmfile go by their names; a helmfile without any, by its folder', () => {
  const files = {
    ...overlays,
    'jx-requirements.yml':
      'apiVersion: core.jenkins-x.io/v4beta1\nkind: Requirements\nspec:\n  environments:\n  - key: dev\n  - key: staging\n',
    'helmfile.yaml': 'environments:\n  default: {}\n  production:\n    values: [a.yaml]\n',
    'helmfiles/jx-staging/helmfile.yaml': 'releases: []\n',
    'helmfiles/all/helmfile.yaml': '{{ if eq 1 1 }}\nreleases: [\n{{ end }}\n',
  };
  expect(partsIn(files)).toEqual([
    'staging: helmfile helmfiles/jx-staging/helmfile.yaml helmfiles/jx-staging/helmfile.yaml:1 (folder helmfiles/jx-staging)',
    'staging: jenkinsX staging jx-requirements.yml:6 (environment staging)',
    'production: helmfile production helmfile.yaml:3 (environment production)',
    '-: helmfile helmfiles/all/helmfile.yaml helmfiles/all/helmfile.yaml:1 (no environment is called so: folder helmfiles/all, folder helmfiles)',
    '-: jenkinsX dev jx-requirements.yml:5 (no environment is called so: environment dev)',
  ]);
});

test('inventories of Ansible go by their folder or file; a service called inventory is none', () => {
  const files = {
    ...overlays,
    'ansible/ansible.cfg': '[defaults]\n',
    'ansible/hosts.ini': '[web]\n',
    'ansible/inventories/production/hosts.yml': 'all: {}\n',
    'ansible/inventories/production/group_vars/all.yml': 'a: 1\n',
    'ansible/inventory/staging.ini': '[web]\n',
    'ansible/inventory/README.md': '',
    'services/inventory/staging.yaml': 'a: 1\n',
  };
  expect(partsIn(files)).toEqual([
    'staging: ansible staging ansible/inventory/staging.ini:1 (folder ansible/inventory/staging)',
    'production: ansible production ansible/inventories/production/hosts.yml:1 (folder ansible/inventories/production)',
    '-: ansible ansible ansible/ansible.cfg:1 (no environment is called so: folder ansible)',
    '-: ansible hosts ansible/hosts.ini:1 (no environment is called so: folder ansible)',
  ]);
});

test('all parts of an environment branch are of it, at their files in its tree', () => {
  const folder = `shop@${'c'.repeat(40)}`;
  const branch = { environment: 'staging', ref: 'env/staging', commit: 'c', folder };
  const files = memoryFiles({
    [`${folder}/web/kustomization.yaml`]: kustomization('namePrefix: a-'),
    [`${folder}/network.yaml`]: terraform('network'),
    [`${folder}/atlantis.yaml`]: 'projects: [{dir: dns}]\n',
  });
  expect(discoverBranch(branch as BranchTree, files).environment.parts).toMatchObject([
    { name: 'network', file: `${folder}/network.yaml` },
    { name: 'dns', file: `${folder}/atlantis.yaml`, reason: 'of the branch, which is one environment' },
  ]);
});

const main = (version: string) => `terraform {
  backend "s3" {}
}
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "${version}" # pinned
  tags    = { version = "no" }
}
module "dns" { source = "git::https://example.com/dns.git//zone?ref=v1.2.0" }
/* module "gone" { version = "0" } */
resource "helm_release" "web" {
  chart = "web"
  values = [<<-EOT
    version = "fake"
    EOT
  ]
  version = "1.0.0"
}
resource "other" "x" { version = "\${var.version}" }
`;

test('folders and variable files of Terraform go by their names, with the versions that they pin', () => {
  const files = {
    ...overlays,
    'infra/envs/staging/main.tf': main('5.2.0'),
    'infra/network/main.tf': 'provider "aws" {}\nvariable "image_tag" {}\n',
    'infra/network/production.tfvars': 'image_tag = "2.0"\npassword = "secret"\nregion = "eu"\n',
    'infra/network/terraform.tfvars': 'chart_version = "1.1"\n',
    'modules/vpc/main.tf': 'variable "cidr" {}\n',
  };
  expect(partsIn(files)).toEqual([
    'staging: terraformFiles infra/envs/staging infra/envs/staging/main.tf:1 (folder infra/envs/staging)',
    'production: terraformFiles infra/network/production.tfvars infra/network/production.tfvars:1 (folder infra/network/production)',
    '-: terraformFiles infra/network infra/network/main.tf:1 (no environment is called so: folder infra/network, folder infra)',
  ]);
  const { environments, otherParts } = discover(memoryFiles(files));
  const versions = [...environments.flatMap(({ parts = [] }) => parts), ...otherParts].flatMap((part) => part.versions ?? []);
  expect(versions.map(({ name, tag, line, column }) => `${name} ${tag} ${line}:${column}`)).toEqual([
    'module terraform-aws-modules/vpc/aws 5.2.0 6:14',
    'module git::https://example.com/dns.git//zone v1.2.0 9:26',
    'chart web 1.0.0 17:14',
    'variable image_tag 2.0 1:14',
    'variable chart_version 1.1 1:18',
  ]);
});

test('files of Terraform that are half typed hide nothing of the rest', () => {
  const files = {
    ...overlays,
    'envs/staging/main.tf':
      'provider "aws" {}\nmodule "a" {\n source = "x"\n version = "1\n}\nmodule "b" { source = "y"\n version = "2" }\n',
  };
  expect(discover(memoryFiles(files)).environments[0]?.parts).toMatchObject([{ versions: [{ name: 'module y', tag: '2' }] }]);
});
