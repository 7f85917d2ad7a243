// OpenAPI schemas in the comments of lists and maps, which kustomize's strategic merge goes by. Source: kyaml `fieldmeta` and `walk/map.go`.
import type { JsonObject, MapNode, Node, SchemaComment } from '../model';

/** Whether a text may hold one: behind a key whose value is on the next lines, behind brackets, or in a line of its own. */
export function mayHoldSchemaComment(source: string): boolean {
  return /(?:^|[:\]}])[ \t]*# *\{/m.test(source);
}

/** The node with the schema that the first of the comments holds, which are without their `#`. Another comment is no schema, and is no mistake. */
export function withSchemaComment<T extends Node>(node: T, comments: readonly (string | null | undefined)[]): T {
  if (node.kind === 'scalar') return node;
  const first = comments.find((comment) => typeof comment === 'string' && comment !== '');
  const schema = first === undefined || first === null ? undefined : schemaIn(first);
  return schema === undefined ? node : { ...node, schema };
}

/** The schema of a field: what the comment at the target's value says, else the patch's. */
export function schemaCommentOf(...nodes: readonly (Node | undefined)[]): SchemaComment | undefined {
  for (const node of nodes) {
    const schema = node?.kind === 'map' || node?.kind === 'list' ? (node as MapNode).schema : undefined;
    if (schema !== undefined) return schema;
  }
  return undefined;
}

function schemaIn(comment: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(comment.replace(/^#+/, ''));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
    return isObject ? (value as JsonObject) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
