// What the project of an Argo CD Application means for it, beside what it refuses.
import type { App, AppNoteCode, Note, SyncWindow } from '../model';

export function applicationNotes({ project }: App): readonly Note<AppNoteCode>[] {
  if (project === undefined) return [];
  const { name, rules, undecided, windows = [] } = project;
  const open: readonly Note<AppNoteCode>[] =
    undecided !== undefined
      ? [{ code: 'projectUndecided', subject: name }]
      : rules === undefined
        ? [{ code: 'projectNotDeclared', subject: name }]
        : [];
  return [...open, ...windows.map((window) => ({ code: codeOf(window), subject: windowText(window) }))];
}

function codeOf({ kind, manualSync }: SyncWindow): AppNoteCode {
  if (kind === 'deny') return manualSync === true ? 'windowDeniesAutomated' : 'windowDenies';
  return manualSync === true ? 'windowAllowsAutomated' : 'windowAllows';
}

function windowText({ schedule, duration, timeZone, file, line }: SyncWindow): string {
  const zone = timeZone === undefined ? '' : ` ${timeZone}`;
  return `${schedule}${zone} + ${duration} (${file}:${line})`;
}
