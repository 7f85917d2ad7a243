// Makes a tree that two programs disagree about smaller, as long as they still disagree about it in the same way.
import type { Tree } from './random-trees';

/**
 * Leaves out files, then blocks of lines and single lines, then the words of what lines are left, over and over until nothing can go.
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
      current = { ...current, [path]: (await fewer(content.split('\n'), staysWith)).join('\n') };
    }
    if (sizeOf(current) === sizeOf(before)) current = await fewerWords(current, stays);
    if (sizeOf(current) === sizeOf(before)) return current;
  }
}

/** Words with what stands between them: a name, a bracket, a blank. */
const WORDS = /[$.]?[\w-]+|\s+|[^\w\s]/g;
/** What is not small by then is left as it is. */
const MOST_WORDS = 400;

async function fewerWords(tree: Tree, stays: (smaller: Tree) => Promise<boolean>): Promise<Tree> {
  let current = tree;
  for (const [path, content] of Object.entries(current)) {
    const words = typeof content === 'string' ? (content.match(WORDS) ?? []) : [];
    if (words.length > MOST_WORDS) continue;
    const left = await fewer(words, (some) => stays({ ...current, [path]: some.join('') }));
    if (left.length < words.length) current = { ...current, [path]: left.join('') };
  }
  return current;
}

async function fewer(all: readonly string[], stays: (lines: readonly string[]) => Promise<boolean>): Promise<readonly string[]> {
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
