// A chart that an app uses, as far as it is known without rendering.
import type { Hints } from './hints';

export interface UsedChart {
  readonly name: string;
  /** Absent where it was not fetched. */
  readonly path?: string;
  /** What the values say that the app gives it. */
  readonly given: Hints;
}
