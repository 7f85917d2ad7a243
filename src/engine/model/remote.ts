// What a kustomization takes from outside of the tree.

/** A repository at a revision, a single file over HTTP, or a chart. Plain data: the address may hold credentials, so it is shown through `shownRemote` only. */
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
  | { readonly kind: 'file'; readonly url: string }
  /** A chart of a chart repository or an OCI registry; `version` may be a range, and is empty for the latest release. */
  | {
      readonly kind: 'chart';
      readonly url: string;
      readonly name: string;
      readonly version: string;
      /** As `ChartReference` has them. */
      readonly chosenBy?: 'helm' | 'dependency' | 'sourceController' | 'argoCd' | 'artifact' | 'tag' | 'semver';
      readonly tagFilter?: string;
      readonly isPlainHttp?: boolean;
    };
