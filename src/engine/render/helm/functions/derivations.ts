// How each function's result comes from its arguments: what provenance may carry across a call, and where it has to stop.
import type { Derivation } from '../go/values';

/** What is not here computes something new of all its arguments. */
export function derivationOf(name: string): Derivation {
  return DERIVATIONS.get(name) ?? COMPUTED;
}

const COMPUTED: Derivation = { kind: 'computed' };

/** Names beside what they do; the number is the argument that counts, from the end where it is negative. */
const ROWS: readonly (readonly [Derivation, string])[] = [
  [{ kind: 'passes', argument: 0 }, 'set unset merge mustMerge mergeOverwrite mustMergeOverwrite'],
  [{ kind: 'passes', argument: 1 }, 'required'],
  [{ kind: 'selects' }, 'default coalesce ternary plural and or'],
  [{ kind: 'member', argument: 0 }, 'first mustFirst last mustLast get index'],
  [{ kind: 'member', argument: -1 }, 'dig'],
  [{ kind: 'members' }, 'list tuple append mustAppend push mustPush prepend mustPrepend concat'],
  [{ kind: 'members' }, 'rest mustRest initial mustInitial reverse mustReverse compact mustCompact uniq mustUniq'],
  [{ kind: 'members' }, 'without mustWithout slice mustSlice chunk mustChunk dict pluck values pick omit'],
  [{ kind: 'lines', argument: 0 }, 'trim toString upper lower title untitle swapcase'],
  [{ kind: 'lines', argument: 1 }, 'indent trimall trimAll trimSuffix trimPrefix'],
  [{ kind: 'lines', argument: 1, before: 1 }, 'nindent'],
  [{ kind: 'none' }, 'now uuidv4 hello'],
];

const DERIVATIONS: ReadonlyMap<string, Derivation> = new Map(
  ROWS.flatMap(([derivation, names]) => names.split(' ').map((name) => [name, derivation] as const)),
);
