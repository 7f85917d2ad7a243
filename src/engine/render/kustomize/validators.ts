// validators: transformers that must leave every object as it is; a label that says who validated it is all they may add.
import type { Failure, MapNode, Node, Step } from '../../model';
import { child } from '../../yaml/access';
import type { TransformerConfig } from './config';
import { runTransformers } from './plugins';
import { describe, idKey, type Resource } from './resource';
import { failAt, type Scope } from './scope';
import { stringified } from './transformers/strategic';
import { decided } from './values';

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
    if (now === undefined || !isSame(resource, now)) return describe(resource.id);
    left.delete(idKey(resource.id));
  }
  const [added] = left.values();
  return added && describe(added.id);
}

/** To kustomize, what it remembers of an object is part of the object. */
function isSame(before: Resource, after: Resource): boolean {
  if (before === after) return true;
  const remembers = ({ previous, prefixes, suffixes, patched }: Resource) =>
    `${previous.length} ${prefixes.length} ${suffixes.length} ${patched}`;
  return remembers(before) === remembers(after) && isSameNode(before.node, withoutLabel(after.node));
}

/** Equal values are not the same when one still stands where a file has it and the other was set: kustomize compares positions too. */
function isSameNode(before: Node, after: Node): boolean {
  if (before === after) return true;
  if (before.kind === 'scalar') {
    if (after.kind !== 'scalar' || before.text !== after.text || before.tag !== after.tag) return false;
    // A replacement changes the text of a scalar and leaves the scalar where it is.
    return after.origin.step === 'replacement' || setting(before) === setting(after);
  }
  if (before.kind === 'list') return after.kind === 'list' && areSame(before.items, after.items);
  const keys = (map: MapNode) => map.entries.map(({ key }) => key).join('\0');
  const values = (map: MapNode) => map.entries.map(({ value }) => value);
  return after.kind === 'map' && keys(before) === keys(after) && areSame(values(before), values(after));
}

function areSame(before: readonly Node[], after: readonly Node[]): boolean {
  return before.length === after.length && before.every((one, i) => isSameNode(one, after[i] as Node));
}

/** Who sets a value gives it a type, or none. */
function setting({ origin: { step } }: Node): 'file' | 'typed' | 'untyped' {
  if (step === 'resource' || step === 'patch') return 'file';
  return UNTYPED.has(step) ? 'untyped' : 'typed';
}

const UNTYPED: ReadonlySet<Step> = new Set<Step>(['image', 'prefix', 'suffix', 'hash', 'nameReference']);

/** Taking the label away sets the others anew. */
function withoutLabel(node: MapNode): MapNode {
  const metadata = child(node, 'metadata');
  const labels = child(metadata, 'labels');
  if (metadata?.kind !== 'map' || labels?.kind !== 'map' || child(labels, VALIDATED_BY) === undefined) return node;
  const others = labels.entries.filter(({ key }) => key !== VALIDATED_BY);
  const anew = others.map(({ key, value }) => ({ key, value: { ...value, origin: decided(value.origin, 'label') } }));
  const kept: Node = { ...labels, entries: anew };
  const entries = metadata.entries.map((entry) => (entry.key === 'labels' ? { key: 'labels', value: kept } : entry));
  const cleaned = stringified({ ...metadata, entries }, 'labels');
  return { ...node, entries: node.entries.map((entry) => (entry.key === 'metadata' ? { key: 'metadata', value: cleaned } : entry)) };
}
