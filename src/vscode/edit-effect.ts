// The effect of an edit, as views show it.
import type { AppEffect } from '../engine/model';
import type { Folder } from './folder';

/** A source file whose edits are looked at. */
export interface EditedFile {
  readonly folder: Folder;
  readonly file: string;
}

/** The effect of an edit, all apps that read the file included. */
export interface EditEffect extends EditedFile {
  /** What the edit is counted from: the saved file while it is not saved, HEAD afterwards. */
  readonly since: 'saved' | 'head';
  readonly apps: readonly AppEffect[];
}
