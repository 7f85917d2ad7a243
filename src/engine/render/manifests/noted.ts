// The objects of a render with what was noted on the way to them, as the result that every controller's render gives.
import type { Failure, MapNode, Rendered } from '../../model';
import type { Notes } from '../kustomize/scope';
import { renderedObject } from './manifests';

/** @param more what only charts leave: merged values, releases. */
export function renderedFrom(
  notes: Notes,
  objects: readonly MapNode[],
  more: Pick<Rendered, 'values' | 'valuesWithoutChart' | 'releases'> = {},
): Rendered {
  return {
    objects: objects.map(renderedObject),
    failures: withoutRepeats(notes.failures),
    warnings: notes.warnings,
    contradicts: notes.contradicts,
    needs: notes.needs,
    reads: [...notes.reads.keys()],
    ...(notes.secrets.size === 0 ? {} : { secrets: [...notes.secrets] }),
    ...(notes.clones.size === 0 ? {} : { clones: [...notes.clones] }),
    ...(notes.releases.size === 0 ? {} : { releases: [...notes.releases] }),
    ...more,
  };
}

/** The same object is looked up more than once, and several sources may fail in the same way. */
function withoutRepeats(failures: readonly Failure[]): readonly Failure[] {
  const keyed = failures.map((failure) => {
    const { code, file, line, column, subject, detail } = failure;
    return [JSON.stringify([code, file, line, column, subject, detail]), failure] as const;
  });
  return [...new Map(keyed).values()];
}
