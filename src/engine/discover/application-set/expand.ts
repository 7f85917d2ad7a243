// An ApplicationSet as the Applications that its generators and its template give, as far as the repository alone tells.
import { type Failure, FailureError, type MapNode, type Node, type Position } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { failureAt } from '../inventory';
import { once } from '../once';
import { positionOf, type SourceObject } from '../sources';
import type { Tree } from '../tree';
import { kindsOf, parametersOf } from './generate';
import { filledFrom } from './merge-nodes';
import type { ParameterSet, SetContext } from './parameters';
import { fill } from './template';

export interface GeneratedApplication {
  /** As if a file held it. */
  readonly object: SourceObject;
  readonly set: SourceObject;
  readonly parameters: MapNode;
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
export function expandApplicationSet(set: SourceObject, inventory: SetContext['inventory']): Expansion {
  const kept = expansionsIn(inventory.tree);
  const known = kept.get(set);
  if (known !== undefined) return known;
  let hasRead = false;
  const parametersIn: SetContext['inventory']['parametersIn'] = (path) => {
    hasRead = true;
    return inventory.parametersIn(path);
  };
  const expansion = expand(set, { tree: inventory.tree, parametersIn });
  if (!hasRead) kept.set(set, expansion);
  return expansion;
}

const expansionsIn = once((_: Tree) => new WeakMap<SourceObject, Expansion>());

function expand(set: SourceObject, inventory: SetContext['inventory']): Expansion {
  const language = text(at(set.node, ['spec', 'goTemplate'])) === 'true' ? 'go' : 'fast';
  const context: SetContext = { set, language, inventory };
  const unknown = language === 'go' ? unknownOption(set) : undefined;
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
  return { set, applications, failures };
}

const NOTHING = { code: 'generatorInvalid', detail: 'its generators give no Application' } as const;

/** Where the options could change what a missing value gives, nothing is missing; others stop Argo CD. */
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

function generate(template: MapNode, { values, source }: ParameterSet, { set, language }: SetContext): GeneratedApplication {
  const { node, failures } = fill(template, values, language);
  const position: Position = source ?? positionOf(child(set.node, 'spec') && at(set.node, ['spec', 'template']), set);
  const { file, line, column } = position;
  return {
    object: {
      apiVersion: set.apiVersion,
      kind: 'Application',
      name: text(at(node, ['metadata', 'name'])) ?? set.name,
      ...(set.namespace === undefined ? {} : { namespace: set.namespace }),
      node,
      ...{ file, line, column },
    },
    set,
    parameters: values,
    failures: [...failures, ...patchFailures(set)],
  };
}

function patchFailures(set: SourceObject): readonly Failure[] {
  const patch: Node | undefined = at(set.node, ['spec', 'templatePatch']);
  if (text(patch) === undefined) return [];
  return [
    failureAt(positionOf(patch, set), {
      code: 'unsupported',
      subject: 'spec.templatePatch',
      detail: 'what it changes is not worked out yet',
    }),
  ];
}
