// Versions of charts and the ranges that other charts ask for.
import { type Constraint, parseConstraint, parseVersion, type Version } from '../go/semver';
import { GoError } from '../go/values';

export function isVersion(text: string): boolean {
  return attempt(() => parseVersion(text)) !== undefined;
}

/** Whether a version is in a range; false where either cannot be read. Source: `IsCompatibleRange` of Helm. */
export function isCompatible(range: string, version: string): boolean {
  const read = attempt<Version>(() => parseVersion(version));
  const constraint = read === undefined ? undefined : attempt<Constraint>(() => parseConstraint(range));
  return read !== undefined && constraint?.(read) === true;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof GoError) return undefined;
    throw error;
  }
}
