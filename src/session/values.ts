// The merged values of a HelmRelease as masked text, with the origin of each line and of each value.
import type { App, MapNode, Node, Path, Rendered } from '../engine/model';
import { formatPath } from '../engine/model/field-path';
import type { Mask } from '../engine/normalise/mask';
import type { Answer } from '../engine/ports';
import { emitDocuments } from '../engine/yaml/emit';
import type { ReleaseValues, ValueOrigin } from './api';
import { failed } from './find';
import { originSteps } from './why';

/** The release that an app is, or the only one that it applies. An Application of Argo CD may be one: its render tells. */
export function findRelease(apps: readonly App[], name: string): Answer<App> {
  const own = apps.find(({ app }) => app === name);
  if (own === undefined) return failed({ code: 'noSuchApp', subject: name });
  if (own.kind === 'helmRelease' || own.kind === 'argoApplication') return { kind: 'answer', value: own };
  const below = apps.filter(({ kind, parent }) => kind === 'helmRelease' && parent === name);
  const [only, ...others] = below;
  if (only === undefined) return failed({ code: 'noSuchRelease', subject: name });
  if (others.length > 0) return failed({ code: 'ambiguous', subject: name, detail: below.map(({ app }) => app).join(', ') });
  return { kind: 'answer', value: only };
}

export function valuesOf(app: string, rendered: Rendered, mask: Mask): ReleaseValues {
  const { values } = rendered;
  if (values === undefined) return { app, keys: [], rendered, text: '', lines: [] };
  const masked = mask.node(values);
  return { app, keys: [...leaves(masked, [])], rendered, ...emitDocuments([masked]) };
}

/** By path. */
function* leaves(node: Node, path: Path): Generator<ValueOrigin> {
  const inner = childrenOf(node);
  if (inner.length > 0 || path.length === 0) for (const [step, value] of inner) yield* leaves(value, [...path, step]);
  else yield { path: formatPath(path), value: textOf(node), steps: originSteps(node.origin) };
}

function childrenOf(node: Node): readonly (readonly [string | number, Node])[] {
  if (node.kind === 'scalar') return [];
  return node.kind === 'list' ? node.items.map((item, index) => [index, item] as const) : sorted(node);
}

function sorted({ entries }: MapNode): readonly (readonly [string, Node])[] {
  return entries.map(({ key, value }) => [key, value] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}

function textOf(node: Node): string {
  if (node.kind === 'scalar') return node.text;
  return node.kind === 'list' ? '[]' : '{}';
}
