// From a generator to its sets of parameters: which ones need nothing but the repository, and what the others need.
import type { MapNode, Node } from '../../model';
import { withoutChild } from '../../yaml/access';
import { clusterParameters } from './clusters';
import { type Inner, matrixParameters, mergeParameters } from './combine';
import { gitParameters } from './git';
import { listParameters } from './list';
import { giveUp, type ParameterSet, refuse, type SetContext } from './parameters';
import { selected } from './selector';
import { fill } from './template';
import { child } from '../../yaml/access';

/** What only a running Argo CD can ask. */
const ASKED_ELSEWHERE: Readonly<Record<string, string>> = {
  clusterDecisionResource: 'an object in the cluster',
  scmProvider: 'the repositories of a Git host',
  pullRequest: 'the pull requests of a Git host',
  plugin: 'a plugin',
};

/** A combination inside of a combination holds plain generators only. */
const DEEPEST = 2;

/** Fields of a generator that are no generator. */
const BESIDE = new Set(['selector']);

/** The kinds of generator that an item has; one, as a rule. */
export function kindsOf(item: Node): readonly string[] {
  return item.kind === 'map' ? item.entries.map(({ key }) => key).filter((key) => !BESIDE.has(key)) : [];
}

/**
 * @param item of `spec.generators`.
 * @throws FailureError where the sets are not known.
 */
export function parametersOf(item: Node, kind: string, context: SetContext, depth = 0): readonly ParameterSet[] {
  const generator = child(item, kind) as Node;
  return selected(rawParameters(item, generator, kind, context, depth), child(item, 'selector'), context);
}

function rawParameters(item: Node, generator: Node, kind: string, context: SetContext, depth: number): readonly ParameterSet[] {
  const inner: Inner = (nested, given) => innerParameters(nested, given, context, depth + 1);
  const asked = ASKED_ELSEWHERE[kind];
  if (asked !== undefined) {
    return giveUp(context, generator, {
      code: 'controllerOnly',
      subject: `What the generator ${kind} gives`,
      detail: `it asks for ${asked}`,
    });
  }
  if (kind === 'list') return listParameters(generator, context);
  if (kind === 'git') return gitParameters(generator, context);
  if (kind === 'clusters') return clusterParameters(generator, context);
  if (kind !== 'matrix' && kind !== 'merge') return refuse(context, item, `${kind} is no generator of Argo CD`);
  if (depth >= DEEPEST) return refuse(context, generator, `a ${kind} may stand in one other combination, and not deeper`);
  return kind === 'matrix' ? matrixParameters(generator, context, inner) : mergeParameters(generator, context, inner);
}

/** The second generator of a matrix is filled first; its selector is not, and its template counts for nothing. */
function innerParameters(nested: Node, given: MapNode | undefined, context: SetContext, depth: number): readonly ParameterSet[] {
  const [kind, ...others] = kindsOf(nested);
  if (kind === undefined || others.length > 0) return refuse(context, nested, 'an item of a combination is one generator');
  if (given === undefined || given.entries.length === 0 || nested.kind !== 'map') return parametersOf(nested, kind, context, depth);
  const { node, failures } = fill(withoutChild(nested, 'selector'), given, context.language);
  const [failure] = failures;
  // A plain template keeps what it has no value for, and may fill it later.
  if (failure !== undefined && context.language !== 'fast') return giveUp(context, nested, failure);
  return selected(rawParameters(node, child(node, kind) as Node, kind, context, depth), child(nested, 'selector'), context);
}
