// validators: transformers that must leave every object as it is; a label that says who validated it is all they may add.
import type { Failure, MapNode, Node } from '../../model';
import { child } from '../../yaml/access';
import { emitText } from '../../yaml/emit';
import type { TransformerConfig } from './config';
import { runTransformers } from './plugins';
import { describe, idKey, type Resource } from './resource';
import { failAt, type Scope } from './scope';
import { stringified } from './transformers/strategic';

const VALIDATED_BY = 'validated-by';

/** Source: kustomize `api/internal/target/kusttarget.go`, runValidators. */
export function runValidators(
  scope: Scope,
  plugins: readonly Resource[],
  resources: readonly Resource[],
  config: TransformerConfig,
): readonly Resource[] {
  return plugins.reduce((state, plugin) => {
    // A validator leaves no note of itself in the objects.
    const result = runTransformers({ ...scope, tracking: undefined }, [plugin], state, config);
    const changed = firstChanged(state, result);
    if (changed === undefined) return result;
    const failure: Failure = { code: 'invalidField', subject: 'validators', detail: `${describe(plugin.id)} changes ${changed}` };
    failAt(scope, plugin.node, failure);
    return state;
  }, resources);
}

function firstChanged(before: readonly Resource[], after: readonly Resource[]): string | undefined {
  const left = new Map(after.map((resource) => [idKey(resource.id), resource]));
  for (const resource of before) {
    const now = left.get(idKey(resource.id));
    if (now === undefined || !isSame(resource.node, now.node)) return describe(resource.id);
    left.delete(idKey(resource.id));
  }
  const [added] = left.values();
  return added && describe(added.id);
}

function isSame(before: MapNode, after: MapNode): boolean {
  return before === after || emitText([before]) === emitText([withoutLabel(after)]);
}

function withoutLabel(node: MapNode): MapNode {
  const metadata = child(node, 'metadata');
  const labels = child(metadata, 'labels');
  if (metadata?.kind !== 'map' || labels?.kind !== 'map' || child(labels, VALIDATED_BY) === undefined) return node;
  const kept: Node = { ...labels, entries: labels.entries.filter(({ key }) => key !== VALIDATED_BY) };
  const entries = metadata.entries.map((entry) => (entry.key === 'labels' ? { key: 'labels', value: kept } : entry));
  const cleaned = stringified({ ...metadata, entries }, 'labels');
  return { ...node, entries: node.entries.map((entry) => (entry.key === 'metadata' ? { key: 'metadata', value: cleaned } : entry)) };
}
