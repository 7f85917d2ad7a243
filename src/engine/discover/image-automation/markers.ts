// Setter markers of Flux's image automation in the text of a file.
import type { MarkerPart, Position } from '../../model';
import { commentedScalars } from '../../yaml/line-comments';

export interface SourceMarker extends Position {
  /** `namespace:name` */
  readonly policy: string;
  readonly part: MarkerPart;
  readonly value: string;
}

const MARKER = '$imagepolicy';
const PARTS = new Set<string>(['name', 'tag', 'digest']);

/**
 * `# {"$imagepolicy": "namespace:name"}` behind a scalar, with `:tag`, `:name` or `:digest` where only that part of the image is set. Most files have none.
 * Source: kyaml's `fieldmeta` (the comment is a JSON object of texts) and image-automation-controller's documentation of setters.
 */
export function markersIn(content: string, file: string): readonly SourceMarker[] {
  if (!content.includes(MARKER)) return [];
  return commentedScalars(content).flatMap(({ text, comment, line, column }) => {
    const reference = referenceIn(comment);
    const [namespace, name, part, ...more] = reference?.split(':') ?? [];
    if (namespace === undefined || name === undefined || more.length > 0) return [];
    if (part !== undefined && !PARTS.has(part)) return [];
    return [{ policy: `${namespace}:${name}`, part: (part ?? 'image') as MarkerPart, value: text, file, line, column }];
  });
}

function referenceIn(comment: string): string | undefined {
  try {
    const value: unknown = JSON.parse(comment.trim());
    const reference = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[MARKER] : undefined;
    return typeof reference === 'string' ? reference : undefined;
  } catch (error) {
    // A comment for people.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
