// How kustomize keeps a generated object behind a strategic merge patch that has made another kind of it.
import type { MapNode } from '../../../model';
import { text, child } from '../../../yaml/access';
import { withRemembered } from '../remembered';
import { INTERNAL, type Resource } from '../resource';
import { generatedLayout } from './generated';
import { withRememberedIn } from './follow';
import type { GoNode } from './go-node';
import { mergedLayout } from './merged';
import { goNodeOf } from './read';

/**
 * @param before the object, which nothing may have changed since it was generated.
 * @param patch the text of the patch.
 * @param allowed the names of the annotations that mark what it may change.
 * @returns undefined where that is not known: comments, tags and anchors of a patch are kept as well, and are not followed.
 */
export function layoutAfterPatch(before: Resource, patch: string, allowed: readonly string[]): GoNode | undefined {
  if (!isFresh(before) || /^(?:---|%)/m.test(patch)) return undefined;
  const patchLayout = goNodeOf(patch.replaceAll('\r\n', '\n'));
  if (patchLayout === undefined) return undefined;
  const { kind, name, namespace } = before.id;
  const remembered = withRememberedIn(generatedLayout(withRemembered(before).node), [
    [`${INTERNAL}previousNames`, name],
    [`${INTERNAL}previousNamespaces`, namespace === '' ? 'default' : namespace],
    [`${INTERNAL}previousKinds`, kind],
  ]);
  const marks = allowed.map((mark) => `${INTERNAL}${mark}`);
  const merge = {
    allowed: marks,
    apiVersion: text(child(before.node, 'apiVersion')) ?? '',
    keepsName: !allowed.includes('allowNameChange'),
  };
  return mergedLayout(remembered, patchLayout, merge);
}

function isFresh({ node, previous, prefixes, suffixes, patched, joined, hash }: Resource): boolean {
  const isMarked = previous.length > 0 || prefixes.length > 0 || suffixes.length > 0 || patched !== undefined || joined;
  return hash !== undefined && !isMarked && isGenerated(node);
}

function isGenerated(map: MapNode): boolean {
  return map.entries.every(({ value }) =>
    value.kind === 'map' ? isGenerated(value) : value.origin.step === 'generator' || value.origin.step === 'buildMetadata',
  );
}
