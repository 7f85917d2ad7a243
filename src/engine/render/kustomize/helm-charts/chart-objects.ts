// The objects of a chart's render as kustomize reads them from Helm's output: typed by go-yaml v3, with the origins that Helm's engine knows.
import type { MapNode, Node } from '../../../model';
import { readDocuments } from '../../../yaml/read';
import { objectsOf } from '../objects';
import type { ChartRender } from './chart-render';

/** @param hooks whether those that Helm runs are printed as well. */
export function chartObjects({ printed, objects, hooks }: ChartRender, withHooks: boolean): readonly MapNode[] {
  const texts = [
    ...printed.crds.map(({ file }) => file.text),
    ...printed.manifests.map((manifest) => manifest.text),
    ...(withHooks ? printed.hooks.map((hook) => hook.text) : []),
  ];
  const located = [...objects, ...(withHooks ? hooks : [])].map(({ node }) => node);
  const typed = texts.flatMap((text) => objectsOf(readDocuments(text, '').documents));
  // What Helm's engine could not take for an object, kustomize does not either: then its failures say so.
  return typed.length === located.length ? typed.map((node, index) => placed(node, located[index] as Node) as MapNode) : located;
}

/** The node with the origins of the same place in another reading of its text. */
function placed(node: Node, like: Node | undefined): Node {
  if (like === undefined || like.kind !== node.kind) return like === undefined ? node : stamped(node, like);
  const { origin } = like;
  if (node.kind === 'scalar' || like.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list')
    return { ...node, origin, items: node.items.map((item, i) => placed(item, like.kind === 'list' ? like.items[i] : undefined)) };
  const values = new Map(like.kind === 'map' ? like.entries.map(({ key, value }) => [key, value]) : []);
  return {
    ...node,
    origin,
    entries: node.entries.map((entry) => ({ ...entry, value: placed(entry.value, values.get(entry.key) ?? like) })),
  };
}

function stamped(node: Node, { origin }: Node): Node {
  return { ...node, origin: { ...origin, approximate: true } };
}
