// An ApplicationSet as the Applications that its generators and its template give, as far as the repository alone tells.
import { type Entry, type Failure, FailureError, type MapNode, type Node, type Position } from '../../model';
import { at, child, items, text, withChild, withoutChild } from '../../yaml/access';
import type { Around } from '../argo-repository';
import { groupBy } from '../group';
import { failureAt } from '../inventory';
import { once } from '../once';
import { positionOf, type SourceObject } from '../sources';
import type { Tree } from '../tree';
import { kindsOf, parametersOf } from './generate';
import { filledFrom } from './merge-nodes';
import { type Known, type Language, type ParameterSet, scalar, type SetContext } from './parameters';
import { patched } from './patch';
import { fill } from './template';

export interface GeneratedApplication {
  /** As if a file held it. */
  readonly object: SourceObject;
  readonly set: SourceObject;
  readonly parameters: MapNode;
  /** As of its parameters. */
  readonly clusterQuestion?: string;
  /** What of it is not known. */
  readonly failures: readonly Failure[];
}

export interface Expansion {
  readonly set: SourceObject;
  readonly applications: readonly GeneratedApplication[];
  /** Why the list is not complete. */
  readonly failures: readonly Failure[];
}

/** Never throws. A set that gives no Application says so in its failures. Kept as long as no folder changes, unless files gave parameters. */
export function expandApplicationSet(set: SourceObject, inventory: Known): Expansion {
  const kept = expansionsIn(inventory.tree).of(inventory.around);
  const known = kept.get(set);
  if (known !== undefined) return known;
  let hasRead = false;
  const noting = <A extends unknown[], R>(read: (...args: A) => R) => {
    return (...args: A): R => {
      hasRead = true;
      return read(...args);
    };
  };
  const { tree, templates, around, parametersIn, clusterSecrets, answerOf, treeAt } = inventory;
  const reads = {
    parametersIn: noting(parametersIn),
    clusterSecrets: noting(clusterSecrets),
    answerOf: noting(answerOf),
    treeAt: noting(treeAt),
  };
  const expansion = expand(set, { tree, templates, around, ...reads });
  if (!hasRead) kept.set(set, expansion);
  return expansion;
}

type Kept = WeakMap<SourceObject, Expansion>;

/** Of one tree, the latest for what is known of its repository. */
const expansionsIn = once((_: Tree) => {
  let known = '';
  let kept: Kept = new WeakMap();
  return {
    of({ has: _has, ...around }: Around): Kept {
      const now = JSON.stringify(around);
      if (now !== known) kept = new WeakMap();
      known = now;
      return kept;
    },
  };
});

function expand(set: SourceObject, inventory: Known): Expansion {
  const isGo = text(at(set.node, ['spec', 'goTemplate'])) === 'true';
  const options = items(at(set.node, ['spec', 'goTemplateOptions'])).map((item) => text(item) ?? '');
  const context: SetContext = { set, language: isGo ? { engine: inventory.templates, options } : 'fast', inventory };
  const unknown = isGo ? unknownOption(set) : undefined;
  if (unknown !== undefined) return { set, applications: [], failures: [unknown] };
  const failures: Failure[] = [];
  const applications = items(at(set.node, ['spec', 'generators'])).flatMap((item) =>
    kindsOf(item).flatMap((kind) => {
      const sets = attempt(() => parametersOf(item, kind, context), failures);
      const template = filledFrom(at(item, [kind, 'template']), at(set.node, ['spec', 'template']));
      return template?.kind === 'map' ? sets.map((parameters) => generate(template, parameters, context)) : [];
    }),
  );
  if (applications.length === 0 && failures.length === 0)
    failures.push(failureAt(set, { ...NOTHING, subject: `ApplicationSet ${set.name}` }));
  return { set, applications: withoutTwins(applications), failures };
}

const NOTHING = { code: 'generatorInvalid', detail: 'its generators give no Application' } as const;

/** Other options stop Argo CD. */
function unknownOption(set: SourceObject): Failure | undefined {
  const odd = items(at(set.node, ['spec', 'goTemplateOptions'])).find(
    (item) => !/^missingkey=(?:default|invalid|zero|error)$/.test(text(item) ?? ''),
  );
  return odd === undefined
    ? undefined
    : failureAt(positionOf(odd, set), { code: 'unsupported', subject: `The goTemplateOptions ${text(odd) ?? ''}`.trim() });
}

