// Which tool renders a source: the one that the Application names, or the one that the folder is made for. Source: argo-cd v3.2.6, `GetAppSourceType`.
import type { MapNode } from '../../model';
import { child } from '../../yaml/access';
import { listed } from './folder';
import type { LocatedSource } from './sources';
import { refuse, type World } from './world';

export type SourceType = 'directory' | 'kustomize' | 'helm' | 'plugin';

const TYPES = ['kustomize', 'helm', 'directory', 'plugin'] as const;
export const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** @param source as `.argocd-source.yaml` leaves it. Undefined after noting why it cannot be told. */
export function sourceType(world: World, source: MapNode, { path }: LocatedSource): SourceType | undefined {
  const named = TYPES.filter((type) => child(source, type)?.kind === 'map');
  if (named.length > 1) {
    const detail = `${named.join(' and ')} are both set, and a source has one of them`;
    return refuse(world, source, { code: 'conflictingFields', subject: 'spec.source', detail });
  }
  return named[0] ?? foundType(world, path);
}

/** The last file in the order of their names decides where both are there. */
function foundType(world: World, path: string): SourceType {
  let found: SourceType = 'directory';
  for (const { name, kind } of listed(world, path)) {
    if (kind === 'directory') continue;
    if (name.endsWith('Chart.yaml')) found = 'helm';
    if (KUSTOMIZATIONS.some((one) => one === name)) found = 'kustomize';
  }
  return found;
}
