// Setter markers of image automation that lead nowhere.
import type { Finding, ImageAutomation } from '../model';

/** The policy may live in another repository, and so may the automation where this one has none. */
export function findIdleMarkers({ policies, markers, automations }: ImageAutomation): readonly Finding[] {
  const known = new Set(policies.map(({ name }) => name));
  return markers.flatMap(({ policy, automations: writers, file, line, column }): Finding[] => {
    const place = { severity: 'information', subject: policy, file, line, column } as const;
    if (!known.has(policy)) return [{ code: 'policyMissing', ...place }];
    return automations.length > 0 && writers.length === 0 ? [{ code: 'markerNotWritten', ...place }] : [];
  });
}