function attempt(sets: () => readonly ParameterSet[], failures: Failure[]): readonly ParameterSet[] {
  try {
    return sets();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    failures.push(error.failure);
    return [];
  }
}

/** Argo CD makes none of several with the same name. Source: argo-cd v3.2.6, `validateGeneratedApplications`. */
function withoutTwins(applications: readonly GeneratedApplication[]): readonly GeneratedApplication[] {
  const byName = groupBy(applications, ({ object }) => object.name);
  return applications.map((application) => {
    const { object, set } = application;
    if (byName.get(object.name)?.length === 1) return application;
    const failure = failureAt(object, {
      code: 'duplicateObject',
      subject: `Application ${object.name}`,
      detail: `ApplicationSet ${set.name} gives it more than once, and Argo CD then makes none of them`,
    });
    return { ...application, failures: [...application.failures, failure] };
  });
}

function generate(
  template: MapNode,
  { values, source, clusterQuestion }: ParameterSet,
  { set, language }: SetContext,
): GeneratedApplication {
  const filled = values.entries.length === 0 ? { node: template, failures: [] } : fill(template, values, language);
  const failures: Failure[] = [...filled.failures];
  const node = withPatch(withFinalizer(filled.node, set, values), set, values, language, failures);
  const position: Position = source ?? positionOf(child(set.node, 'spec') && at(set.node, ['spec', 'template']), set);
  const { file, line, column } = position;
  return {
    object: {
      apiVersion: set.apiVersion,
      kind: 'Application',
      name: text(at(node, ['metadata', 'name'])) ?? set.name,
      ...(set.namespace === undefined ? {} : { namespace: set.namespace }),
      node: asObject(node, set),
      ...{ file, line, column },
    },
    set,
    parameters: values,
    ...(clusterQuestion === undefined ? {} : { clusterQuestion }),
    failures,
  };
}

function withPatch(node: MapNode, set: SourceObject, values: MapNode, language: Language, failures: Failure[]): MapNode {
  const patch = at(set.node, ['spec', 'templatePatch']);
  // What a plain template has no value for stays as it is; of a Go template there is then no Application.
  const isRefused = language !== 'fast' && failures.length > 0;
  if (patch?.kind !== 'scalar' || text(patch) === undefined || isRefused) return node;
  try {
    return patched(node, patch, values, language);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    failures.push(error.failure);
    return node;
  }
}

/** What an Application owns goes with it, unless the set says otherwise. */
function withFinalizer(node: MapNode, { node: set }: SourceObject, values: MapNode): MapNode {
  const isKept = text(at(set, ['spec', 'syncPolicy', 'preserveResourcesOnDeletion'])) === 'true';
  const metadata = child(node, 'metadata');
  const isNamed = items(child(metadata, 'finalizers')).length > 0;
  if (isKept || isNamed || values.entries.length === 0 || metadata?.kind !== 'map') return node;
  const { origin } = metadata;
  const finalizers: Node = { kind: 'list', items: [scalar('resources-finalizer.argocd.argoproj.io', origin)], origin };
  return withChild(node, 'metadata', withChild(metadata, 'finalizers', finalizers));
}

/** In the namespace of its set, whatever the template says. */
function asObject(node: MapNode, set: SourceObject): MapNode {
  const metadata = child(node, 'metadata');
  const namespace = at(set.node, ['metadata', 'namespace']);
  const plain = metadata?.kind === 'map' ? withoutChild(metadata, 'namespace') : undefined;
  const placed = plain === undefined || namespace === undefined ? plain : withChild(plain, 'namespace', namespace);
  const { origin } = node;
  const entries: Entry[] = [
    { key: 'apiVersion', value: scalar(set.apiVersion, origin) },
    { key: 'kind', value: scalar('Application', origin) },
  ];
  const others = node.entries.filter(({ key }) => key !== 'apiVersion' && key !== 'kind');
  return {
    ...node,
    entries: [...entries, ...others.map((entry) => (entry.key === 'metadata' && placed ? { ...entry, value: placed } : entry))],
  };
}
