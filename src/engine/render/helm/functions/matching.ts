// Where expressions match in a text, at the cost of what the matcher reads: a search for each of many matches may go through all of the text.
import type { Expression } from '../../go-expressions';
import type { Budget } from '../go/values';

/** Start and end of a match and of its groups; -1 where a group took no part. */
export type Match = readonly number[];

export function isMatch(expression: Expression, value: string, budget: Budget): boolean {
  return matchAt(expression, counted(expression, value, budget), 0, 0) !== undefined;
}

/** At most `count` of them, all where it is negative. Source of the rules: Go's Regexp.FindAll: an empty match next to another is none. */
export function matches(expression: Expression, value: string, count: number, budget: Budget): readonly Match[] {
  const found: Match[] = [];
  const text = counted(expression, value, budget);
  const groups = 1 + expression.numberOfCapturingGroups();
  let before = -1;
  for (let at = 0; at <= value.length && found.length !== count; ) {
    const match = matchAt(expression, text, at, groups);
    if (match === undefined) break;
    const [start = 0, end = 0] = match;
    const isEmptyHere = end === at;
    if (!isEmptyHere || start !== before) {
      budget.hold(BYTES_OF_A_MATCH * groups);
      budget.spend(STEPS_OF_A_MATCH);
      found.push(match);
    }
    before = end;
    at = isEmptyHere ? at + ((value.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) : end;
  }
  return found;
}

const BYTES_OF_A_MATCH = 32;
const STEPS_OF_A_MATCH = 5;

function matchAt(expression: Expression, text: string, at: number, groups: number): Match | undefined {
  const [isFound, match] = expression.matchWithGroup(text, at, text.length, 0, groups) as [boolean, number[] | null];
  if (!isFound) return undefined;
  const found = match ?? [];
  while (found.length < 2 * groups) found.push(-1);
  return found;
}

/** Short texts cost next to nothing. */
const LITTLE = 4096;

/** The text, for the matcher; it counts what is read of it. */
function counted(expression: Expression, value: string, budget: Budget): string {
  const size = expression.numberOfInstructions();
  return value.length * size < LITTLE ? value : (new CountedText(value, size, budget) as unknown as string);
}

const READS_BETWEEN_CHARGES = 64;

/** The matcher takes whatever is a string, and reads it by these two. */
class CountedText extends String {
  private reads = 0;

  constructor(
    private readonly value: string,
    private readonly size: number,
    private readonly budget: Budget,
  ) {
    super(value);
  }

  override charCodeAt(at: number): number {
    this.reads += 1;
    if (this.reads >= READS_BETWEEN_CHARGES) this.charge();
    return this.value.charCodeAt(at);
  }

  override indexOf(part: string, from = 0): number {
    const found = this.value.indexOf(part, from);
    this.reads += Math.ceil(((found < 0 ? this.value.length : found) - from) / READS_BETWEEN_CHARGES);
    if (this.reads >= READS_BETWEEN_CHARGES) this.charge();
    return found;
  }

  private charge(): void {
    // Any instruction of the expression may be tried at each character.
    this.budget.spend(Math.ceil((this.reads / READS_BETWEEN_CHARGES) * (8 + this.size)));
    this.reads = 0;
  }
}
