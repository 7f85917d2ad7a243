// The chain of origins of one field, the one that won first.
import type { Node, Origin, Path, RenderedObject } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import type { Answer } from '../engine/ports';
import { at } from '../engine/yaml/access';
import { emitDocuments } from '../engine/yaml/emit';
import { failed } from './find';
import type { Why } from './api';
import { formatPath } from '../engine/model/field-path';

export { formatPath } from '../engine/model/field-path';

export interface ObjectName {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export function whyField(objects: readonly RenderedObject[], name: ObjectName, path: Path, mask: Mask): Answer<Why> {
  const found = findObject(objects, name);
  if (found.kind === 'failed') return found;
  const masked = mask.node(found.value.node);
  const node = at(masked, path);
  if (node === undefined) return failed({ code: 'noSuchField', subject: formatPath(path), detail: `looked in ${name.kind}/${name.name}` });
  return { kind: 'answer', value: { value: textOf(node), steps: [...chain(node.origin)] } };
}

/** Kinds are compared without regard to case, as people type them. */
export function findObject(objects: readonly RenderedObject[], { kind, name, namespace }: ObjectName): Answer<RenderedObject> {
  const subject = `${kind}/${name}`;
  const matches = objects.filter(
    ({ ref }) =>
      ref.kind.toLowerCase() === kind.toLowerCase() && ref.name === name && (namespace === undefined || ref.namespace === namespace),
  );
  const [first] = matches;
  if (first === undefined) return failed({ code: 'noSuchObject', subject });
  if (matches.length === 1) return { kind: 'answer', value: first };
  const places = matches.map(({ ref }) => `${ref.apiVersion} in ${ref.namespace ?? 'no namespace'}`).join(', ');
  return failed({ code: 'ambiguous', subject, detail: places });
}

function textOf(node: Node): string {
  return node.kind === 'scalar' ? node.text : emitDocuments([node]).text.trimEnd();
}

function* chain(origin: Origin): Generator<Why['steps'][number]> {
  for (let here: Origin | undefined = origin; here !== undefined; here = here.overrode) {
    const { file, line, column, step, approximate } = here;
    yield { file, line, column, step, ...(approximate ? { approximate } : {}) };
  }
}
