// From what an execution noted to the origins that a rendered value shows: the values that gave it, the line that wrote it, what decided it.
import type { Origin } from '../../../../model';
import { formatValue } from '../../go/format';
import { GoInt } from '../../go/values';
import type { Control, Place, Span } from '../../template/trace/recorder';
import type { ValueOrigins } from '../../values/origins';
import { addControls, flat } from './join';

/** More than this says nothing to a person, and costs memory for each scalar. */
const MOST = 400;

/** What a piece of output was written from. */
export interface Written {
  /** The template line. */
  readonly line: Origin;
  /** What wrote the value. */
  readonly spans: readonly Span[];
  /** What wrote the line before it: its key. */
  readonly before: readonly Span[];
  /** The value, for a scalar. */
  readonly text: string | undefined;
}

/**
 * The origin of a rendered value. The place of a values key, where the value is what stands there and nothing else; the template's line
 * is then among what decided it. Otherwise that line, with the values that are part of it.
 */
export function chainOf({ line, spans, before, text }: Written, values: ValueOrigins): Origin {
  const data = new Set<Place>();
  const by = new Set<Place>();
  const controls = new Set<Control>();
  for (const span of spans) add(span, data, by, controls);
  for (const span of before) add(span, by, by, controls);
  if (data.size + by.size === 0) return line;
  for (const place of data) by.delete(place);
  const from = originsOf(data, values);
  const deciding = originsOf(by, values);
  const [only] = data;
  const [source] = from;
  if (text !== undefined && data.size === 1 && only !== undefined && source !== undefined && shows(only, text))
    return { ...source, by: [...(source.by ?? []), line, ...deciding] };
  return { ...line, ...(from.length === 0 ? {} : { from }), ...(deciding.length === 0 ? {} : { by: deciding }) };
}

function add({ origin, control, printed }: Span, data: Set<Place>, by: Set<Place>, controls: Set<Control>): void {
  if (origin !== undefined) {
    const known = flat(origin);
    for (const place of known.data) data.add(place);
    for (const place of known.by) by.add(place);
  }
  addControls(control, by, controls);
  addControls(printed, by, controls);
}

function originsOf(places: ReadonlySet<Place>, values: ValueOrigins): readonly Origin[] {
  const found = new Set<Origin>();
  for (const { container, key } of places) {
    const origin = values.of(container, key) ?? values.of(container, Number(key));
    if (origin !== undefined) found.add(origin);
    if (found.size >= MOST) break;
  }
  return [...found];
}

/** Whether a scalar is the value of a place, unchanged. */
function shows({ value }: Place, text: string): boolean {
  if (value === null || value === undefined) return false;
  // What --set gives as a whole number is one of Go's, and not of a values file.
  if (typeof value === 'object' && !(value instanceof GoInt)) return false;
  return text === value || text === formatValue(value) || text === String(value);
}
