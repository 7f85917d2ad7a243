// Rolls verdicts and health up: a parent shows its worst child.
import { worst } from '../compare/severity';
import { HEALTHS, type Health, VERDICTS, type Verdict } from '../model';

/** `inSync` for none. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  return worst(VERDICTS, verdicts);
}

/** `healthy` for none. */
export function worstHealth(healths: Iterable<Health>): Health {
  return worst(HEALTHS, healths);
}
