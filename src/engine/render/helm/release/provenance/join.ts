// Origins put together: of a value that was made of several, or that others decided.
import type { Control, Origin, Place, Span } from '../../template/trace/recorder';

/** The origin of something new that was made of all of these. */
export function join(origins: readonly (Origin | undefined)[]): Origin | undefined {
  const [first, ...rest] = origins.filter((origin) => origin !== undefined);
  if (first === undefined) return undefined;
  if (rest.length === 0) return flat(first);
  const all = [first, ...rest].map(flat);
  return { data: merged(all.map(({ data }) => data)), by: merged(all.map(({ by }) => by)) };
}

/** The same value, which others decided. */
export function decidedBy(origin: Origin | undefined, others: readonly (Origin | undefined)[]): Origin | undefined {
  const all = others.filter((other) => other !== undefined).map(flat);
  if (all.length === 0) return origin;
  const by = merged([origin?.by ?? [], ...all.flatMap((other) => [other.data, other.by])]);
  return { ...(origin ?? { data: [] }), by };
}

/** An origin without spans: what each of them was made of. */
export function flat(origin: Origin): Origin {
  const { spans } = origin;
  if (spans === undefined) return origin;
  const known = flattened.get(spans);
  const own = known ?? ofSpans(spans);
  if (known === undefined) flattened.set(spans, own);
  return origin.data.length + origin.by.length === 0 ? own : { data: merged([origin.data, own.data]), by: merged([origin.by, own.by]) };
}

const flattened = new WeakMap<readonly Span[], Origin>();

function ofSpans(spans: readonly Span[]): Origin {
  const data = new Set<Place>();
  const by = new Set<Place>();
  const controls = new Set<Control>();
  for (const { origin, control, printed } of spans) {
    if (origin !== undefined) {
      for (const place of flat(origin).data) data.add(place);
      for (const place of flat(origin).by) by.add(place);
    }
    addControls(control, by, controls);
    addControls(printed, by, controls);
  }
  return { data: [...data], by: [...by] };
}

/** Adds the places that conditions read, from the innermost outwards. */
export function addControls(control: Control | undefined, by: Set<Place>, seen: Set<Control>): void {
  for (let at = control; at !== undefined && !seen.has(at); at = at.outer) {
    seen.add(at);
    const { data, by: others } = flat(at.origin);
    for (const place of data) by.add(place);
    for (const place of others) by.add(place);
  }
}

function merged(lists: readonly (readonly Place[])[]): readonly Place[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length < 2) return filled[0] ?? [];
  return [...new Set(filled.flat())];
}
