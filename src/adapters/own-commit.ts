// What is checked out of the repository of a tree: git is asked once something that is rendered asks for it.
import { type CheckedOut, GIT_CHECKED_OUT } from '../engine/discover/checked-out';
import { isOutsideTree } from '../engine/discover/paths';
import type { FileAnswer, Files } from '../engine/ports';

export interface OwnCommit {
  /** The files of the tree, with what is checked out: `unread` until git has answered. */
  over(files: Files): Files;
  /** Whether anything has asked. */
  readonly isWanted: boolean;
  /** Whether something waits for the answer. */
  readonly isOpen: boolean;
  /** Called when something asks for the first time. */
  onAsked(listener: () => void): void;
  /** A file has text that is not saved, or has none any more: as good as one that is not committed. Those of other repositories, beside the tree, do not count. */
  overlay(path: string, text: string | undefined): void;
  /**
   * Asks git anew. @returns whether the answer differs from before.
   * @throws CancelledError when the signal aborts.
   */
  look(signal: AbortSignal): Promise<boolean>;
}

/** @param root absolute path of the tree, which may be a folder inside the repository. */
export function createOwnCommit(root: string): OwnCommit {
  let [state, isWanted]: [CheckedOut | undefined, boolean] = [undefined, false];
  const listeners: (() => void)[] = [];
  const unsaved = new Set<string>();
  const answer = (): FileAnswer => {
    if (state === undefined) return { kind: 'unread' };
    const { changed } = state;
    const text = JSON.stringify(changed === undefined ? state : { ...state, changed: [...new Set([...changed, ...unsaved])] });
    return { kind: 'file', text, version: text };
  };
  const asked = (): FileAnswer => {
    if (!isWanted) {
      isWanted = true;
      for (const listener of listeners) listener();
    }
    return answer();
  };
  return {
    over: (files) => ({ read: (path) => (path === GIT_CHECKED_OUT ? asked() : files.read(path)), list: (path) => files.list(path) }),
    get isWanted() {
      return isWanted;
    },
    get isOpen() {
      return isWanted && state === undefined;
    },
    onAsked: (listener) => void listeners.push(listener),
    overlay(path, text) {
      if (text === undefined) unsaved.delete(path);
      else if (!isOutsideTree(path)) unsaved.add(path);
    },
    async look(signal) {
      const { stateOf } = await import('./git/checked-out');
      const before = JSON.stringify(state);
      state = await stateOf(root, 'repository', signal);
      return JSON.stringify(state) !== before;
    },
  };
}
