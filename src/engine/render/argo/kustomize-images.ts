// Images and replicas of an Application over those of a kustomization. Source: kustomize v5.8.2, `edit set image` and `edit set replicas`.
import { FailureError, type ListNode, type MapNode, type Node, type ScalarNode } from '../../model';
import { child, items, text, withChild } from '../../yaml/access';
import { splitImage } from '../kustomize/transformers/image';
import { byCodePoint, mapOf, scalar } from '../kustomize/values';
import { positionOf } from '../kustomize/scope';
import type { Substitute } from './environment';

/** What stands for a part that the kustomization has already. */
const PRESERVE = '*';

/** An entry of the same name is replaced whole; the list is sorted by name after that. */
export function withImages(fields: MapNode, images: readonly Node[], substitute: Substitute): MapNode {
  const arguments_ = images.filter((image): image is ScalarNode => image.kind === 'scalar').map(substitute);
  return withNamed(fields, 'images', arguments_.map(imageOf));
}

export function withReplicas(fields: MapNode, replicas: readonly Node[]): MapNode {
  return withNamed(
    fields,
    'replicas',
    replicas.map((item) => replicaOf(item)),
  );
}

interface Named {
  readonly name: string;
  /** @param present the entry of that name in the kustomization. */
  readonly entry: (present: Node | undefined) => MapNode;
}

function withNamed(fields: MapNode, field: 'images' | 'replicas', added: readonly Named[]): MapNode {
  if (added.length === 0) return fields;
  const present = child(fields, field);
  const byName = new Map(added.map(({ name, entry }) => [name, { entry, node: entry(undefined) }]));
  const kept = new Map<string, Node>([...byName].map(([name, { node }]) => [name, node]));
  for (const item of items(present)) {
    const name = text(child(item, 'name')) ?? '';
    const own = byName.get(name);
    kept.set(name, own === undefined ? item : own.entry(item));
  }
  const list = [...kept].sort(([a], [b]) => byCodePoint(a, b)).map(([, node]) => node);
  const origin = present?.origin ?? (list[0] as Node).origin;
  return withChild(fields, field, { kind: 'list', items: list, origin } satisfies ListNode);
}

/** `[name=]image[:tag][@digest]`. */
function imageOf(argument: ScalarNode): Named {
  const equals = argument.text.indexOf('=');
  const value = argument.text.slice(equals + 1);
  const parts = splitImage(value);
  if (parts.name === argument.text) {
    const detail = 'an image needs a new name, a tag or a digest';
    throw new FailureError({ code: 'invalidField', ...positionOf(argument.origin), subject: argument.text, detail });
  }
  const name = equals === -1 ? parts.name : argument.text.slice(0, equals);
  const node = (content: string): Node => scalar(content, 'str', argument.origin);
  return {
    name,
    entry(present) {
      const part = (field: string, own: string): Node | undefined => {
        if (own === PRESERVE) return child(present, field);
        return own === '' ? undefined : node(own);
      };
      const fields: readonly (readonly [string, Node | undefined])[] = [
        ['name', node(name)],
        ['newName', equals === -1 ? undefined : part('newName', parts.name)],
        ['newTag', part('newTag', parts.tag)],
        ['digest', part('digest', parts.digest)],
      ];
      return mapOf(
        fields.flatMap(([key, inner]) => (inner === undefined ? [] : [{ key, value: inner }])),
        argument.origin,
      );
    },
  };
}

function replicaOf(item: Node): Named {
  const [name, count] = [child(item, 'name'), child(item, 'count')];
  if (!/^[+-]?\d+$/.test(text(count) ?? '') || count?.kind !== 'scalar' || name === undefined)
    throw new FailureError({ code: 'invalidField', ...positionOf((count ?? item).origin), subject: 'spec.source.kustomize.replicas' });
  const number = scalar(String(Number(count.text)), 'int', count.origin);
  const entry = mapOf(
    [
      { key: 'name', value: name },
      { key: 'count', value: number },
    ],
    item.origin,
  );
  return { name: text(name) ?? '', entry: () => entry };
}
