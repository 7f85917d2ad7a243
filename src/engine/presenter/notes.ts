// What each note says of an object.
import type { NoteCode } from '../model';

/** Each names `{subject}` where the note has one. */
export const NOTES: Readonly<Record<NoteCode, string>> = {
  makesSecret: 'Makes the Secret “{subject}” in the cluster; Git does not hold its values.',
  secretKeys: 'Its keys there: {subject}.',
  sopsEncrypted: 'Values of it are encrypted by SOPS; they are decrypted where it is applied.',
  vaultReference: 'Values of it come from Vault ({subject}); Git does not hold them.',
  rollsOut: 'Rolls out the {subject}.',
  rollsOutElsewhere: 'Rolls out the {subject}, which is not rendered here.',
  rolledOutBy: 'Rolled out by the {subject}.',
  projectNotDeclared: 'No file of this repository declares its project {subject}: what that permits is not known here.',
  projectUndecided: 'Whether its project {subject} permits all of it is not known here.',
  windowDenies: 'A sync window of its project denies all syncs at {subject}.',
  windowDeniesAutomated: 'A sync window of its project denies automated syncs at {subject}; syncs by hand may go on.',
  windowAllows: 'A sync window of its project allows syncs at {subject}; outside of such windows they wait.',
  windowAllowsAutomated:
    'A sync window of its project allows automated syncs at {subject}; outside of such windows only syncs by hand may go on.',
};
