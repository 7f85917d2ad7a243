// What is said of an app's source in lists, where it is more than where it is declared.

/** Whether why a source is here says that it is a guess, or that the cluster may get something else than what is shown. */
export function tellsOfTree(sourceReason: string): boolean {
  return / is (?:taken for this repository|pinned to )|; it follows the (?:branch|tag) /.test(sourceReason);
}
