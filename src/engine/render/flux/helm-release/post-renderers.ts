// spec.postRenderers: patches and images that Flux has kustomize carry out on what the chart rendered, one renderer after the other.
import type { MapNode, RenderedObject } from '../../../model';
import { at, child, items } from '../../../yaml/access';
import { FLUX, transformObjects } from '../../kustomize/build';
import { mapOf } from '../../kustomize/values';
import { hasOlderPatches, withOlderPatches } from '../older-patches';
import type { World } from './lookup';

export function postRender(objects: readonly MapNode[], release: MapNode, { files, cache, notes }: World): readonly MapNode[] {
  let state = objects;
  for (const item of items(at(release, ['spec', 'postRenderers']))) {
    const kustomize = child(item, 'kustomize');
    if (kustomize?.kind !== 'map') continue;
    const current = mapOf(
      kustomize.entries.filter(({ key }) => key === 'patches' || key === 'images'),
      kustomize.origin,
    );
    const fields = hasOlderPatches(release) ? withOlderPatches(current, kustomize) : current;
    const rendered = transformObjects(state, fields, files, FLUX, cache);
    notes.failures.push(...rendered.failures);
    notes.warnings.push(...rendered.warnings);
    for (const path of rendered.reads) notes.reads.set(path, '');
    for (const secret of rendered.secrets ?? []) notes.secrets.add(secret);
    state = rendered.objects.map(({ node }: RenderedObject) => node);
  }
  return state;
}
