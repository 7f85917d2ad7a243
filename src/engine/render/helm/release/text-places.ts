// Where lines, keys and block scalars begin and end in the text of a manifest.

/** How far right the lines of a block scalar begin, whose header stands at `from`. */
export function blockIndent(content: string, from: number): number {
  return /\n( *)[^\s]/.exec(content.slice(from))?.[1]?.length ?? keyIndent(content, from) + 1;
}

/** How far right the key of a value begins: behind the dashes in front of it. */
export function keyIndent(content: string, from: number): number {
  const line = content.slice(content.lastIndexOf('\n', from - 1) + 1, from);
  return /^[ -]*/.exec(line)?.[0].length ?? 0;
}

/** The end of the last of the blank lines behind a place. */
export function blankFrom(content: string, from: number): number {
  let [at, end] = [from, from];
  for (; at < content.length && ' \n'.includes(content.charAt(at)); at++) if (content.charAt(at) === '\n') end = at;
  return at === content.length ? at : end;
}

/** Where each line begins. */
export function lineStarts(content: string): readonly number[] {
  const starts = [0];
  for (let at = content.indexOf('\n'); at !== -1; at = content.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
