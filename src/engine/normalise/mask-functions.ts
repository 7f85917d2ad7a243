// What the parts of a mask share: how one value is hidden.

/** How the parts of a mask hide one value; `encoded` takes base64 and masks what is behind it. */
export interface MaskFunctions {
  readonly plain: (text: string) => string;
  readonly encoded: (base64: string) => string;
  /** Masks without adding the text to what `scrub` looks for: for texts that merely contain secrets. */
  readonly container: (text: string) => string;
  readonly remember: (text: string) => void;
  /** For names and namespaces: a user name is often an app's name, and masking that in every sentence would hide what the sentence is about. */
  readonly publish: (name: string) => void;
  /** For names and namespaces that derive from a Secret. */
  readonly conceal: (name: string) => void;
}
