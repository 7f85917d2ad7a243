// The real programs that tests run against. One that cannot be found or built fails the test: it never skips it.
import { type PartName, partPath } from '../../scripts/parts.mjs';

/** Absolute path of a real program; builds it on first use, which can take minutes (`npm test` does so beforehand). */
export function oraclePath(name: PartName): Promise<string> {
  return partPath(name);
}
