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
export function placeWithNoValue(text: string, place: number): number {
  let raw = place;
  for (let at = text.indexOf(NO_VALUE); at !== -1 && at <= raw; at = text.indexOf(NO_VALUE, at + NO_VALUE.length)) raw += NO_VALUE.length;
  return raw;
}
