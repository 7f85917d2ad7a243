// What each finding says.
import type { FindingCode } from '../model';

export const FINDINGS: Readonly<Record<FindingCode, string>> = {
  plainSecret:
    'The Secret “{subject}” stands in Git in clear. Encrypt it with SOPS or Sealed Secrets, or fetch it with External Secrets, and change its values.',
  dumpedSecret:
    'The Secret “{subject}” was dumped from a cluster in clear. Leave Secrets out of dumps that Git holds, and change its values if it was ever pushed.',
};
