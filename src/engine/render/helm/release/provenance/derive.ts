// The origin of a function's result, by the way in which it derives from the arguments.
import { GoInt, GoMap, GoSlice, type GoFunction, type Value } from '../../go/values';
import type { Origin } from '../../template/trace/span';
import { decidedBy, join } from './join';
import type { Tables } from './tables';

export interface Call {
  readonly fn: GoFunction;
  readonly args: readonly Value[];
  readonly origins: readonly (Origin | undefined)[];
  readonly result: Value;
}

/** Notes too what the function put into maps and lists. */
export function derive(call: Call, tables: Tables): Origin | undefined {
  const { derivation } = call.fn;
  switch (derivation.kind) {
    case 'none':
      return undefined;
    case 'passes':
      return passed(call, derivation.argument, tables);
    case 'selects':
      return selected(call);
    case 'member':
      return member(call, tables);
    case 'members':
      return members(call, tables);
    default:
      return computed(call, tables);
  }
}

function computed({ fn, args, origins, result }: Call, tables: Tables): Origin | undefined {
  if (COPIES.has(fn.name)) {
    copyMembers(args[0], result, origins[0], tables);
    return origins[0];
  }
  const shows = typeof result === 'string' || typeof result === 'object';
  return join(args.map((value, at) => (typeof value === 'object' ? tables.whole(value, origins[at], shows) : origins[at])));
}

const COPIES: ReadonlySet<string> = new Set(['deepCopy', 'mustDeepCopy']);

function copyMembers(from: Value, to: Value, whole: Origin | undefined, tables: Tables): void {
  if (!tables.knows(from) || !(to instanceof GoMap || to instanceof GoSlice)) return;
  noteKeys(from, to, tables);
  for (const [key, value] of entriesOf(from)) {
    const own = tables.member(from, key, value, whole);
    tables.put(to, key, own);
    copyMembers(value, to instanceof GoMap ? to.entries.get(key) : to.items[Number(key)], own, tables);
  }
}

function passed(call: Call, argument: number, tables: Tables): Origin | undefined {
  const { fn, args, origins } = call;
  const [into] = args;
  if (argument === 0 && into instanceof GoMap) {
    // Of a map that a function made, what is not put there is of the whole.
    if (fn.name !== 'unset') noteRest(into, origins[0], tables);
    if (fn.name === 'set') {
      tables.put(into, String(args[1]), decidedBy(origins[2], [origins[1]]));
      tables.putKey(into, origins[1]);
    } else if (fn.name !== 'unset') for (let at = 1; at < args.length; at++) noteMerged(into, args[at], origins[at], tables);
  }
  return origins[argument];
}

/** After a merge: which members came from this map, and which of them it could have been. */
function noteMerged(into: GoMap, from: Value, whole: Origin | undefined, tables: Tables): void {
  if (!(from instanceof GoMap) || into === from) return;
  tables.putKey(into, tables.keys(from));
  for (const [key, value] of from.entries) {
    const there = into.entries.get(key);
    const theirs = tables.member(from, key, value, whole);
    if (there instanceof GoMap && value instanceof GoMap && there !== value) {
      noteMerged(there, value, theirs, tables);
      continue;
    }
    const own = tables.hasOrigin(into, key) ? tables.member(into, key, there, undefined) : undefined;
    if (own === theirs) continue;
    const isTheirs = there === value && (own === undefined || own.places.data[0]?.value !== there);
    tables.put(into, key, isTheirs ? decidedBy(theirs, [own]) : decidedBy(own, [theirs]));
  }
}

/** One of the arguments: the others decided which. Of two that are equal, the function's own order says which. */
function selected({ fn, args, origins, result }: Call): Origin | undefined {
  const chosen = FIRST.has(fn.name) ? args.indexOf(result) : args.lastIndexOf(result);
  return chosen === -1
    ? join(origins)
    : decidedBy(
        origins[chosen],
        origins.filter((_origin, at) => at !== chosen),
      );
}

const FIRST: ReadonlySet<string> = new Set(['coalesce', 'ternary', 'plural']);

