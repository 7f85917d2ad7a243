// Setter markers of image automation that lead nowhere.
import type { Finding, ImageAutomation } from '../model';

/** The policy may live in another repository, and so may the automation where this one has none. */
export function findIdleMarkers({ policies, markers, automations }: ImageAutomation): readonly Finding[] {
  const known = new Map(policies.map((policy) => [policy.name, policy]));
  return markers.flatMap(({ policy, part, automations: writers, file, line, column }): Finding[] => {
    const place = { severity: 'information', subject: policy, file, line, column } as const;
    const chooser = known.get(policy);
    if (chooser === undefined) return [{ code: 'policyMissing', ...place }];
    if (part === 'digest' && !chooser.digests)
      return [{ code: 'digestNotReflected', ...place, severity: 'warning', related: [chooser.position] }];
    return automations.length > 0 && writers.length === 0 ? [{ code: 'markerNotWritten', ...place }] : [];
  });
}
