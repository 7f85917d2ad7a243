// What becomes of a folded scalar (`>`) when kustomize writes it out and reads it again, as it does with every object.

/**
 * Source: go-yaml v3 `yaml_emitter_write_folded_scalar`, which asks the first character of the value where it means the next one:
 * a line break before an indented line is doubled, and in a value that starts with a blank, breaks are lost.
 */
export function refold(text: string): string {
  const start = text.search(/[^\n]/);
  // Blanks at the end of a line or of the whole are written in quotes.
  if (start === -1 || / (?:\n|$)/.test(text)) return text;
  const breaksAreKept = !/[ \t]/.test(text.charAt(start));
  return text.replace(/([^\n]+)(\n+)(?=([^\n]?))/g, (run, line: string, breaks: string, next: string) => {
    if (/^[ \t]/.test(line)) return run;
    const nextIsBlank = next === ' ' || next === '\t';
    if (breaksAreKept) return nextIsBlank || (next === '' && breaks.length > 1) ? `${run}\n` : run;
    if (nextIsBlank || next === '') return run;
    return breaks.length === 1 ? `${line} ` : `${line}${breaks.slice(1)}`;
  });
}
