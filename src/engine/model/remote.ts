// What a kustomization takes from outside of the tree.

/** A repository at a revision, or a single file over HTTP. Plain data: the address may hold credentials, so it is shown through `shownRemote` only. */
export type RemoteReference =
  | {
      readonly kind: 'repository';
      /** What `git fetch` is given. */
      readonly url: string;
      /** A branch, tag or commit; empty for the remote's HEAD. */
      readonly ref: string;
      readonly submodules: boolean;
      /** How long one git command may take. */
      readonly timeoutMilliseconds: number;
    }
  | { readonly kind: 'file'; readonly url: string };
