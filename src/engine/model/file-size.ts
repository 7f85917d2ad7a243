// The limit on the size of files that the editor reads: a dump of a database named like a manifest must not stall it.
import type { Failure } from './failure';

export const MEGABYTE = 1024 * 1024;

/** The setting that allows more. */
const SETTING = 'plumbline.maxFileSizeMegabytes';

/** Why a file was not read. Its name is the subject, so that the line that names the file can be blamed. */
export function tooLarge(file: string, bytes: number, maxBytes: number): Failure {
  const detail = `it has ${megabytes(bytes)} MB, and ${SETTING} allows ${megabytes(maxBytes)}`;
  return { code: 'fileTooLarge', file, subject: file, detail };
}

/** Rounded up, so that a file is never said to have what is allowed. */
function megabytes(bytes: number): string {
  return String(Math.ceil((bytes / MEGABYTE) * 100) / 100);
}
