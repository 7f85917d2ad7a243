// What each finding says.
import type { FindingCode } from '../model';

export const FINDINGS: Readonly<Record<FindingCode, string>> = {
  plainSecret:
    'The Secret “{subject}” stands in Git in clear. Encrypt it with SOPS or Sealed Secrets, or fetch it with External Secrets, and change its values.',
};
