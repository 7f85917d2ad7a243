// What each kind of part is called.
import type { PartKind } from '../model';

export const PARTS: Readonly<Record<PartKind, string>> = {
  terraform: 'Terraform',
  terraformFiles: 'Terraform files',
  clusterApi: 'Cluster',
  atlantis: 'Atlantis project',
  jenkinsX: 'Jenkins X environment',
  helmfile: 'Helmfile',
  ansible: 'Ansible',
};
