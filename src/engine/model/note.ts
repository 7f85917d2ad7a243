// What an object means for others of its cluster, beside what it is: no problem, and nothing that anybody must do.

export type ObjectNoteCode =
  | 'makesSecret'
  | 'secretKeys'
  | 'sopsEncrypted'
  | 'vaultReference'
  | 'rollsOut'
  | 'rollsOutElsewhere'
  | 'rolledOutBy';

/** Of an Argo CD Application. */
export type AppNoteCode =
  | 'projectNotDeclared'
  | 'projectUndecided'
  | 'windowDenies'
  | 'windowDeniesAutomated'
  | 'windowAllows'
  | 'windowAllowsAutomated';

export type NoteCode = ObjectNoteCode | AppNoteCode;

export interface Note<C extends NoteCode = NoteCode> {
  readonly code: C;
  /** Kind and name of the other object, the keys, where values come from, the project, or a sync window; empty for `sopsEncrypted`. */
  readonly subject: string;
}

/** Said of one object of a render. */
export type ObjectNote = Note<ObjectNoteCode>;
