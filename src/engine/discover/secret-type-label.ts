// The label by which Argo CD tells its Secrets apart: those of clusters, and those of repositories. Source: argo-cd v3.2.6, `common.LabelKeySecretType`.
export const SECRET_TYPE_LABEL = 'argocd.argoproj.io/secret-type';
