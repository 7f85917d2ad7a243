// The label by which Argo CD tells Secrets that describe clusters from others. Source: argo-cd v3.2.6, `common.LabelKeySecretType`.
export const CLUSTER_LABEL = 'argocd.argoproj.io/secret-type';
