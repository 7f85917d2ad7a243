// Go prints `<no value>` for what is not there, and Helm takes these words out of every text that it renders.
const NO_VALUE = '<no value>';

export function withoutNoValue(text: string): string {
  return text.replaceAll(NO_VALUE, '');
}

/** Whether there is anything to take out. */
export function holdsNoValue(text: string): boolean {
  return text.includes(NO_VALUE);
}

/** Where a place of the text without these words is in the text with them. */
export function placeWithNoValue(output: { readonly text: string }, place: number): number {
  const before = removedBefore(output);
  let low = 0;
  for (let high = before.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((before[middle] as number) <= place) low = middle + 1;
    else high = middle;
  }
  return place + low * NO_VALUE.length;
}

const known = new WeakMap<object, readonly number[]>();

/** Where these words stood, as places of the text without them: looked for once, for many places are asked. */
function removedBefore(output: { readonly text: string }): readonly number[] {
  const before = known.get(output);
  if (before !== undefined) return before;
  const found: number[] = [];
  const { text } = output;
  for (let at = text.indexOf(NO_VALUE); at !== -1; at = text.indexOf(NO_VALUE, at + NO_VALUE.length))
    found.push(at - found.length * NO_VALUE.length);
  known.set(output, found);
  return found;
}
