// A part before it is known which environment it is of.
import type { Part } from '../../model';
import type { Hint } from './named';

export interface FoundPart {
  readonly part: Omit<Part, 'reason'>;
  readonly hints: readonly Hint[];
}
