// The API group of an apiVersion.

/** `apps` of `apps/v1`; empty for the core group, whose apiVersion is a version alone. */
export function apiGroup(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));
}
