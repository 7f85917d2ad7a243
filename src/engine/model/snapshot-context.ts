// The name that a snapshot goes by where a kube-context has its name: in pins, and as a cluster's context.

const PREFIX = 'snapshot:';

/** @param path of the snapshot's folder or file in the tree. */
export function snapshotContext(path: string): string {
  return `${PREFIX}${path}`;
}

/** The path of the snapshot that a context stands for; undefined for a kube-context. */
export function snapshotPath(context: string): string | undefined {
  return context.startsWith(PREFIX) ? context.slice(PREFIX.length) : undefined;
}
