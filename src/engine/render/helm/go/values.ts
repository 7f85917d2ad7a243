// Go's values as templates see them: what reflection can tell apart, and no more.
import type { Draw } from '../random/draw';

/**
 * A value of a template. JavaScript's own kinds stand for the Go types that charts meet most:
 * - `undefined` is an interface that holds nothing (`nil`);
 * - `number` is a `float64`, which every number of a values file is;
 * - `string` is a Go string. A byte that is not UTF-8 is kept as the lone surrogate U+DC00 + byte, so that binary files survive.
 *
 * Values of these classes are compared by identity, so that side tables can say where each came from.
 */
export type Value = undefined | boolean | string | number | GoInt | GoBytes | GoSlice | GoMap | GoStruct | GoFunction;

export type IntKind = 'int' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint' | 'uint8' | 'uint16' | 'uint32' | 'uint64';

/** An integer of one of Go's sizes; `type` where it has a named type (`time.Duration`). */
export class GoInt {
  constructor(
    readonly value: bigint,
    readonly kind: IntKind = 'int',
    readonly type: string = kind,
  ) {}
}

/** `[]byte`. */
export class GoBytes {
  constructor(readonly bytes: Uint8Array) {}
}

/** A slice; `element` is the Go type of its items: `interface {}` or `string`, say. `isNil` slices are empty. */
export class GoSlice {
  constructor(
    readonly items: Value[],
    readonly element: string = 'interface {}',
    readonly isNil: boolean = false,
  ) {}
}

/** A map with string keys. Mutable, as `set`, `unset` and `merge` want it; templates range over its keys in sorted order. */
export class GoMap {
  constructor(
    readonly entries: Map<string, Value> = new Map(),
    /** The Go type: `map[string]interface {}`, `chartutil.Values` (`common.Values` in Helm 4), `map[string]string`. */
    readonly type: string = 'map[string]interface {}',
    readonly isNil: boolean = false,
    /** Those of its type: `.Values.AsMap`. They go before keys of the same name. */
    readonly methods?: ReadonlyMap<string, GoFunction>,
    /** The same entries as a `map[string]interface {}`, where it has another type: what a function gets that takes such a map. */
    readonly plain?: GoMap,
  ) {}
}

/** A struct, or anything else that has methods: `.Chart`, `.Files`, `.Capabilities`, a time, a semantic version, an error. */
export class GoStruct {
  constructor(
    /** With its package, and `*` for a pointer: `*semver.Version`. */
    readonly type: string,
    /** Exported fields, in the order of their declaration. */
    readonly fields: ReadonlyMap<string, Value>,
    readonly methods: ReadonlyMap<string, GoFunction> = new Map(),
    /** What `print` shows where the type has a `String` or `Error` method. */
    readonly text?: () => string,
    /**
     * What the value stands for in JavaScript (a `Date`, say), for the functions that know the type. A GoMap or GoSlice where the type is
     * a map or slice that has methods (`.Files`, `.Capabilities.APIVersions`): what `range`, `index`, `len` and reflection see.
     */
    readonly native?: unknown,
    /** What `encoding/json` writes for it, where that is not its fields by their own names (field tags, `omitempty`). */
    readonly json?: () => Value,
    /** What `print` shows in the place of its fields, where some are those of an embedded struct. */
    readonly layout?: ReadonlyMap<string, Value>,
  ) {}
}

/** A Go type by its name, as error messages have it: `string`, `int`, `[]interface {}`, `map[string]interface {}`, `interface {}`, `time.Time`. */
export type GoType = string;

/** A function or method. The executor checks and converts arguments by `parameters`, as reflection does, before it calls. */
export class GoFunction {
  constructor(
    readonly name: string,
    /** The last one repeats where the function is variadic. */
    readonly parameters: readonly GoType[],
    /** @throws GoError for an error that the Go function returns. */
    readonly call: (parameters: readonly Value[], context: CallContext) => Value,
    readonly variadic: boolean = false,
    /** What provenance may carry from the arguments to the result. */
    readonly derivation: Derivation = { kind: 'computed' },
  ) {}
}

/**
 * How a function's result comes from its arguments; a negative `argument` counts from the end.
 * - `passes`: it is that argument itself, changed or not;
 * - `selects`: it is one of the arguments, and the others decide which;
 * - `member`: it is an item of that argument, or else of the others (a default) or empty;
 * - `members`: a new list or map of the arguments themselves, of their items, or of both;
 * - `lines`: a text whose lines are those of that argument, each changed by itself; blank ones at the ends may be gone,
 *   and `before` new ones stand in front;
 * - `computed`: something new, of all arguments;
 * - `none`: nothing of the arguments.
 */
export type Derivation =
  | { readonly kind: 'passes' | 'member'; readonly argument: number }
  | { readonly kind: 'lines'; readonly argument: number; readonly before?: number }
  | { readonly kind: 'selects' | 'members' | 'computed' | 'none' };

/** Where a function is called: an offset in a template's text. */
export interface CallSite {
  readonly source: { readonly name: string; readonly text: string };
  readonly offset: number;
}

/** What a function may know of the render that it is called in. */
export interface CallContext {
  /** The major version of Helm whose ways count. */
  readonly helm: 3 | 4;
  readonly now: () => Date;
  readonly budget: Budget;
  /**
   * A stable, marked stand-in for what nobody can know beforehand (random text, a certificate), noted in the result.
   * @param call the function and what tells this call from others, so that the same template gives the same stand-in each time.
   */
  readonly unknowable: (call: string) => string;
  /** Told of each call before it is made. */
  readonly calling?: (site: CallSite) => void;
  /** Executes a template that the call told of last executes. */
  readonly within?: <T>(execute: () => T) => T;
  /** A real random value for such a call, noted in the result; undefined where stand-ins are wanted. */
  readonly draw: (call: string) => Draw | undefined;
}

/** Ends renders that would not end by themselves, or fill the memory: all but `pass` throw a FailureError with the code `tooMuchWork`. */
export interface Budget {
  readonly spend: (steps: number) => void;
  /** What an expression is made of, counted as it is evaluated: calls, arguments, fields. One action may have any number of them. */
  readonly call: (parts: number) => void;
  /** Text that was made, in bytes: called before a function makes a long one. */
  readonly grow: (bytes: number) => void;
  /** What is gone through, in bytes: bounded only where somebody waits for the render. */
  readonly pass: (bytes: number) => void;
  /** Memory that a render keeps beside the text that it writes, in bytes: called before it is taken. */
  readonly hold: (bytes: number) => void;
  /** Characters that one function is given or makes at once. */
  readonly atOnce: (characters: number) => void;
}

/** An error that a Go function returns: the executor says where it was called. */
export class GoError extends Error {
  override readonly name = 'GoError';
}

const encoder = new TextEncoder();

/** The bytes of a Go string: UTF-8, but for the lone surrogates that stand for other bytes. */
export function bytesOf(text: string): Uint8Array {
  if (!/[\udc80-\udcff]/u.test(text)) return encoder.encode(text);
  const parts: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) parts.push(code - 0xdc00);
    else parts.push(...encoder.encode(character));
  }
  return Uint8Array.from(parts);
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The Go string of some bytes; a byte that is not part of valid UTF-8 becomes U+DC00 + byte. */
export function stringOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return escaped(bytes);
  }
}

function escaped(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0);
    const character = length === 0 ? undefined : decoded(bytes.subarray(at, at + length));
    parts.push(character ?? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)));
    at += character === undefined ? 1 : length;
  }
  return parts.join('');
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
