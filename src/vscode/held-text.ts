// A text of a virtual document that nobody could work out again, such as one side of a promotion.
import type { Preview } from '../session/session';
import type { DocumentRef } from './document-uri';

export interface HeldText {
  readonly ref: DocumentRef;
  readonly text: string;
  /** The same text with the origin of each line, where they can be told: worked out when somebody asks about a line. */
  readonly origins?: () => Preview | undefined;
}
