// Keys of values that stand in a Secret and nowhere else: they are pieces of what it holds, as the values are.
import type { MapNode, Node, Origin, Path, ScalarNode } from '../../../model';
import type { Chart } from '../chart/chart';
import { HIDDEN, secretPlaces } from '../secret-values';

/** The merged values with those keys marked that only Secrets have; what the chart names anywhere, or another source of values has too, tells nothing. */
export function markSecretKeys(values: MapNode, secrets: readonly ScalarNode[], chart?: Chart): MapNode {
  if (secrets.length === 0) return values;
  const isSecret = secretPlaces(secrets);
  return marked(values, { isSecret, isNamed: chart === undefined ? () => false : namesIn(chart) }) as MapNode;
}

/** The path of a value as it may be told. */
export function shownPath(values: Node, path: Path): Path {
  let here: Node | undefined = values;
  return path.map((step) => {
    const entry: MapNode['entries'][number] | undefined = here?.kind === 'map' ? here.entries.find(({ key }) => key === step) : undefined;
    here = here?.kind === 'list' ? here.items[Number(step)] : entry?.value;
    return entry?.secret === true ? HIDDEN : step;
  });
}

interface Known {
  readonly isSecret: (origin: Origin) => Origin | undefined;
  readonly isNamed: (key: string) => boolean;
}

function marked(node: Node, known: Known): Node {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => marked(item, known)) };
  const entries = node.entries.map((entry) => {
    const value = marked(entry.value, known);
    return isOnlySecret(entry.value, known) && !known.isNamed(entry.key) ? { ...entry, value, secret: true as const } : { ...entry, value };
  });
  return { ...node, entries };
}

/** Whether nothing else than Secrets has a part of the value. */
function isOnlySecret(node: Node, known: Known): boolean {
  if (node.kind === 'scalar') return node.origin.overrode === undefined && known.isSecret(node.origin) !== undefined;
  const inner = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  return inner.length > 0 && inner.every((each) => isOnlySecret(each, known));
}

/** Whether a word stands in a text of the chart, or of a chart below it. */
function namesIn(chart: Chart): Known['isNamed'] {
  const texts = textsOf(chart);
  return (key) => {
    const word = new RegExp(`(?<![\\w-])${key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`);
    return texts.some((text) => word.test(text));
  };
}

function textsOf({ templates, schema, values, dependencies }: Chart): readonly string[] {
  const own = [...templates, ...(schema === undefined ? [] : [schema])].map(({ text }) => text);
  return [...own, ...values.flatMap(keysIn), ...dependencies.flatMap(textsOf)];
}

function keysIn(node: Node): readonly string[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap(keysIn);
  return node.entries.flatMap(({ key, value }) => [key, ...keysIn(value)]);
}
