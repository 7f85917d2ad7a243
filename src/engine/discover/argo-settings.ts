// Where Argo CD itself is, and which ConfigMap tells it what to do.
import type { Inventory } from './inventory';
import { sharedDepth } from './paths';
import type { SourceObject } from './sources';

/** Where Argo CD is installed unless told otherwise. */
export const DEFAULT_NAMESPACE = 'argocd';

/** The forms of `argocd-cm`, the nearest to an Application first, as clusters have settings of their own. */
export function nearestFirst({ file }: Pick<SourceObject, 'file'>, { settings }: Inventory): readonly SourceObject[] {
  const found = settings.get('ConfigMap argocd-cm') ?? [];
  return [...found].sort((a, b) => sharedDepth(b.file, file) - sharedDepth(a.file, file));
}
