// spec.chart.spec.valuesFiles: what stands in the place of the chart's own values.yaml. Source: source-controller v1.9.5, `internal/helm/chart`.
import { join } from '../../../discover/paths';
import { FailureError, type MapNode } from '../../../model';
import { text } from '../../../yaml/access';
import { readValuesFile } from '../../helm/values/read-values';
import { positionOf, read } from '../../kustomize/scope';
import type { LocatedChart } from './chart-source';
import type { World } from './lookup';

/** Undefined where none are named, and the chart's own count. A file that is missing, or no values, is noted. */
export function chartValues(world: World, { valuesFiles, ignoreMissing, root }: LocatedChart): readonly MapNode[] | undefined {
  if (valuesFiles.length === 0) return undefined;
  return valuesFiles.flatMap((node) => {
    // Rooted: no path leads out of the source.
    const path = join(root, join('.', (text(node) ?? '').replace(/^\/+/, '')).replace(/^(?:\.\.\/)+/, ''));
    const answer = read(world, path);
    if (answer.kind === 'file') return documentsIn(world, answer.text, path);
    if (answer.kind === 'absent' && ignoreMissing) return [];
    const missing = { code: 'notFound', subject: path } as const;
    world.notes.failures.push({
      ...positionOf(node.origin),
      ...(answer.kind === 'failed' ? { ...answer.reason, subject: path } : missing),
    });
    return [];
  });
}

function documentsIn({ notes }: World, content: string, path: string): readonly MapNode[] {
  try {
    return readValuesFile({ text: content, path }, 3);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    notes.failures.push({ file: path, ...error.failure });
    return [];
  }
}
