// Walks the keys of values beside what templates may read of them.
import type { Shape } from './shape';
import type { ChartUsage } from './usage';

/** A key or item that may be read. */
export interface Cursor {
  /** With all that is in it. */
  readonly isWhole: boolean;
  /** Whether it is empty matters: a key in it does then, if it is the only one. */
  readonly isTested: boolean;
  /** Undefined for a key that nothing reads. */
  readonly at: (key: string | number) => Cursor | undefined;
}

export function cursorOf({ root, named }: ChartUsage): Cursor {
  return cursorAt([root], named);
}

function cursorAt(shapes: readonly Shape[], named: ReadonlySet<string>): Cursor {
  if (shapes.some(({ isWhole }) => isWhole)) return WHOLE;
  return {
    isWhole: false,
    isTested: shapes.some(({ isTested }) => isTested),
    at(key) {
      if (typeof key === 'string' && isNamed(key, named)) return WHOLE;
      const below = shapes.flatMap(({ children, any }) => [children.get(String(key)), any]).filter((shape) => shape !== undefined);
      return below.length === 0 ? undefined : cursorAt(below, named);
    },
  };
}

function isNamed(key: string, named: ReadonlySet<string>): boolean {
  const words = key.match(/[\w-]+/g);
  return words?.every((word) => named.has(word)) === true;
}

const WHOLE: Cursor = { isWhole: true, isTested: true, at: () => WHOLE };
