// Short texts of the objects that discovery looks for.

export function kustomization(fields: string): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${fields}\n`;
}

export function fluxKustomization(name: string, path: string, field = 'prune: true'): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  path: ${path}
  sourceRef:
    name: flux-system
    kind: GitRepository
  ${field}
`;
}

export function helmRelease(name: string, version = '1.2.3'): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
spec:
  chart:
    spec:
      chart: ${name}
      version: ${version}
`;
}
