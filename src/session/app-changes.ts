// What differs between two renders of an app, as plain data.
import type { Failure, ObjectRef, RenderedChange } from '../engine/model';

export interface AppChange extends RenderedChange {
  /** The object on the side of `before`: in another environment its namespace may differ. */
  readonly was?: ObjectRef;
}

export interface AppChanges {
  readonly app: string;
  /** Its name on the side of `before`, where it has another one there. */
  readonly was?: string;
  readonly changes: readonly AppChange[];
  /** What could not be rendered on either side: with any of these, no change is no proof that there is none. */
  readonly failures: { readonly before: readonly Failure[]; readonly after: readonly Failure[] };
}
