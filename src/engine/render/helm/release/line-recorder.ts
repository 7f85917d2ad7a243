// Notes beside an execution which node of which template wrote each part of the output, and which values it read for it.
import type { ScalarNode } from '../../../model';
import { GoError, GoMap, GoSlice, type Value } from '../go/values';
import type { TemplateAnyNode } from '../template/nodes';
import { Gathering, PlaceSet } from '../template/trace/place-set';
import type { Recorder } from '../template/trace/recorder';
import { Calls, Control, type Origin, Span, TextOrigin } from '../template/trace/span';
import type { ValueOrigins } from '../values/origins';
import { markOf } from './branches';
import { type Call, derive } from './provenance/derive';
import { WHOLE } from './looked-up-object';
import { decidedBy, join } from './provenance/join';
import { createSecrecy, type Secrecy } from './provenance/secrecy';
import { Tables } from './provenance/tables';
import { type UnsetRead, UnsetReads } from './provenance/unset';
import { noteRead, yamlLines } from './provenance/yaml-lines';
import { passedText, passedValue, placeOf } from './provenance/passed-texts';
import { printedThrough, touching, Writer } from './spans';

export interface Recorded {
  readonly text: string;
  readonly spans: readonly Span[];
}

export interface LineRecorder {
  /** Undefined where nothing is noted. */
  readonly recorder: Recorder | undefined;
  /** The origin of an argument of the function that is being called. */
  readonly given: (argument: number) => Origin | undefined;
  /** Where the Secret stands that went into an argument of it. */
  readonly secretGiven: (argument: number, value: Value) => ReturnType<Secrecy>;
  /** Where the Secret stands that went into what was written so. */
  readonly secretIn: Secrecy;
  /** The node that is calling it. */
  readonly caller: () => TemplateAnyNode | undefined;
  /** Runs an execution whose output is its own. */
  readonly record: (execute: () => string) => Recorded;
  /** What was written of keys that are not there. */
  readonly unset: () => readonly UnsetRead[];
}

/** Helm ends at 1000 of one name; the stack here bears fewer, and no chart that ends needs them. */
const DEEPEST = 250;

/** @param secrets the scalars of the values that derive from Secrets, those that are looked up on the way too. */
export function createLineRecorder(values: ValueOrigins, secrets: () => readonly ScalarNode[] = () => []): LineRecorder {
  const tables = new Tables(values);
  const secretIn = createSecrecy(tables, secrets);
  const unset = new UnsetReads(values);
  let writer = new Writer();
  let control: Control | undefined;
  let calls: Calls | undefined;
  const outside: (Control | undefined)[] = [];
  let given: readonly (Origin | undefined)[] = [];
  let caller: TemplateAnyNode | undefined;
  let last: Recorded | undefined;
  let depth = 0;
  return {
    unset: () => [...unset.found.values()],
    given: (argument) => given[argument],
    secretGiven: (argument, value) => secretIn(value, given[argument]),
    secretIn,
    caller: () => caller,
    record(execute) {
      const [outer, around] = [writer, calls];
      if (depth >= DEEPEST) throw tooDeep();
      if (depth > 0 && caller !== undefined) calls = calledFrom(caller, around);
      depth++;
      writer = new Writer();
      try {
        last = { text: execute(), spans: writer.spans };
        return last;
      } finally {
        depth--;
        writer = outer;
        calls = around;
      }
    },
    recorder: {
      control(node, origin) {
        outside.push(control);
        if (origin === undefined) return;
        control = new Control(origin, control);
        const place = { source: node.source, offset: node.offset, verbatim: false };
        writer.write('', { ...place, origin: markOf(node), control, through: calls });
      },
      endControl() {
        control = outside.pop();
      },
      entered(node) {
        calls = calledFrom(node, calls);
      },
      left() {
        calls = calls?.outer;
      },
      write(node, text, origin) {
        const { source, offset } = node;
        if (origin !== undefined && node.type === 'action') unset.note(node, text, origin, calls);
        if (origin?.spans !== undefined) writer.splice(text, origin, control, calledFrom(node, calls));
        else writer.write(text, { source, offset, verbatim: node.type === 'text', origin, control, through: calls });
      },
      field: (receiver, origin, key, result) => tables.member(receiver, key, result, origin),
      calling(origins, node) {
        given = origins;
        caller = node;
      },
      call(fn, args, origins, result, node) {
        const call = { fn, args, origins, result };
        const { name } = fn;
        if (name === 'include' || name === 'tpl') return executed(call, last, calledFrom(node, calls));
        if (name === 'lookup') return decidedBy(tables.member(result ?? null, WHOLE, result ?? null, undefined), origins);
        if (name === 'set') return derive({ ...call, origins: [origins[0], origins[1], underControl(origins[2], control)] }, tables);
        const { kind } = fn.derivation;
        if (kind !== 'lines' && kind !== 'computed') return derive(call, tables);
        if (typeof result !== 'string') return readFrom(call, tables) ?? passedValue(call, tables) ?? derive(call, tables);
        const known = YAML.has(name) ? yamlOf(result, call, calledFrom(node, calls), tables) : undefined;
        return known ?? passedText(call, result, tables) ?? derive(call, tables);
      },
      received(receiver, origin, result, own) {
        const shows = typeof result === 'string' || typeof result === 'object';
        return join([origin === undefined && shows ? tables.whole(receiver ?? undefined, origin, true) : origin, own]);
      },
      key: (map, member) => join([member, tables.keys(map)]),
      secretIn,
      decided: (origin, by) => decidedBy(origin, [by]) ?? by,
    },
  };
}

