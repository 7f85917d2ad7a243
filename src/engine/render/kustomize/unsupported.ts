// Names the fields of a kustomization that are not carried out yet, so that none is ever silently ignored.
import type { MapNode } from '../../model';
import { child } from '../../yaml/access';
import { failAt, type Scope } from './scope';

const UNSUPPORTED_FIELDS = ['helmCharts', 'helmChartInflationGenerator'] as const;

export function reportUnsupported(scope: Scope, fields: MapNode): void {
  for (const field of UNSUPPORTED_FIELDS) {
    const node = child(fields, field);
    if (node === undefined || (node.kind === 'list' && node.items.length === 0)) continue;
    failAt(scope, node, { code: 'unsupported', subject: field });
  }
}
