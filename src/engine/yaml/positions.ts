// Offsets of a text to lines and columns, quick for offsets that mostly rise.

export interface Positions {
  /** Line and column from 1, the column in UTF-16 units. */
  at(offset: number): { readonly line: number; readonly column: number };
  /** The offset of a line and column, or undefined beyond the text. */
  offset(line: number, column: number): number | undefined;
}

export function createPositions(text: string): Positions {
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  let line = 0;
  return {
    at(offset) {
      while (line > 0 && offset < (starts[line] as number)) line--;
      while (line + 1 < starts.length && offset >= (starts[line + 1] as number)) line++;
      return { line: line + 1, column: offset - (starts[line] as number) + 1 };
    },
    offset(atLine, column) {
      const start = starts[atLine - 1];
      if (start === undefined || column < 1) return undefined;
      const offset = start + column - 1;
      return offset > text.length ? undefined : offset;
    },
  };
}