/** Notes nothing: for renders of which only the text is asked for. */
export function createTextRecorder(): LineRecorder {
  let depth = 0;
  return {
    recorder: undefined,
    given: () => undefined,
    secretGiven: () => undefined,
    secretIn: () => undefined,
    caller: () => undefined,
    unset: () => [],
    record(execute) {
      if (depth >= DEEPEST) throw tooDeep();
      depth++;
      try {
        return { text: execute(), spans: [] };
      } finally {
        depth--;
      }
    },
  };
}

function tooDeep(): GoError {
  return new GoError(`templates include each other more than ${DEEPEST} levels deep`);
}

function underControl(origin: Origin | undefined, control: Control | undefined): Origin | undefined {
  return control === undefined ? origin : decidedBy(origin, [control.deciding]);
}

/** The calls around what a node calls. */
const calledFrom = ({ source, offset }: TemplateAnyNode, outer: Calls | undefined): Calls => new Calls(source, offset, outer);

/** A text that was executed: `tpl` has its text from somewhere as well. */
function executed({ fn, args, origins, result }: Call, last: Recorded | undefined, at: Calls): Origin | undefined {
  if (last === undefined) return join(origins);
  // What the text was made of, though not which part of it.
  if (last.text !== result) return join([...origins, new TextOrigin(PlaceSet.none, last.spans)]);
  const [from] = origins;
  if (fn.name === 'include') return new TextOrigin(from === undefined ? PlaceSet.none : from.all.onlyData.deciding, last.spans);
  const text = args[0] as string;
  // Of a text that nothing was written of, all that is known is what it was to be made of.
  if (last.spans.length === 0) return join([from]);
  const spans = last.spans.flatMap((span, index) => {
    if (span.source.text !== text) return [span];
    const end = last.spans[index + 1]?.start ?? last.text.length;
    return ofText(span, end - span.start, from, at);
  });
  return new TextOrigin(PlaceSet.none, spans);
}

/** A part that `tpl` wrote, as those of the text that it was given. */
function ofText(span: Span, length: number, from: Origin | undefined, { source, offset, outer }: Calls): readonly Span[] {
  const whole = new Span(0, { source, offset, verbatim: false, origin: from, through: outer });
  const parts = from?.spans === undefined ? [whole] : touching(from.spans, span.offset, span.offset + (span.verbatim ? length : 0));
  const by = from?.places.onlyBy;
  const own = parts.length === 0 ? [whole] : parts;
  if (!span.verbatim) {
    const [first = whole] = own;
    return [new Span(span.start, { ...span, ...placeOf(first), origin: join([span.origin, ...own.map(({ origin }) => origin), by]) })];
  }
  return own.map((part) => {
    const start = span.start + Math.max(0, part.start - span.offset);
    return new Span(start, { ...span, ...placeOf(part), origin: join([part.origin, by]) });
  });
}

const YAML: ReadonlySet<string> = new Set(['toYaml', 'mustToYaml', 'toYamlPretty']);

/** A value that was read from YAML that templates wrote. */
function readFrom({ fn, args: [text], origins: [origin], result }: Call, tables: Tables): Origin | undefined {
  const isRead = fn.name === 'fromYaml' || fn.name === 'fromYamlArray';
  return isRead && typeof text === 'string' && origin !== undefined ? noteRead(text, result, origin, tables) : undefined;
}

/** The parts of a value that was written as YAML. */
function yamlOf(result: string, { args: [value], origins: [whole] }: Call, at: Calls, tables: Tables): Origin | undefined {
  const { source, offset, outer } = at;
  const parts = yamlLines(result, value, whole, tables);
  if (parts === undefined || parts.length === 0) return undefined;
  const spans = parts.map(({ start, origin }): Span => {
    // What a template wrote and YAML was read from is still that template's.
    const made = origin?.spans?.length === 1 ? origin.spans[0] : undefined;
    if (made === undefined) return new Span(start, { source, offset, verbatim: false, origin, through: outer });
    return new Span(start, { ...placeOf(made), origin, through: printedThrough(made.through, at) });
  });
  return new TextOrigin(keysIn(value, tables).and(whole?.places.onlyBy ?? PlaceSet.none), spans);
}

/** What the keys of a value and of all in it were made of. */
function keysIn(value: Value, tables: Tables): PlaceSet {
  const found = new Gathering();
  const walk = (inner: Value): void => {
    if (!(inner instanceof GoMap || inner instanceof GoSlice)) return;
    const own = tables.keys(inner);
    if (own !== undefined) found.add(own.places.onlyData);
    for (const item of inner instanceof GoMap ? inner.entries.values() : inner.items) walk(item);
  };
  walk(value);
  return found.places;
}
