// Short texts of the objects that discovery looks for, and whole trees.
import type { Files } from '../../../src/engine/ports';

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

/** The files of a fleet with their texts, but for its snapshots. */
export function treeOf(files: Files, folder = '.'): Record<string, string> {
  const tree: Record<string, string> = {};
  const answer = files.list(folder);
  for (const { name, kind } of answer.kind === 'directory' ? answer.entries : []) {
    const path = folder === '.' ? name : `${folder}/${name}`;
    const file = files.read(path);
    if (kind === 'directory' && path !== 'snapshots') Object.assign(tree, treeOf(files, path));
    if (kind === 'file' && file.kind === 'file') tree[path] = file.text;
  }
  return tree;
}
