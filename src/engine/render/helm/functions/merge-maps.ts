// Maps merged as sprig's `merge` and `mergeOverwrite` do. Source of the rules: dario.cat/mergo 1.0.1, deepMerge, for maps of interfaces.
import { GoMap, GoSlice } from '../go/values';
import { isEmpty } from './empty';

/** Changes `into`. Values that are taken over are shared and not copied, so a later `set` on them shows in both maps. */
export function mergeInto(into: GoMap, from: GoMap, overwrite: boolean): void {
  // A map that was empty takes every list; keys that arrive meanwhile do not count, and the order of keys is Go's secret.
  const wasEmpty = into.entries.size === 0;
  for (const [key, value] of from.entries) {
    if (value === undefined) {
      if (overwrite) into.entries.set(key, value);
      continue;
    }
    const before = into.entries.get(key);
    const had = into.entries.has(key) && !isEmpty(before);
    if (value instanceof GoMap && before instanceof GoMap) {
      mergeInto(before, value, overwrite);
      if (had) continue;
    } else if (value instanceof GoSlice) {
      if (had && !overwrite && !wasEmpty) continue;
    } else if (had && !overwrite) continue;
    into.entries.set(key, value);
  }
}
