// The messages between the promotion board and its host. Plain data; everything is masked and worded before it is sent.

/** One line that the promotion changes. */
export interface BoardEdit {
  readonly file: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** What an object of the target becomes; a side is absent where the object appears or goes. */
export interface BoardEffect {
  readonly title: string;
  readonly before?: string;
  readonly after?: string;
}

export interface BoardPlan {
  readonly title: string;
  readonly summary: string;
  readonly branch: string;
  readonly message: string;
  readonly edits: readonly BoardEdit[];
  readonly effects: readonly BoardEffect[];
  readonly failures: readonly string[];
  /** Without a remote there is nothing to push to. */
  readonly canPush: boolean;
  readonly words: BoardWords;
}

/** The board's texts, in the user's language. */
export interface BoardWords {
  readonly lines: string;
  readonly effect: string;
  readonly noEffect: string;
  /** Where nothing was rendered that could have changed: no effect is not known, which is not the same as none. */
  readonly unknownEffect: string;
  readonly problems: string;
  readonly branch: string;
  readonly commitMessage: string;
  readonly create: string;
  readonly createAndPush: string;
  readonly openDiff: string;
  readonly openLine: string;
}

export type ToBoard =
  | { readonly type: 'plan'; readonly plan: BoardPlan }
  | { readonly type: 'busy'; readonly text: string }
  | { readonly type: 'done'; readonly text: string }
  /** Done, but for something that the user has to see to. */
  | { readonly type: 'warning'; readonly text: string }
  | { readonly type: 'failed'; readonly text: string };

export type ToHost =
  | { readonly type: 'ready' }
  | { readonly type: 'create'; readonly push: boolean; readonly branch: string }
  | { readonly type: 'openDiff' }
  | { readonly type: 'openEdit'; readonly index: number };
