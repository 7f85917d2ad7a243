// Whether a merged list or map is written in braces or in lines: kustomize keeps how the field was written before.
import type { Node } from '../../../model';

/** `merged`, in the style of the field that it is set in. What was empty takes that of the patch. Source: kyaml `merge2`, SetStyle, and `FieldSetter`. */
export function inFlowOf(target: Node, patch: Node | undefined, merged: Node | undefined): Node | undefined {
  if (merged === undefined || merged === target || merged.kind === 'scalar') return merged;
  const decides = patch !== undefined && isEmpty(target) ? patch : target;
  const flow = decides.kind !== 'scalar' && decides.flow === true;
  if ((merged.flow === true) === flow) return merged;
  const { flow: _, ...inLines } = merged;
  return flow ? { ...merged, flow } : inLines;
}

function isEmpty(node: Node): boolean {
  return node.kind === 'map' ? node.entries.length === 0 : node.kind === 'list' && node.items.length === 0;
}
