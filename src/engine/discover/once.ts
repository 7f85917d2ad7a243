// Keeps what was worked out from a value that never changes, so that after an edit only what is new is worked out.

/** `compute`, called once for each object and dropped with it. The object must be immutable, and `compute` depend on nothing else. */
export function once<K extends object, V>(compute: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before.value;
    const value = compute(of);
    known.set(of, { value });
    return value;
  };
}
