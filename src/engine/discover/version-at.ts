// A version at the position of the scalar that holds it.
import type { ScalarNode, Version } from '../model';

/** @param tag where the scalar holds more than the tag. */
export function versionAt(
  node: ScalarNode,
  what: { readonly image: string; readonly digest?: true } | { readonly chart: string },
  tag = node.text,
): Version {
  const { file, line, column } = node.origin;
  return { ...what, tag, ...(tag === node.text ? {} : { scalar: node.text }), file, line, column };
}
