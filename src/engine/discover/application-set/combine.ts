// The matrix and merge generators: sets of parameters of two or more generators made into one list.
import { FailureError, type MapNode, type Node } from '../../model';
import { child, items, text } from '../../yaml/access';
import { toJson } from '../../yaml/json';
import { laidOver } from './merge-nodes';
import { goText, giveUp, type ParameterSet, refuse, type SetContext, TEXTS_ONLY } from './parameters';

/** The sets of a nested generator; with `given`, after those parameters have been filled into it. */
export type Inner = (generator: Node, given?: MapNode) => readonly ParameterSet[];

/** More Applications than this are listed by nobody, and would stop the editor. */
const MOST_SETS = 5000;

/** Each set of the first with each of the second, which is a template over the first's parameters. */
export function matrixParameters(generator: Node, context: SetContext, inner: Inner): readonly ParameterSet[] {
  const [first, second, ...others] = items(child(generator, 'generators'));
  if (first === undefined || second === undefined || others.length > 0) return refuse(context, generator, 'a matrix has two generators');
  const sets: ParameterSet[] = [];
  const of = innerOfEach(second, inner);
  for (const a of inner(first)) {
    for (const b of of(a)) {
      const source = a.source ?? b.source;
      const clusterQuestion = a.clusterQuestion ?? b.clusterQuestion;
      const values =
        context.language !== 'fast' ? merged(b.values, a.values, generator, context) : combined(a.values, b.values, generator, context);
      sets.push({ values, ...(source === undefined ? {} : { source }), ...(clusterQuestion === undefined ? {} : { clusterQuestion }) });
    }
    if (sets.length > MOST_SETS)
      return giveUp(context, generator, {
        code: 'unsupported',
        subject: `Expanding an ApplicationSet into more than ${MOST_SETS} Applications`,
      });
  }
  const unresolved = of.unresolved();
  if (sets.length === 0 && unresolved !== undefined) throw unresolved;
  return sets;
}

/** Where it finds nothing for one set, and something for another, the repository is this one, and has nothing for the first. */
function innerOfEach(second: Node, inner: Inner) {
  let unresolved: FailureError | undefined;
  const of = ({ values }: ParameterSet): readonly ParameterSet[] => {
    try {
      return inner(second, values);
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.code !== 'unresolvedSource') throw error;
      unresolved ??= error;
      return [];
    }
  };
  return Object.assign(of, { unresolved: () => unresolved });
}

/** The first generator's sets, each with what the others have for the same keys laid over it. */
export function mergeParameters(generator: Node, context: SetContext, inner: Inner): readonly ParameterSet[] {
  const [first, ...others] = items(child(generator, 'generators'));
  const keys = items(child(generator, 'mergeKeys')).flatMap((key) => text(key) ?? []);
  if (first === undefined || others.length === 0) return refuse(context, generator, 'a merge has two generators or more');
  if (keys.length === 0) return refuse(context, generator, 'a merge has mergeKeys');
  let sets = byKeys(inner(first), keys, first, context);
  for (const other of others) {
    const overrides = byKeys(inner(other), keys, other, context);
    sets = new Map([...sets].map(([key, set]) => [key, overridden(set, overrides.get(key), other, context)]));
  }
  return [...sets.values()];
}

function overridden(set: ParameterSet, override: ParameterSet | undefined, generator: Node, context: SetContext): ParameterSet {
  if (override === undefined) return set;
  const clusterQuestion = set.clusterQuestion ?? override.clusterQuestion;
  const told = { ...set, ...(clusterQuestion === undefined ? {} : { clusterQuestion }) };
  if (context.language !== 'fast') return { ...told, values: merged(set.values, override.values, generator, context) };
  const replaced = new Set(override.values.entries.map(({ key }) => key));
  const kept = set.values.entries.filter(({ key }) => !replaced.has(key));
  return { ...told, values: { ...set.values, entries: [...kept, ...override.values.entries] } };
}

function byKeys(
  sets: readonly ParameterSet[],
  keys: readonly string[],
  generator: Node,
  context: SetContext,
): ReadonlyMap<string, ParameterSet> {
  const found = new Map<string, ParameterSet>();
  for (const set of sets) {
    const key = JSON.stringify(keys.map((name) => keyText(child(set.values, name))));
    if (found.has(key)) return refuse(context, generator, `two of its sets of parameters have the same ${keys.join(', ')}`);
    found.set(key, set);
  }
  return found;
}

function keyText(node: Node | undefined): string | null {
  if (node === undefined) return null;
  const value = toJson(node);
  return JSON.stringify(typeof value === 'bigint' ? Number(value) : value, (_, inner) =>
    typeof inner === 'bigint' ? Number(inner) : inner,
  );
}

/** Argo CD 3.2.6 fails when it lays other values over those of a git generator, which hold texts only. */
function merged(base: MapNode, over: MapNode, generator: Node, context: SetContext): MapNode {
  const [own, others] = [child(base, 'values'), child(over, 'values')];
  const clash = own?.origin.step === TEXTS_ONLY && others?.kind === 'map' && others.origin.step !== TEXTS_ONLY;
  return clash ? refuse(context, generator, 'values of a git generator and of another kind of generator do not mix') : laidOver(base, over);
}

/** Plain templates: a key of both must have one value. */
function combined(a: MapNode, b: MapNode, generator: Node, context: SetContext): MapNode {
  const clash = b.entries.find(({ key, value }) => {
    const known = child(a, key);
    return known !== undefined && goText(known) !== goText(value);
  });
  if (clash !== undefined) return refuse(context, generator, `both generators of a matrix set ${clash.key}, to different values`);
  return { ...a, entries: [...a.entries, ...b.entries.filter(({ key }) => child(a, key) === undefined)] };
}
