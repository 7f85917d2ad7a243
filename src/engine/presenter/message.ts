// The sentence of a failure, with its variants.
/**
 * `text` has the placeholders `{subject}`, `{detail}` and `{file}`, and is used when the failure has all that it names; `bare` otherwise.
 * A detail that the text does not place is put at the end of its first sentence, which so must bear a colon and a reason.
 */
export interface Message {
  readonly text: string;
  readonly bare?: string;
  /** Said of each line that is why. */
  readonly related?: string;
}
