// Random bytes of one call of a template.

export interface Draw {
  /** The same for the same call under the same seed. */
  readonly id: string;
  readonly now: Date;
  /** The next ones. */
  readonly bytes: (count: number) => Uint8Array;
}
