// The nodes of an object that a JSON patch has built anew.
import type { MapNode } from '../../../model';
import { emitUnfolded } from '../../../yaml/emit';
import type { GoNode } from './go-node';
import { annotationTexts, withAnnotations } from './follow';
import { goNodeOf } from './read';

/**
 * kustomize takes the object through JSON, writes that as YAML, reads it, and sets its annotations anew, with what it remembers of the object.
 * Source: `api/filters/patchjson6902`, kyaml `RNode.UnmarshalJSON`, and the transformers of JSON patches.
 * @param patched the object behind the patch, with the annotations in which kustomize remembers.
 * @param remembered those annotations, as they were before it.
 */
export function rebuilt(patched: MapNode, remembered: readonly (readonly [key: string, text: string])[]): GoNode | undefined {
  const layout = goNodeOf(emitUnfolded(patched));
  return layout === undefined ? undefined : withAnnotations(layout, new Map([...annotationTexts(layout), ...remembered]));
}
