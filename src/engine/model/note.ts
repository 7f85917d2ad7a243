// What an object means for others of its cluster, beside what it is: no problem, and nothing that anybody must do.

export type NoteCode = 'makesSecret' | 'secretKeys' | 'sopsEncrypted' | 'vaultReference' | 'rollsOut' | 'rollsOutElsewhere' | 'rolledOutBy';

/** Said of one object of a render. */
export interface Note {
  readonly code: NoteCode;
  /** Kind and name of the other object, the keys, or where values come from; empty for `sopsEncrypted`. */
  readonly subject: string;
}
