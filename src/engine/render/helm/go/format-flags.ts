// What a directive of Printf says besides its verb.

/** Flags, width and precision of a directive. Under `%v`, `#` and `+` have meanings of their own. */
export interface Flags {
  sharp: boolean;
  zero: boolean;
  plus: boolean;
  minus: boolean;
  space: boolean;
  sharpV: boolean;
  plusV: boolean;
  width?: number | undefined;
  precision?: number | undefined;
  /** Inside a complaint about a verb, the methods of values are not asked. */
  erroring?: boolean;
}

export const NO_FLAGS: Flags = { sharp: false, zero: false, plus: false, minus: false, space: false, sharpV: false, plusV: false };
