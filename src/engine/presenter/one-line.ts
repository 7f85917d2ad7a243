// Texts of files and servers where a line is all the room there is.

/** Spaces with a line break among them become one. Each run is looked at once: it may be as long as a file. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, (spaces) => (spaces.includes('\n') ? ' ' : spaces));
}

/** What the sentence around a detail brings itself: the spaces around it, and its stop. */
export function withoutStop(detail: string): string {
  let end = detail.length;
  while (end > 0 && /[.\s]/.test(detail.charAt(end - 1))) end -= 1;
  return detail.slice(0, end).trimStart();
}
