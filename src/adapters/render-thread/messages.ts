// What a thread that draws and one that renders tell each other: plain data, and renders as tables.
import type { Failure } from '../../engine/model';
import type { DirectoryAnswer, FileAnswer, RenderTarget } from '../../engine/ports';
import type { Packed } from '../../engine/render/packed';

export interface Asked {
  /** From 1; each is larger than the one before. */
  readonly id: number;
  /** Of the tree that the paths belong to. */
  readonly tree: number;
  readonly target: RenderTarget;
  readonly inputs: readonly (readonly [path: string, answer: FileAnswer | DirectoryAnswer])[];
}

export interface Answered {
  readonly id: number;
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly kind: 'rendered'; readonly rendered: Packed }
  | { readonly kind: 'failed'; readonly reason: Failure }
  /** Nobody wants it any more. */
  | { readonly kind: 'cancelled' };

/** A thread that renders. One that has ended starts no more. */
export interface Thread {
  ask(asked: Asked): void;
  /** Tells that nobody wants this one any more. */
  cancel(id: number): void;
  end(): void;
}

export interface ThreadListener {
  readonly onAnswer: (answered: Answered) => void;
  /** The thread has ended by itself. */
  readonly onEnd: (reason: Failure) => void;
}
