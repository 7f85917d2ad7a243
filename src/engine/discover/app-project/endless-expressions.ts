// Which regular expressions may take longer to try than anybody waits: those that repeat a part in which there is a choice already.

/** More repeats than these take too long for the longest name of a namespace, one inside the other or not. */
const MOST_REPEATS = 4;

/** An escaped character, a class, the beginning of a group, a count, or one character. */
const PART = /\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:[:=!]|<[=!]|<\w+>)|\{\d+(?:,\d*)?\}|./gsu;

/** @param expression as JavaScript's engine, and that of Argo CD, try it: one choice after the other */
export function mayNeverEnd(expression: string): boolean {
  const outer: boolean[] = [];
  let hasChoice = false;
  /** Of the group that has just ended. */
  let before = false;
  let repeats = 0;
  for (const part of expression.match(PART) ?? []) {
    const isRepeat = part === '*' || part === '+' || part.startsWith('{');
    if (isRepeat && before) return true;
    if (isRepeat) repeats++;
    before = part === ')' && hasChoice;
    if (part.startsWith('(')) {
      outer.push(hasChoice);
      hasChoice = false;
    } else if (part === ')') hasChoice = outer.pop() === true || hasChoice;
    else if (isRepeat || part === '?' || part === '|') hasChoice = true;
  }
  return repeats > MOST_REPEATS;
}
