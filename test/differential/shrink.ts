// Makes a tree that two programs disagree about smaller, as long as they still disagree about it in the same way.
import type { Tree } from './random-trees';

/**
 * Leaves out files, then blocks of lines, then single lines and what stands in them, over and over until nothing can go.
 * @param stays whether a smaller tree still shows the same.
 */
export async function shrunk(tree: Tree, stays: (smaller: Tree) => Promise<boolean>): Promise<Tree> {
  let current = tree;
  for (;;) {
    const before = current;
    for (const path of Object.keys(current)) {
      const { [path]: _, ...others } = current;
      if (await stays(others)) current = others;
    }
    for (const [path, content] of Object.entries(current)) {
      if (typeof content !== 'string') continue;
      const staysWith = (lines: readonly string[]) => stays({ ...current, [path]: lines.join('\n') });
      current = { ...current, [path]: (await fewerLines(content.split('\n'), staysWith)).join('\n') };
    }
    if (sizeOf(current) === sizeOf(before)) return current;
  }
}

async function fewerLines(all: readonly string[], stays: (lines: readonly string[]) => Promise<boolean>): Promise<readonly string[]> {
  let lines = all;
  for (let size = 2 ** Math.floor(Math.log2(Math.max(1, lines.length))); size >= 1; size /= 2) {
    for (let at = lines.length - size; at >= 0; at -= size) {
      const fewer = lines.toSpliced(at, size);
      if (await stays(fewer)) lines = fewer;
    }
  }
  return lines;
}

function sizeOf(tree: Tree): number {
  return Object.entries(tree).reduce((sum, [path, content]) => sum + path.length + content.length, 0);
}
