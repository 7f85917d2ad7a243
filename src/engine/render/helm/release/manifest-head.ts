// What Helm reads of a manifest before it knows what it is: its kind and its annotations. Source: `SimpleHead` of Helm 3 and 4.
import type { MapNode, Node } from '../../../model';

export interface ManifestHead {
  /** Empty for a manifest that has none. */
  readonly kind: string;
  readonly annotations: MapNode | undefined;
}

/** A text says which field has to be something else. */
export function headOf(node: Node | undefined): ManifestHead | string {
  const metadata = field(node, 'metadata');
  const annotations = field(metadata, 'annotations');
  const wrong =
    notOfKind(metadata, 'map', 'metadata') ??
    notOfKind(annotations, 'map', 'metadata.annotations') ??
    notOfKind(field(node, 'apiVersion'), 'scalar', 'apiVersion') ??
    notOfKind(field(node, 'kind'), 'scalar', 'kind') ??
    notOfKind(field(metadata, 'name'), 'scalar', 'metadata.name') ??
    entriesOf(annotations).reduce<string | undefined>(
      (found, { key, value }) => found ?? notOfKind(value, 'scalar', `the annotation ${key}`),
      undefined,
    );
  if (wrong !== undefined) return wrong;
  const kind = field(node, 'kind');
  return {
    kind: kind?.kind === 'scalar' && kind.tag !== 'null' ? kind.text : '',
    annotations: annotations?.kind === 'map' ? annotations : undefined,
  };
}

/** Go's JSON takes other capitals too; keys come to it sorted, and the last one counts. */
function field(node: Node | undefined, name: string): Node | undefined {
  const lower = name.toLowerCase();
  const found = entriesOf(node).filter(({ key }) => key.toLowerCase() === lower);
  return found.reduce<(typeof found)[number] | undefined>((last, one) => (last === undefined || last.key < one.key ? one : last), undefined)
    ?.value;
}

function entriesOf(node: Node | undefined): MapNode['entries'] {
  return node?.kind === 'map' ? node.entries : [];
}

function notOfKind(node: Node | undefined, wanted: 'map' | 'scalar', name: string): string | undefined {
  if (node === undefined || (node.kind === 'scalar' && node.tag === 'null') || node.kind === wanted) return undefined;
  return `${name} is ${node.kind === 'map' ? 'a map' : node.kind === 'list' ? 'a list' : 'a single value'}`;
}