function member(call: Call, tables: Tables): Origin | undefined {
  const { fn, args, origins, result } = call;
  const at = fn.name === 'dig' ? args.length - 1 : 0;
  const keys = keysOf(call);
  let here = args[at];
  let origin = origins[at];
  for (const key of keys) {
    const next: Value = here instanceof GoMap ? here.entries.get(key) : here instanceof GoSlice ? here.items[Number(key)] : undefined;
    origin = tables.member(here, key, next, origin);
    here = next;
  }
  const others = origins.filter((_origin, index) => index !== at);
  if (here === result) return decidedBy(origin, others);
  return fn.name === 'dig' ? decidedBy(origins[args.length - 2], [origin, ...others]) : decidedBy(origin, others);
}

function keysOf({ fn, args }: Call): readonly string[] {
  const [first] = args;
  if (fn.name === 'dig') return args.slice(0, -2).map(String);
  if (/first$/i.test(fn.name)) return ['0'];
  if (/last$/i.test(fn.name)) return [String(first instanceof GoSlice ? first.items.length - 1 : 0)];
  return args.slice(1).map((key) => (key instanceof GoInt ? String(key.value) : String(key)));
}

/** A new map or list: each member's origin, found by the argument or item that it is. */
function members({ fn, args, origins, result }: Call, tables: Tables): Origin | undefined {
  if (!(result instanceof GoMap || result instanceof GoSlice)) return join(origins);
  if (fn.name === 'dict') {
    for (let at = 0; at + 1 < args.length; at += 2) {
      tables.put(result, String(args[at]), decidedBy(origins[at + 1], [origins[at]]));
      if (result instanceof GoMap) tables.putKey(result, origins[at]);
    }
    return undefined;
  }
  if (fn.name === 'pick' || fn.name === 'omit') {
    for (const [key, value] of entriesOf(result)) tables.put(result, key, tables.member(args[0], key, value, origins[0]));
    noteKeys(args[0], result, tables);
    return origins[0];
  }
  const sources = sourcesOf(args, origins, tables);
  let known = false;
  for (const [key, value] of entriesOf(result)) {
    const source = sources.get(value);
    if (source !== undefined) known = true;
    tables.put(result, key, source);
    if (fn.name.toLowerCase().endsWith('chunk')) noteChunk(value, sources, tables);
  }
  return known ? join(origins) : join(args.map((value, at) => tables.whole(value, origins[at])));
}

function noteRest(into: GoMap, whole: Origin | undefined, tables: Tables): void {
  const isKnown: boolean = tables.knows(into);
  if (!isKnown) for (const [key, value] of into.entries) tables.put(into, key, tables.member(into, key, value, whole));
}

function noteKeys(from: Value, to: GoMap | GoSlice, tables: Tables): void {
  if (from instanceof GoMap && to instanceof GoMap) tables.putKey(to, tables.keys(from));
}

function noteChunk(chunk: Value, sources: ReadonlyMap<Value, Origin>, tables: Tables): void {
  if (chunk instanceof GoSlice) for (const [key, value] of entriesOf(chunk)) tables.put(chunk, key, sources.get(value));
}

function sourcesOf(args: readonly Value[], origins: readonly (Origin | undefined)[], tables: Tables): ReadonlyMap<Value, Origin> {
  const found = new Map<Value, Origin>();
  const add = (value: Value, origin: Origin | undefined): void => {
    if (origin === undefined) return;
    const known = found.get(value);
    // Equal texts of several places: it may be any of them.
    found.set(value, known === undefined || known === origin ? origin : (join([known, origin]) as Origin));
  };
  for (const [at, value] of args.entries()) {
    add(value, origins[at]);
    if (value instanceof GoMap || value instanceof GoSlice)
      for (const [key, item] of entriesOf(value)) add(item, tables.member(value, key, item, origins[at]));
  }
  return found;
}

function entriesOf(container: GoMap | GoSlice): Iterable<readonly [string, Value]> {
  return container instanceof GoMap ? container.entries : container.items.map((item, at) => [String(at), item] as const);
}
