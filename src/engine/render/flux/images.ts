// spec.images over the images of a kustomization, entry by entry.
import type { ListNode, MapNode, Node } from '../../model';
import { child, items, text, withChild, withoutChild } from '../../yaml/access';

/** An entry for the same name is overridden in part: a new tag or digest replaces both of them, a new name only the name. */
export function mergeImages(fields: MapNode, added: Node | undefined): MapNode {
  if (added?.kind !== 'list' || added.items.length === 0) return fields;
  const present = child(fields, 'images');
  const list: Node[] = [...items(present)];
  for (const image of added.items) {
    if (image.kind !== 'map') continue;
    const index = list.findIndex((item) => text(child(item, 'name')) === text(child(image, 'name')));
    const known = list[index];
    if (known?.kind === 'map') list[index] = override(known, image);
    else list.push(image);
  }
  const images: ListNode = { kind: 'list', origin: present?.origin ?? added.origin, items: list };
  return withChild(fields, 'images', images);
}

function override(known: MapNode, image: MapNode): MapNode {
  const [name, tag, digest] = ['newName', 'newTag', 'digest'].map((field) => filled(image, field));
  let merged = name === undefined ? known : withChild(known, 'newName', name);
  if (tag === undefined && digest === undefined) return merged;
  merged = tag === undefined ? withoutChild(merged, 'newTag') : withChild(merged, 'newTag', tag);
  return digest === undefined ? withoutChild(merged, 'digest') : withChild(merged, 'digest', digest);
}

function filled(image: MapNode, field: string): Node | undefined {
  const value = child(image, field);
  return text(value) === undefined || text(value) === '' ? undefined : value;
}
