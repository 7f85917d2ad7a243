// A version at the position of the scalar that holds it, and the one in the reference of an image.
import type { Node, ScalarNode, Version } from '../model';

/** Whether a value stands in a file as it is: what a template or a substitution puts together pins nothing that an edit could set. */
export function isWritten(node: Node): boolean {
  const { origin } = node;
  if (node.kind === 'scalar' && (node.secret === true || node.text.includes('${'))) return false;
  return origin.approximate !== true && origin.step !== 'template' && origin.step !== 'substitution' && origin.kept !== 'part';
}

/** @param tag where the scalar holds more than the tag. */
export function versionAt(
  node: ScalarNode,
  what: { readonly image: string; readonly digest?: true } | { readonly chart: string },
  tag = node.text,
): Version {
  const { file, line, column } = node.origin;
  return { ...what, tag, ...(tag === node.text ? {} : { scalar: node.text }), file, line, column };
}

/** `registry:5000/app:1.2` has the tag 1.2, and `app:1.2@sha256:…` one that takes its digest along; `app@sha256:…` has a digest alone. */
export function imageOf(node: Node | undefined): Version[] {
  if (node?.kind !== 'scalar') return [];
  const [, image, tag] = /^([^@]+):([^:/@]+(?:@[a-z0-9]+:[0-9a-f]+)?)$/.exec(node.text) ?? [];
  if (image !== undefined) return [versionAt(node, { image }, tag)];
  const [, name, digest] = /^([^@]+)@([a-z0-9]+:[0-9a-f]+)$/.exec(node.text) ?? [];
  return name === undefined ? [] : [versionAt(node, { image: name, digest: true }, digest)];
}
