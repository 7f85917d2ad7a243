// What a promotion changes in the rendered manifests of its target.
import type { ObjectRef, Rendered, RenderedEffect, RenderedObject } from '../../model';
import type { Mask } from '../../normalise/mask';
import { emitDocuments } from '../../yaml/emit';

/** Only objects whose rendered and masked text differs, in the order of `after`, then those that go. */
export function effectsOf(before: Rendered, after: Rendered, mask: Mask): readonly RenderedEffect[] {
  const old = new Map(before.objects.map((object) => [keyOf(object.ref), object]));
  const effects: RenderedEffect[] = [];
  for (const object of after.objects) {
    const previous = old.get(keyOf(object.ref));
    old.delete(keyOf(object.ref));
    if (previous?.node === object.node) continue;
    const [textBefore, textAfter] = [previous && textOf(previous, mask), textOf(object, mask)];
    if (textBefore !== textAfter)
      effects.push({ ref: object.ref, ...(textBefore === undefined ? {} : { before: textBefore }), after: textAfter });
  }
  for (const gone of old.values()) effects.push({ ref: gone.ref, before: textOf(gone, mask) });
  return effects;
}

function textOf(object: RenderedObject, mask: Mask): string {
  return emitDocuments([mask.node(object.node)]).text;
}

function keyOf(ref: ObjectRef): string {
  return [ref.apiVersion, ref.kind, ref.namespace ?? '', ref.name].join(' ');
}
